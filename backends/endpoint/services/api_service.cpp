#include "backends/endpoint/services/api_service.hpp"

#include <algorithm>
#include <utility>

#include "backends/sqlite/request_id.hpp"
#include "backends/wire/services/cbor.hpp"
#include "backends/wire/services/json_values.hpp"
#include "backends/wire/services/query_values.hpp"
#include "backends/wire/uri.hpp"

namespace sosw::endpoint {
namespace {

constexpr std::string_view kUnknownOperation = "UnknownOperationException";
constexpr std::string_view kOperationPath = "/operation/";

/// The parameters of the query string, then those of the form.
wire::QueryParameters form_of(const wire::HttpRequest& request) {
    wire::QueryParameters parameters = wire::parse_query(wire::query_of(request.target));
    for (auto& parameter : wire::parse_query(request.body)) {
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

std::string action_in(const wire::QueryParameters& parameters) {
    const auto found =
        std::ranges::find(parameters, "Action", &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? "" : found->second;
}

/// What follows `before` in `text`, or nothing.
std::string after(std::string_view text, std::string_view before) {
    const std::size_t at = text.find(before);
    return at == std::string_view::npos ? "" : std::string{text.substr(at + before.size())};
}

bool is_cbor(const wire::HttpRequest& request) {
    return request.headers.value_or_empty("smithy-protocol") == "rpc-v2-cbor";
}

wire::Value error_value(const wire::ServiceError& error, const std::string& name_space) {
    wire::Value value = wire::Value::structure();
    const std::string prefix = name_space.empty() ? "" : name_space + "#";
    value.set("__type", prefix + error.type_name());
    value.set_if("message", error.message);
    return value;
}

}  // namespace

ApiService::ApiService(ServiceNames names, Random random)
    : names_{std::move(names)}, random_{random} {}

void ApiService::handle(const wire::HttpRequest& request, Reply reply) {
    const Call call = call_of(request);
    const auto output = run(request, call);
    reply(output ? answer(call, *output) : refuse(call, output.error()));
}

ApiService::Call ApiService::call_of(const wire::HttpRequest& request) {
    const std::string request_id = sqlite::make_uuid(random_);
    if (!names_.cbor_service.empty() && is_cbor(request)) {
        const std::string_view path = wire::path_of(request.target);
        return {Protocol::Cbor, after(path, kOperationPath), request_id};
    }
    const std::string* target = request.headers.find("X-Amz-Target");
    if (names_.xml_namespace.empty() || (target != nullptr && !names_.target_prefix.empty())) {
        const std::string operation = target == nullptr ? "" : after(*target, ".");
        return {Protocol::Json, operation, request_id};
    }
    return {Protocol::Query, action_in(form_of(request)), request_id};
}

Result<wire::Parameters> ApiService::parameters_of(
    const wire::HttpRequest& request, const Call& call
) {
    switch (call.protocol) {
        case Protocol::Cbor:
            return wire::Parameters{
                TRY(wire::read_cbor_structure(request.body)), wire::Typing::Typed};
        case Protocol::Json:
            return wire::Parameters{
                TRY(wire::read_json_structure(request.body)), wire::Typing::Typed};
        case Protocol::Query:
            break;
    }
    return wire::Parameters{TRY(wire::read_query_structure(form_of(request))), wire::Typing::Text};
}

Result<wire::Value> ApiService::run(const wire::HttpRequest& request, const Call& call) {
    const auto action = actions_.find(call.operation);
    if (action == actions_.end()) {
        return fail(ErrorCode::InvalidRequest, std::string{kUnknownOperation}, "");
    }
    wire::Parameters parameters = TRY(parameters_of(request, call));
    auto output = action->second(parameters.fields());
    // A field of the wrong type was read as absent, and the action stumbled over it.
    TRY(parameters.check());
    return output;
}

wire::HttpResponse ApiService::answer(const Call& call, const wire::Value& output) const {
    wire::HttpResponse response;
    response.headers.add("x-amzn-RequestId", call.request_id);
    switch (call.protocol) {
        case Protocol::Json:
            response.headers.add("Content-Type", "application/x-amz-json-" + names_.json_version);
            response.body = output.is_null() ? "{}" : wire::write_json(output);
            break;
        case Protocol::Cbor:
            response.headers.add("smithy-protocol", "rpc-v2-cbor");
            if (!output.is_null()) {
                response.headers.add("Content-Type", "application/cbor");
                response.body = wire::write_cbor(output);
            }
            break;
        case Protocol::Query:
            response.headers.add("Content-Type", "text/xml");
            response.body = wire::write_query_answer(
                call.operation, names_.xml_namespace, output, call.request_id
            );
            break;
    }
    return response;
}

wire::HttpResponse ApiService::refuse(const Call& call, const Error& error) const {
    const wire::ServiceError told = error_of(call, error);
    wire::HttpResponse response{.status = told.status};
    response.headers.add("x-amzn-RequestId", call.request_id);
    if (call.protocol == Protocol::Query) {
        response.headers.add("Content-Type", "text/xml");
        response.body = wire::write_query_error(told, names_.xml_namespace, call.request_id);
        return response;
    }
    if (!names_.xml_namespace.empty()) {
        // Whoever used the query protocol knows the errors by their old codes.
        response.headers.add(
            "x-amzn-query-error", told.code + (told.sender ? ";Sender" : ";Receiver")
        );
    }
    const wire::Value value = error_value(told, names_.error_namespace);
    if (call.protocol == Protocol::Cbor) {
        response.headers.add("smithy-protocol", "rpc-v2-cbor");
        response.headers.add("Content-Type", "application/cbor");
        response.body = wire::write_cbor(value);
    } else {
        response.headers.add("Content-Type", "application/x-amz-json-" + names_.json_version);
        response.body = wire::write_json(value);
    }
    return response;
}

wire::ServiceError ApiService::unknown_operation(const Call& call) const {
    if (call.protocol != Protocol::Query) {
        return {.code = std::string{kUnknownOperation}, .message = ""};
    }
    if (call.operation.empty()) {
        return {.code = "MissingAction", .message = "Missing Action"};
    }
    return {
        .code = "InvalidAction",
        .message =
            "Could not find operation " + call.operation + " for version " + names_.api_version};
}

wire::ServiceError ApiService::error_of(const Call& call, const Error& error) const {
    if (error.name == kUnknownOperation) {
        return unknown_operation(call);
    }
    if (error.name == "SerializationException") {
        return {.code = error.name, .message = error.message};
    }
    return describe(error);
}

wire::ServiceError ApiService::describe(const Error& error) const {
    return {.code = error.name, .message = error.message};
}

}  // namespace sosw::endpoint
