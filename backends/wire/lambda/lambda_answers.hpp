#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/http_message.hpp"
#include "backends/wire/lambda/function_profile.hpp"
#include "backends/wire/lambda/lambda_requests.hpp"
#include "core/base/result.hpp"
#include "core/ports/lambda.hpp"

/// Lambda's answers as HTTP and JSON.

namespace sosw::wire {

/// All that a configuration says.
struct FunctionDescription {
    std::string function_name{};
    std::string function_arn{};  ///< With the qualifier that was asked for.
    std::int64_t timeout_seconds = 3;
    std::int64_t memory_size_mb = 128;
    std::optional<int> reserved_concurrency{};
    FunctionProfile profile{};
};

struct EventInvokeDescription {
    std::string function_arn{};  ///< With `:$LATEST`.
    Timestamp last_modified{};
    int maximum_retry_attempts = 2;
    std::int64_t maximum_event_age_seconds = 21'600;
    std::string destination_config{};  ///< JSON text, or empty.
};

struct AccountDescription {
    std::int64_t concurrency = 1000;
    std::int64_t unreserved_concurrency = 1000;
    std::int64_t code_size = 0;
    std::int64_t functions = 0;
};

/// `2026-03-02T08:00:00.000+0000`, Lambda's own form.
std::string lambda_timestamp(Timestamp at);

/// An answer with a JSON body, or, where it is empty, without one.
HttpResponse json_answer(int status, std::string body);

std::string configuration_body(const FunctionDescription& function);
/// GetFunction; `code_location` is an address of the code.
std::string function_body(const FunctionDescription& function, std::string_view code_location);
/// ListFunctions and ListVersionsByFunction; `list` is their member's name.
std::string function_list_body(
    std::string_view list,
    const std::vector<FunctionDescription>& functions,
    const std::optional<std::string>& next_marker
);
std::string concurrency_body(std::optional<std::int64_t> reserved);
std::string event_invoke_body(const EventInvokeDescription& config);
std::string event_invoke_list_body(const std::vector<EventInvokeDescription>& configs);
std::string tags_body(const TextMap& tags);
std::string account_body(const AccountDescription& account);

/// A statement of a resource policy that allows `request`.
std::string policy_statement(const PermissionRequest& request, std::string_view function_arn);
std::string permission_body(std::string_view statement);
std::string policy_body(const TextMap& statements, std::string_view revision_id);

/// The answer to an invoke; `log_tail`, where it was asked for, is the last of the log.
HttpResponse invoke_answer(const InvokeOutput& output, const std::optional<std::string>& log_tail);

/// An error as Lambda words it, with its status and `x-amzn-ErrorType`.
HttpResponse lambda_error(const Error& error);

}  // namespace sosw::wire
