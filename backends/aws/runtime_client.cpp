#include "backends/aws/runtime_client.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>

#include <simdjson.h>

#include "backends/wire/json_writer.hpp"

namespace sosw::aws {

namespace {

constexpr const char* kRuntime = "/2018-06-01/runtime/";

std::string error_document(const RuntimeFailure& failure) {
    std::string text;
    wire::JsonWriter json{text};
    json.begin_object();
    json.member("errorMessage", failure.message);
    json.member("errorType", failure.type);
    json.key("stackTrace");
    json.begin_array();
    json.end_array();
    json.end_object();
    return text;
}

/// The member of an error's body, or an empty text.
std::string member_of(const std::string& body, const char* name) {
    simdjson::dom::parser parser;
    std::string_view text;
    if (parser.parse(body).at_key(name).get(text) != simdjson::SUCCESS) {
        return {};
    }
    return std::string{text};
}

/// What Lambda says instead of doing as it was told.
Failure refusal(const wire::HttpResponse& response) {
    std::string name = member_of(response.body, "errorType");
    const std::string message = member_of(response.body, "errorMessage");
    return fail(
        response.status >= 500 ? ErrorCode::Unavailable : ErrorCode::InvalidRequest,
        name.empty() ? "RuntimeApiError" : std::move(name),
        "The Runtime API answers " + std::to_string(response.status) +
            (message.empty() ? std::string{} : ": " + message)
    );
}

std::optional<Timestamp> read_deadline(std::string_view text) {
    std::int64_t milliseconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    constexpr std::int64_t kMicroseconds = 1000;
    if (error != std::errc{} || end != text.data() + text.size() || milliseconds <= 0 ||
        milliseconds > INT64_MAX / kMicroseconds) {
        return std::nullopt;
    }
    return from_epoch_microseconds(milliseconds * kMicroseconds);
}

}  // namespace

RuntimeClient::RuntimeClient(HttpTransport& transport, std::string_view host)
    : transport_{transport}, url_{.scheme = "http", .authority = std::string{host}} {}

Result<RuntimeInvocation> RuntimeClient::next() {
    wire::HttpResponse response = TRY(transport_.send(
        url_, {.method = "GET", .target = std::string{kRuntime} + "invocation/next"}
    ));
    if (response.status != 200) {
        return refusal(response);
    }
    const wire::HttpHeaders& headers = response.headers;
    const auto deadline = read_deadline(headers.value_or_empty("Lambda-Runtime-Deadline-Ms"));
    RuntimeInvocation invocation{
        .request_id = std::string{headers.value_or_empty("Lambda-Runtime-Aws-Request-Id")},
        .event = std::move(response.body),
        .deadline = deadline.value_or(Timestamp{}),
        .function_arn = std::string{headers.value_or_empty("Lambda-Runtime-Invoked-Function-Arn")},
        .trace_id = std::string{headers.value_or_empty("Lambda-Runtime-Trace-Id")}};
    if (invocation.request_id.empty() || !deadline) {
        return fail(
            ErrorCode::InvalidRequest,
            "RuntimeApiError",
            "The Runtime API gives an event without a request id or a deadline"
        );
    }
    return invocation;
}

Result<void> RuntimeClient::respond(const std::string& request_id, const std::string& answer) {
    return post("invocation/" + request_id + "/response", answer, {});
}

Result<void> RuntimeClient::report_error(
    const std::string& request_id, const RuntimeFailure& failure
) {
    return post("invocation/" + request_id + "/error", error_document(failure), failure.type);
}

Result<void> RuntimeClient::report_init_error(const RuntimeFailure& failure) {
    return post("init/error", error_document(failure), failure.type);
}

Result<void> RuntimeClient::post(
    const std::string& path, const std::string& body, std::string_view type
) {
    wire::HttpRequest request{
        .method = "POST",
        .target = kRuntime + path,
        .headers = {{"Content-Type", "application/json"}},
        .body = body};
    if (!type.empty()) {
        request.headers.add("Lambda-Runtime-Function-Error-Type", std::string{type});
    }
    const wire::HttpResponse response = TRY(transport_.send(url_, request));
    if (response.status / 100 != 2) {
        return refusal(response);
    }
    return {};
}

}  // namespace sosw::aws
