#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

/// The JSON bodies of Lambda's requests. What was not sent is empty.
///
/// All readers fail with `InvalidRequestContentException` where the body is no JSON or a value has
/// the wrong type, and with `ValidationException`, as AWS words it, where a value breaks the
/// service's model.

namespace sosw::wire {

using TextMap = std::map<std::string, std::string>;

/// Where code is said to be.
struct FunctionCode {
    std::optional<std::string> zip_file{};  ///< The bytes.
    std::optional<std::string> s3_bucket{};
    std::optional<std::string> s3_key{};
    std::optional<std::string> image_uri{};
};

/// CreateFunction, UpdateFunctionConfiguration and UpdateFunctionCode in one: they differ in what
/// must be there.
struct FunctionChange {
    std::optional<std::string> function_name{};
    std::optional<std::string> runtime{};
    std::optional<std::string> role{};
    std::optional<std::string> handler{};
    std::optional<std::string> description{};
    std::optional<std::string> package_type{};
    std::optional<std::string> architecture{};
    std::optional<std::string> revision_id{};
    std::optional<std::int64_t> timeout_seconds{};
    std::optional<std::int64_t> memory_size_mb{};
    std::optional<TextMap> environment{};
    TextMap tags{};
    /// Parts of the configuration that change nothing here and are given back as they came: by
    /// their name, JSON text.
    TextMap remembered{};
    FunctionCode code{};
    bool dry_run = false;
};

Result<FunctionChange> read_create_function(std::string_view body);
Result<FunctionChange> read_update_configuration(std::string_view body);
Result<FunctionChange> read_update_code(std::string_view body);

Result<std::int64_t> read_reserved_concurrency(std::string_view body);

struct EventInvokeChange {
    std::optional<std::int64_t> maximum_retry_attempts{};
    std::optional<std::int64_t> maximum_event_age_seconds{};
    std::optional<std::string> destination_config{};  ///< JSON text.
};
Result<EventInvokeChange> read_event_invoke_config(std::string_view body);

struct PermissionRequest {
    std::string statement_id{};
    std::string action{};
    std::string principal{};
    std::optional<std::string> source_arn{};
    std::optional<std::string> source_account{};
    std::optional<std::string> revision_id{};
};
Result<PermissionRequest> read_permission(std::string_view body);

Result<TextMap> read_tags(std::string_view body);

}  // namespace sosw::wire
