#include "backends/aws/aws_lambda.hpp"

#include <chrono>
#include <cstddef>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "backends/aws/lambda_rest.hpp"
#include "backends/wire/json_fields.hpp"
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

Result<AwsClient::Call> call_of(const InvokeInput& input) {
    wire::HttpRequest request{
        .method = "POST",
        .target = TRY(function_path(input.function_name, "invocations")),
        .headers =
            {{"Content-Type", "application/json"},
             {"X-Amz-Invocation-Type", std::string{to_string(input.invocation_type)}}},
        .body = input.payload};
    const bool starts = input.invocation_type != InvocationType::DryRun;
    return AwsClient::Call{
        .request = std::move(request), .effect = starts ? Effect::Write : Effect::Read};
}

InvokeOutput read_output(const InvokeInput& input, wire::HttpResponse response) {
    const wire::HttpHeaders& headers = response.headers;
    const bool answers = input.invocation_type == InvocationType::RequestResponse;
    return {
        .status_code = response.status,
        .function_error = std::string{headers.value_or_empty("X-Amz-Function-Error")},
        .payload = answers ? std::move(response.body) : std::string{},
        .request_id = std::string{headers.value_or_empty("x-amzn-RequestId")}};
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
    : client_{access, random.fork("retries"), std::move(address), &lambda_error_of, retries} {}

Result<InvokeOutput> AwsLambda::invoke(const InvokeInput& input) {
    AwsClient::Call call = TRY(call_of(input));
    return read_output(input, TRY(client_.call(std::move(call.request), call.effect)));
}

std::vector<Result<InvokeOutput>> AwsLambda::invoke_all(std::span<const InvokeInput> inputs) {
    std::vector<Result<InvokeOutput>> outputs(inputs.size());
    std::vector<AwsClient::Call> calls;
    std::vector<std::size_t> places;  // Of the calls; what cannot be asked has its error already.
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        if (Result<AwsClient::Call> call = call_of(inputs[i])) {
            calls.push_back(*std::move(call));
            places.push_back(i);
        } else {
            outputs[i] = fail(call.error());
        }
    }
    auto answers = client_.call_all(calls);
    for (std::size_t i = 0; i < answers.size(); ++i) {
        outputs[places[i]] = std::move(answers[i]).map([&](wire::HttpResponse response) {
            return read_output(inputs[places[i]], std::move(response));
        });
    }
    return outputs;
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
