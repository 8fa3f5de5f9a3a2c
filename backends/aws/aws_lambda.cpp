#include "backends/aws/aws_lambda.hpp"

#include <chrono>
#include <memory>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "backends/wire/json_fields.hpp"
#include "backends/wire/uri.hpp"
#include "core/base/ensure.hpp"

namespace sosw::aws {

namespace {

using simdjson::dom::object;

std::string_view to_string(InvocationType type) {
    switch (type) {
        case InvocationType::Event:
            return "Event";
        case InvocationType::RequestResponse:
            return "RequestResponse";
        case InvocationType::DryRun:
            return "DryRun";
    }
    ENSURE(false);
}

/// The path of what belongs to a function. An empty name would be another resource's path.
Result<std::string> function_path(const std::string& function_name, std::string_view part) {
    if (function_name.empty()) {
        return fail(
            ErrorCode::InvalidRequest, "ValidationException", "The name of the function is empty"
        );
    }
    return std::string{"/2015-03-31/functions/"}
        .append(wire::percent_encode(function_name))
        .append("/")
        .append(part);
}

Error read_error(const wire::HttpResponse& response) {
    simdjson::dom::parser parser;
    object json;
    if (parser.parse(response.body).get(json) != simdjson::SUCCESS) {
        return wire::error_of_status(response);
    }
    Error error = wire::error_of_json(response, json);
    if (error.code == ErrorCode::Throttled) {
        auto detail = std::make_shared<InvokeThrottled>();
        detail->reason = wire::text_of(json, "Reason");
        error.details = std::move(detail);
    }
    return error;
}

Result<FunctionConfiguration> read_configuration(const std::string& body) {
    simdjson::dom::parser parser;
    object json;
    if (parser.parse(body).get(json) != simdjson::SUCCESS) {
        return wire::unreadable("whole");
    }
    return FunctionConfiguration{
        .function_name = wire::text_of(json, "FunctionName"),
        .function_arn = wire::text_of(json, "FunctionArn"),
        .timeout = std::chrono::seconds{wire::integer_of(json, "Timeout")},
        .memory_size_mb = static_cast<int>(wire::integer_of(json, "MemorySize"))};
}

}  // namespace

AwsLambda::AwsLambda(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{access, random.fork("retries"), std::move(address), &read_error, retries} {}

Result<InvokeOutput> AwsLambda::invoke(const InvokeInput& input) {
    const wire::HttpRequest request{
        .method = "POST",
        .target = TRY(function_path(input.function_name, "invocations")),
        .headers =
            {{"Content-Type", "application/json"},
             {"X-Amz-Invocation-Type", std::string{to_string(input.invocation_type)}}},
        .body = input.payload};
    const bool starts = input.invocation_type != InvocationType::DryRun;
    wire::HttpResponse response = TRY(client_.call(request, starts ? Effect::Write : Effect::Read));
    const wire::HttpHeaders& headers = response.headers;
    const bool answers = input.invocation_type == InvocationType::RequestResponse;
    return InvokeOutput{
        .status_code = response.status,
        .function_error = std::string{headers.value_or_empty("X-Amz-Function-Error")},
        .payload = answers ? std::move(response.body) : std::string{},
        .request_id = std::string{headers.value_or_empty("x-amzn-RequestId")}};
}

Result<FunctionConfiguration> AwsLambda::get_function_configuration(const std::string& function_name
) {
    const wire::HttpRequest request{
        .method = "GET", .target = TRY(function_path(function_name, "configuration"))};
    const wire::HttpResponse response = TRY(client_.call(request, Effect::Read));
    return read_configuration(response.body).map_error([](Error error) {
        return settled(std::move(error), Effect::Read);
    });
}

}  // namespace sosw::aws
