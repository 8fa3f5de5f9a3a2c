#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// AWS Lambda as a caller sees it (API version 2015-03-31).

namespace sosw {

enum class InvocationType { Event, RequestResponse, DryRun };

struct InvokeInput {
    std::string function_name;  ///< Name or ARN.
    InvocationType invocation_type = InvocationType::Event;
    std::string payload{};  ///< JSON text. At most 1 MB for Event, 6 MB for RequestResponse.
};

/// A function that fails is a successful call: `function_error` says so.
struct InvokeOutput {
    int status_code = 0;           ///< 202 for Event, 200 for RequestResponse, 204 for DryRun.
    std::string function_error{};  ///< Empty, `Handled` or `Unhandled`.
    std::string payload{};         ///< The function's answer, RequestResponse only.
    std::string request_id{};  ///< The id under which the invocation stands in logs and records.
};

/// Attached to TooManyRequestsException: which limit refused, in AWS's words, e.g.
/// `ReservedFunctionConcurrentInvocationLimitExceeded`.
struct InvokeThrottled : ErrorDetail {
    std::string reason;
};

struct FunctionConfiguration {
    std::string function_name;
    std::string function_arn;
    Duration timeout{};
    int memory_size_mb = 128;
};

class Lambda {
public:
    Lambda() = default;
    Lambda(const Lambda&) = delete;
    Lambda& operator=(const Lambda&) = delete;
    virtual ~Lambda() = default;

    /// Errors: `Throttled` (TooManyRequestsException) and `Unavailable` are known not applied;
    /// `NotFound` for an unknown function; `InvalidRequest` for payloads that are no JSON or too
    /// large; `OutcomeUnknown` where the answer was lost.
    virtual Result<InvokeOutput> invoke(const InvokeInput& input) = 0;
    virtual Result<FunctionConfiguration> get_function_configuration(
        const std::string& function_name
    ) = 0;
};

}  // namespace sosw
