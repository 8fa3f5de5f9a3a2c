#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"

#include <algorithm>
#include <utility>

#include <simdjson.h>

#include "backends/endpoint/dynamo_db/item_actions.hpp"
#include "backends/endpoint/dynamo_db/table_actions.hpp"
#include "backends/wire/dynamo_db/dynamo_db_error.hpp"
#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

constexpr std::string_view kVersion = "DynamoDB_20120810.";
constexpr std::string_view kHealthy = "healthy: dynamodb.";
/// A larger body's buffers are not kept for the next.
constexpr std::size_t kKeptCapacity = 4 * 1024 * 1024;

Failure unknown_operation() {
    return fail(ErrorCode::InvalidRequest, "UnknownOperationException", "");
}

/// `application/json; charset=utf-8` without its parameters.
std::string_view media_type(const wire::HttpRequest& request) {
    std::string_view type = request.headers.value_or_empty("content-type");
    type = type.substr(0, type.find(';'));
    const std::size_t end = type.find_last_not_of(' ');
    return type.substr(0, end == type.npos ? 0 : end + 1);
}

bool is_json(std::string_view type) {
    return type == wire::kDynamoDbJson || type == "application/json";
}

/// What a load balancer finds.
wire::HttpResponse health(const std::string& region) {
    wire::HttpResponse response;
    response.body = std::string{kHealthy} + region + ".amazonaws.com ";
    return response;
}

/// To whoever does not speak the protocol at all.
wire::HttpResponse not_the_protocol() {
    return {.status = 404, .body = "<UnknownOperationException/>\n"};
}

}  // namespace

struct DynamoDbService::Parser {
    simdjson::dom::parser json{};
    simdjson::dom::element body{};
};

DynamoDbService::DynamoDbService(ActionContext context, RequestCheck check)
    : context_{std::move(context)}, check_{std::move(check)}, parser_{std::make_unique<Parser>()} {
    add_actions(item_actions());
    add_actions(table_actions());
}

DynamoDbService::~DynamoDbService() = default;

void DynamoDbService::add_actions(std::span<const NamedAction> actions) {
    for (const NamedAction& action : actions) {
        ENSURE(std::ranges::find(actions_, action.name, &NamedAction::name) == actions_.end());
        actions_.push_back(action);
    }
}

void DynamoDbService::handle(const wire::HttpRequest& request, Reply reply) {
    reply(answer(request));
}

wire::HttpResponse DynamoDbService::answer(const wire::HttpRequest& request) {
    if (request.method == "GET") {
        return health(context_.region);
    }
    const std::string_view type = media_type(request);
    if (request.method != "POST" || (!request.body.empty() && !is_json(type))) {
        return not_the_protocol();
    }
    const std::string_view answered =
        type == wire::kDynamoDbJson ? wire::kDynamoDbJson : "application/json";
    const Result<Action> action = understand(request);
    if (!action) {
        return wire::dynamo_db_error_response(action.error(), answered);
    }
    if (check_ != nullptr) {
        if (auto refusal = check_(request)) {
            return *std::move(refusal);
        }
    }
    Result<std::string> body = run(*action, request);
    if (!body) {
        return wire::dynamo_db_error_response(body.error(), answered);
    }
    wire::HttpResponse response;
    response.headers.add("Content-Type", std::string{answered});
    response.body = *std::move(body);
    return response;
}

Result<Action> DynamoDbService::understand(const wire::HttpRequest& request) {
    const bool is_broken =
        !request.body.empty() &&
        parser_->json.parse(request.body).get(parser_->body) != simdjson::SUCCESS;
    if (is_broken) {
        return wire::serialization_error("");
    }
    return find_action(request.headers.value_or_empty("x-amz-target"));
}

Result<std::string> DynamoDbService::run(Action action, const wire::HttpRequest& request) {
    if (request.body.empty()) {
        return wire::serialization_error("");
    }
    if (!parser_->body.is_object()) {
        return wire::serialization_error("Unexpected value type in payload");
    }
    context_.body_size = request.body.size();
    context_.host = request.headers.value_or_empty("host");
    Result<std::string> answer = action(context_, parser_->body);
    if (parser_->json.capacity() > kKeptCapacity) {
        parser_->json = simdjson::dom::parser{};
    }
    return answer;
}

Result<Action> DynamoDbService::find_action(std::string_view target) const {
    if (!target.starts_with(kVersion)) {
        return unknown_operation();
    }
    const auto found =
        std::ranges::find(actions_, target.substr(kVersion.size()), &NamedAction::name);
    return found != actions_.end() ? found->action : Result<Action>{unknown_operation()};
}

}  // namespace sosw::endpoint
