#include "backends/aws/aws_function_administration.hpp"

#include <utility>

#include <simdjson.h>

#include "backends/aws/lambda_rest.hpp"
#include "backends/wire/json_fields.hpp"
#include "backends/wire/lambda/lambda_answers.hpp"
#include "backends/wire/lambda/lambda_request_bodies.hpp"

namespace sosw::aws {

namespace {

Result<FunctionState> read_state(const std::string& body) {
    simdjson::dom::parser parser;
    simdjson::dom::object json;
    if (parser.parse(body).get(json) != simdjson::SUCCESS) {
        return wire::unreadable("whole");
    }
    return FunctionState{
        .function_arn = wire::text_of(json, "FunctionArn"),
        .state = wire::text_of(json, "State"),
        .state_reason = wire::text_of(json, "StateReason")};
}

wire::HttpRequest json_request(std::string method, std::string target, std::string body) {
    return {
        .method = std::move(method),
        .target = std::move(target),
        .headers = {{"Content-Type", "application/json"}},
        .body = std::move(body)};
}

}  // namespace

AwsFunctionAdministration::AwsFunctionAdministration(
    const AwsAccess& access, Random random, ServiceAddress address, const RetryOptions& retries
)
    : client_{access, random.fork("retries"), std::move(address), &lambda_error_of, retries} {}

Result<FunctionState> AwsFunctionAdministration::create_function(const CreateFunctionInput& input) {
    wire::FunctionChange change{
        .function_name = input.function_name,
        .runtime = input.runtime,
        .role = input.role,
        .handler = input.handler,
        .architecture = input.architecture,
        .timeout_seconds = input.timeout_seconds,
        .memory_size_mb = input.memory_size_mb};
    if (!input.description.empty()) {
        change.description = input.description;
    }
    if (!input.environment.empty()) {
        change.environment = input.environment;
    }
    if (!input.zip_file.empty()) {
        change.code.zip_file = input.zip_file;
    }
    const wire::HttpResponse response = TRY(client_.call(
        json_request("POST", "/2015-03-31/functions", wire::create_function_body(change)),
        Effect::Write
    ));
    return read_state(response.body);
}

Result<FunctionState> AwsFunctionAdministration::get_function_state(const std::string& function_name
) {
    const wire::HttpRequest request{
        .method = "GET", .target = TRY(function_path(function_name, "configuration"))};
    const wire::HttpResponse response = TRY(client_.call(request, Effect::Read));
    return read_state(response.body).map_error([](Error error) {
        return settled(std::move(error), Effect::Read);
    });
}

Result<void> AwsFunctionAdministration::delete_function(const std::string& function_name) {
    const wire::HttpRequest request{
        .method = "DELETE", .target = TRY(function_path(function_name, ""))};
    // A second deletion finds nothing, which its caller takes for done.
    TRY(client_.call(request, Effect::RepeatedOnce));
    return {};
}

Result<void> AwsFunctionAdministration::put_function_concurrency(
    const std::string& function_name, std::int64_t reserved_concurrent_executions
) {
    const std::string path = TRY(function_path(function_name, "concurrency", "2017-10-31"));
    TRY(client_.call(
        json_request("PUT", path, wire::concurrency_body(reserved_concurrent_executions)),
        Effect::RepeatedOnce
    ));
    return {};
}

Result<void> AwsFunctionAdministration::put_function_event_invoke_config(
    const std::string& function_name, const EventInvokeConfig& config
) {
    const std::string path = TRY(function_path(function_name, "event-invoke-config", "2019-09-25"));
    const std::string body = wire::event_invoke_config_body(
        {.maximum_retry_attempts = config.maximum_retry_attempts,
         .maximum_event_age_seconds = config.maximum_event_age_seconds}
    );
    TRY(client_.call(json_request("PUT", path, body), Effect::RepeatedOnce));
    return {};
}

}  // namespace sosw::aws
