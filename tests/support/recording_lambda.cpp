#include "tests/support/recording_lambda.hpp"

namespace sosw::test {

void RecordingLambda::set_function(const std::string& arn, Duration timeout) {
    functions_[arn] = timeout;
}

void RecordingLambda::remove_function(const std::string& arn) { functions_.erase(arn); }

void RecordingLambda::fail_next(const std::string& arn, std::int64_t count) {
    fail_next(
        arn,
        count,
        {.code = ErrorCode::Throttled,
         .name = "TooManyRequestsException",
         .message = "Rate exceeded"}
    );
}

void RecordingLambda::fail_next(const std::string& arn, std::int64_t count, const Error& error) {
    Failures& failures = failures_[arn];
    failures.left += count;
    failures.error = error;
}

Result<InvokeOutput> RecordingLambda::invoke(const InvokeInput& input) {
    ++invoke_calls;
    if (meanwhile) {
        meanwhile(input);
    }
    Failures& failures = failures_[input.function_name];
    if (failures.left > 0) {
        --failures.left;
        return fail(failures.error);
    }
    invocations.push_back(input);
    return InvokeOutput{
        .status_code = 202, .request_id = "request-" + std::to_string(invoke_calls)};
}

Result<FunctionConfiguration> RecordingLambda::get_function_configuration(const std::string& arn) {
    ++configuration_calls;
    const auto found = functions_.find(arn);
    if (found == functions_.end()) {
        return fail(ErrorCode::NotFound, "ResourceNotFoundException", "Function not found: " + arn);
    }
    return FunctionConfiguration{
        .function_name = arn, .function_arn = arn, .timeout = found->second};
}

}  // namespace sosw::test
