#include "backends/endpoint/lambda/lambda_service.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "backends/wire/base64.hpp"
#include "backends/wire/lambda/lambda_checks.hpp"
#include "backends/wire/uri.hpp"
#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

using wire::FunctionDescription;
using wire::HttpRequest;
using wire::HttpResponse;
using wire::json_answer;
using wire::LambdaCall;
using enum wire::LambdaOperation;

constexpr std::int64_t kPageMax = 50;

HttpResponse no_content() { return HttpResponse{.status = 204}; }

Failure unknown_operation() {
    return fail(ErrorCode::InvalidRequest, "UnknownOperationException", "Unknown operation");
}

/// What the headers of an invoke ask for.
struct InvokeOptions {
    InvocationType type = InvocationType::RequestResponse;
    bool wants_log = false;
};

std::optional<std::string> header_of(const HttpRequest& request, std::string_view name) {
    const std::string* const value = request.headers.find(name);
    return value == nullptr ? std::nullopt : std::optional{*value};
}

Result<InvokeOptions> invoke_options(const HttpRequest& request) {
    const auto type = header_of(request, "X-Amz-Invocation-Type");
    const auto log_type = header_of(request, "X-Amz-Log-Type");
    wire::LambdaChecks checks;
    checks.one_of("invocationType", type, {"Event", "RequestResponse", "DryRun"});
    checks.one_of("logType", log_type, {"None", "Tail"});
    TRY(checks.result());
    InvokeOptions options{.wants_log = log_type == "Tail"};
    if (type == "Event") {
        options.type = InvocationType::Event;
    } else if (type == "DryRun") {
        options.type = InvocationType::DryRun;
    }
    return options;
}

Result<std::size_t> page_size(const LambdaCall& call) {
    std::int64_t size = kPageMax;
    if (const auto text = call.parameter("MaxItems")) {
        const char* const end = text->data() + text->size();
        const auto [stopped, error] = std::from_chars(&*text->begin(), end, size);
        size = error == std::errc{} && stopped == end ? size : 0;
    }
    wire::LambdaChecks checks;
    checks.between("maxItems", size, 1, 10'000);
    TRY(checks.result());
    return static_cast<std::size_t>(std::min(size, kPageMax));
}

}  // namespace

LambdaService::LambdaService(
    sqlite::SqliteLambda& lambda, FunctionRegistry& functions, const FunctionLogs& logs
)
    : lambda_{lambda}, functions_{functions}, logs_{logs} {}

void LambdaService::handle(const HttpRequest& request, Reply reply) {
    const auto call = wire::parse_lambda_call(request);
    if (!call) {
        reply(wire::lambda_error(unknown_operation().value()));
        return;
    }
    if (call->operation == Invoke) {
        if (const auto begun = invoke(*call, request, reply); !begun) {
            reply(wire::lambda_error(begun.error()));
        }
        return;
    }
    Answer answered = answer(*call, request);
    reply(answered ? std::move(*answered) : wire::lambda_error(answered.error()));
}

Result<void> LambdaService::invoke(
    const LambdaCall& call, const HttpRequest& request, const Reply& reply
) {
    const InvokeOptions options = TRY(invoke_options(request));
    const Resolved function = TRY(functions_.resolve(call.resource, call.parameter("Qualifier")));
    const InvokeInput input{
        .function_name = function.name,
        .invocation_type = options.type,
        .payload = request.body,
    };
    return lambda_.begin_invoke(input, [this, options, reply](const InvokeOutput& output) {
        std::optional<std::string> log;
        if (options.wants_log) {
            log = logs_.tail(output.request_id);
        }
        reply(wire::invoke_answer(output, log));
    });
}

