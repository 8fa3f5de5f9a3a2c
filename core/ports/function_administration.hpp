#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/base/result.hpp"

/// AWS Lambda as the owner of functions sees it (API version 2015-03-31): functions are made and
/// taken away.

namespace sosw {

struct CreateFunctionInput {
    std::string function_name{};
    std::string runtime = "provided.al2023";
    std::string role{};  ///< An ARN: what the function may do.
    std::string handler{};
    std::string description{};
    std::string architecture = "x86_64";
    std::int64_t timeout_seconds = 3;  ///< 1 to 900.
    std::int64_t memory_size_mb = 128;
    std::map<std::string, std::string> environment{};  ///< At most 4 KB in all.
    std::string zip_file{};                            ///< The bytes of the archive.
};

/// Where a function stands that was asked for.
struct FunctionState {
    std::string function_arn{};
    std::string state{};         ///< `Pending`, `Active`, `Inactive`, `Failed`.
    std::string state_reason{};  ///< Why it is not active, in AWS's words.
};

/// What Lambda does with the events of a function that wait in its own queue.
struct EventInvokeConfig {
    std::int64_t maximum_retry_attempts = 2;          ///< 0 to 2.
    std::int64_t maximum_event_age_seconds = 21'600;  ///< 60 to 21,600.
};

class FunctionAdministration {
public:
    FunctionAdministration() = default;
    FunctionAdministration(const FunctionAdministration&) = delete;
    FunctionAdministration& operator=(const FunctionAdministration&) = delete;
    virtual ~FunctionAdministration() = default;

    /// The function can be invoked when it has become `Active`. Errors: `InvalidRequest`
    /// (ResourceConflictException) where there is one of that name; `OutcomeUnknown` where the
    /// answer was lost.
    virtual Result<FunctionState> create_function(const CreateFunctionInput& input) = 0;
    virtual Result<FunctionState> get_function_state(const std::string& function_name) = 0;
    /// Executions that run go on to their end.
    virtual Result<void> delete_function(const std::string& function_name) = 0;
    /// Reserves concurrency for the function, and limits it to that.
    virtual Result<void> put_function_concurrency(
        const std::string& function_name, std::int64_t reserved_concurrent_executions
    ) = 0;
    virtual Result<void> put_function_event_invoke_config(
        const std::string& function_name, const EventInvokeConfig& config
    ) = 0;
};

}  // namespace sosw
