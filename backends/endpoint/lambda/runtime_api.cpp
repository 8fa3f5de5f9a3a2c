#include "backends/endpoint/lambda/runtime_api.hpp"

#include <utility>

#include "backends/endpoint/lambda/function_reports.hpp"
#include "backends/json_syntax.hpp"
#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

using wire::HttpRequest;
using wire::HttpResponse;

constexpr std::string_view kInvocation = "/2018-06-01/runtime/invocation/";

HttpResponse json(int status, std::string body) {
    HttpResponse response{.status = status};
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

HttpResponse accepted() { return json(202, "{\"status\":\"OK\"}\n"); }

HttpResponse refused(int status, std::string_view type, std::string_view message) {
    return json(status, error_payload(type, message));
}

/// What the process says went wrong: its body, or what its header says where that is no JSON.
std::string error_of(const HttpRequest& request) {
    if (is_json(request.body)) {
        return request.body;
    }
    const std::string_view type =
        request.headers.value_or_empty("Lambda-Runtime-Function-Error-Type");
    return error_payload(type.empty() ? "Runtime.Unknown" : type, request.body);
}

}  // namespace

void RuntimeApi::handle(const HttpRequest& request, Reply reply) {
    std::string_view path = wire::path_of(request.target);
    if (path == "/2018-06-01/ping") {
        reply(HttpResponse{.status = 200, .body = "pong"});
        return;
    }
    if (path == "/2018-06-01/runtime/init/error" && request.method == "POST") {
        fail_init(request, reply);
        return;
    }
    if (!path.starts_with(kInvocation)) {
        reply(refused(404, "InvalidPath", "There is no such path in the Runtime API"));
        return;
    }
    path.remove_prefix(kInvocation.size());
    if (path == "next" && request.method == "GET") {
        next(std::move(reply));
    } else if (request.method == "POST") {
        end(request, path, reply);
    } else {
        reply(refused(405, "InvalidMethod", "The Runtime API does not know this method here"));
    }
}

void RuntimeApi::next(Reply reply) {
    if (!current_.empty()) {
        reply(refused(
            403,
            "InvalidStateTransition",
            "The process has an event already: it has to respond before it asks for the next one"
        ));
        return;
    }
    waiting_ = std::move(reply);
    callbacks_.wants_event();
}

void RuntimeApi::give(const RuntimeEvent& event) {
    ENSURE(is_waiting());
    current_ = event.request_id;
    HttpResponse response = json(200, event.payload);
    wire::HttpHeaders& headers = response.headers;
    const auto deadline_ms = epoch_microseconds(event.deadline) / 1000;
    headers.add("Lambda-Runtime-Aws-Request-Id", event.request_id);
    headers.add("Lambda-Runtime-Deadline-Ms", std::to_string(deadline_ms));
    headers.add("Lambda-Runtime-Invoked-Function-Arn", event.function_arn);
    headers.add("Lambda-Runtime-Trace-Id", event.trace_id);
    std::exchange(waiting_, nullptr)(std::move(response));
}

void RuntimeApi::end(const HttpRequest& request, std::string_view which, const Reply& reply) {
    const std::size_t slash = which.find('/');
    const std::string_view id = which.substr(0, slash);
    const std::string_view what =
        slash == std::string_view::npos ? std::string_view{} : which.substr(slash + 1);
    if (what != "response" && what != "error") {
        reply(refused(404, "InvalidPath", "There is no such path in the Runtime API"));
        return;
    }
    if (current_.empty() || id != current_) {
        reply(refused(400, "InvalidRequestID", "Invalid request ID"));
        return;
    }
    current_.clear();
    if (what == "error") {
        callbacks_.failed(error_of(request));
        reply(accepted());
        return;
    }
    const std::size_t size = request.body.size();
    if (size > kResponseSizeMax) {
        callbacks_.failed(response_too_large(size));
        reply(refused(
            413,
            "RequestEntityTooLarge",
            "Exceeded maximum allowed payload size (" + std::to_string(kResponseSizeMax) +
                " bytes)."
        ));
        return;
    }
    callbacks_.responded(request.body);
    reply(accepted());
}

void RuntimeApi::fail_init(const HttpRequest& request, const Reply& reply) {
    callbacks_.init_failed(error_of(request));
    reply(accepted());
}

}  // namespace sosw::endpoint