LambdaService::Answer LambdaService::answer(const LambdaCall& call, const HttpRequest& request) {
    switch (call.operation) {
        case CreateFunction:
        case ListFunctions:
        case ListEventSourceMappings:
        case GetAccountSettings:
            return answer_of_account(call, request);
        case InvokeAsync:
            return invoke_async(call, request);
        case TagResource:
        case UntagResource:
        case ListTags:
            return change_tags(call, request);
        default:
            break;
    }
    const Resolved function = TRY(functions_.resolve(call.resource, call.parameter("Qualifier")));
    return answer_of_function(call, function, request);
}

LambdaService::Answer LambdaService::answer_of_account(
    const LambdaCall& call, const HttpRequest& request
) {
    switch (call.operation) {
        case CreateFunction: {
            const auto change = TRY(wire::read_create_function(request.body));
            return json_answer(201, wire::configuration_body(TRY(functions_.create(change))));
        }
        case ListFunctions:
            return list_functions(call);
        case ListEventSourceMappings:
            return json_answer(200, R"({"NextMarker":null,"EventSourceMappings":[]})");
        case GetAccountSettings:
            return json_answer(200, wire::account_body(functions_.account()));
        default:
            ENSURE(false);
    }
}

LambdaService::Answer LambdaService::answer_of_function(
    const LambdaCall& call, const Resolved& function, const HttpRequest& request
) {
    switch (call.operation) {
        case GetFunction:
            return get_function(function, request);
        case GetFunctionCode:
            return get_code(function);
        case DeleteFunction:
            TRY(functions_.remove(function));
            return no_content();
        case GetFunctionConfiguration:
            return json_answer(200, wire::configuration_body(TRY(functions_.describe(function))));
        case UpdateFunctionConfiguration: {
            const auto change = TRY(wire::read_update_configuration(request.body));
            const auto updated = TRY(functions_.update_configuration(function, change));
            return json_answer(200, wire::configuration_body(updated));
        }
        case UpdateFunctionCode: {
            const auto change = TRY(wire::read_update_code(request.body));
            const auto updated = TRY(functions_.update_code(function, change));
            return json_answer(200, wire::configuration_body(updated));
        }
        case ListVersionsByFunction: {
            FunctionDescription latest = TRY(functions_.describe(function));
            latest.function_arn = function.plain_arn + ":$LATEST";
            return json_answer(200, wire::function_list_body("Versions", {latest}, {}));
        }
        case ListAliases:
            return json_answer(200, R"({"NextMarker":null,"Aliases":[]})");
        case GetAlias:
            return fail(
                ErrorCode::NotFound,
                "ResourceNotFoundException",
                "Cannot find alias arn: " + function.plain_arn + ":" + call.detail
            );
        default:
            return answer_of_policies(call, function, request);
    }
}

LambdaService::Answer LambdaService::answer_of_policies(
    const LambdaCall& call, const Resolved& function, const HttpRequest& request
) {
    using Unsent = FunctionRegistry::Unsent;
    switch (call.operation) {
        case PutFunctionConcurrency: {
            const auto reserved = TRY(wire::read_reserved_concurrency(request.body));
            TRY(functions_.set_concurrency(function, reserved));
            return json_answer(200, wire::concurrency_body(reserved));
        }
        case GetFunctionConcurrency:
            return get_concurrency(function);
        case DeleteFunctionConcurrency:
            TRY(functions_.set_concurrency(function, std::nullopt));
            return no_content();
        case PutFunctionEventInvokeConfig:
        case UpdateFunctionEventInvokeConfig: {
            const bool is_put = call.operation == PutFunctionEventInvokeConfig;
            const auto change = TRY(wire::read_event_invoke_config(request.body));
            const auto config = TRY(functions_.set_event_invoke(
                function, change, is_put ? Unsent::Default : Unsent::Keep
            ));
            return json_answer(200, wire::event_invoke_body(config));
        }
        case GetFunctionEventInvokeConfig:
            return json_answer(
                200, wire::event_invoke_body(TRY(functions_.event_invoke(function)))
            );
        case DeleteFunctionEventInvokeConfig:
            TRY(functions_.remove_event_invoke(function));
            return no_content();
        case ListFunctionEventInvokeConfigs: {
            std::vector<wire::EventInvokeDescription> configs;
            if (const auto config = functions_.event_invoke(function)) {
                configs.push_back(*config);
            }
            return json_answer(200, wire::event_invoke_list_body(configs));
        }
        case AddPermission: {
            const auto permission = TRY(wire::read_permission(request.body));
            const auto statement = TRY(functions_.add_permission(function, permission));
            return json_answer(201, wire::permission_body(statement));
        }
        case RemovePermission:
            TRY(functions_.remove_permission(function, call.detail));
            return no_content();
        case GetPolicy:
            return get_policy(function);
        default:
            return unknown_operation();
    }
}

LambdaService::Answer LambdaService::invoke_async(
    const LambdaCall& call, const HttpRequest& request
) {
    const Resolved function = TRY(functions_.resolve(call.resource));
    TRY(lambda_.invoke({.function_name = function.name, .payload = request.body}));
    return json_answer(202, R"({"Status":202})");
}

LambdaService::Answer LambdaService::list_functions(const LambdaCall& call) {
    const std::size_t size = TRY(page_size(call));
    const auto marker = wire::base64_decode(call.parameter("Marker").value_or(""));
    if (!marker) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidParameterValueException",
            "The pagination marker is invalid."
        );
    }
    const std::vector<std::string> names = functions_.names();
    auto next = std::ranges::upper_bound(names, *marker);
    std::vector<FunctionDescription> page;
    while (next != names.end() && page.size() < size) {
        page.push_back(TRY(functions_.describe(TRY(functions_.resolve(*next)))));
        ++next;
    }
    std::optional<std::string> next_marker;
    if (next != names.end()) {
        next_marker = wire::base64_encode(page.back().function_name);
    }
    return json_answer(200, wire::function_list_body("Functions", page, next_marker));
}

LambdaService::Answer LambdaService::get_function(
    const Resolved& function, const HttpRequest& request
) {
    std::string location{"http://"};
    location.append(request.headers.value_or_empty("Host")).append("/2015-03-31/functions/");
    location.append(function.name).append("/code");
    return json_answer(200, wire::function_body(TRY(functions_.describe(function)), location));
}

LambdaService::Answer LambdaService::get_code(const Resolved& function) {
    HttpResponse response{.status = 200};
    response.headers.add("Content-Type", "application/zip");
    response.body = functions_.code(function);
    return response;
}

LambdaService::Answer LambdaService::get_concurrency(const Resolved& function) {
    const auto reserved = TRY(functions_.describe(function)).reserved_concurrency;
    return json_answer(200, wire::concurrency_body(reserved));
}

LambdaService::Answer LambdaService::get_policy(const Resolved& function) {
    const wire::FunctionProfile& profile = functions_.profile(function.name);
    if (profile.statements.empty()) {
        return fail(
            ErrorCode::NotFound,
            "ResourceNotFoundException",
            "The resource you requested does not exist."
        );
    }
    return json_answer(200, wire::policy_body(profile.statements, profile.revision_id));
}

LambdaService::Answer LambdaService::change_tags(
    const LambdaCall& call, const HttpRequest& request
) {
    const Resolved function = TRY(functions_.resolve(call.resource));
    wire::TextMap& tags = functions_.profile(function.name).tags;
    if (call.operation == ListTags) {
        return json_answer(200, wire::tags_body(tags));
    }
    if (call.operation == TagResource) {
        for (const auto& [key, value] : TRY(wire::read_tags(request.body))) {
            tags[key] = value;
        }
    } else {
        for (const auto& [name, value] : call.query) {
            if (name == "tagKeys") {
                tags.erase(value);
            }
        }
    }
    functions_.save(function.name);
    return no_content();
}

}  // namespace sosw::endpoint
