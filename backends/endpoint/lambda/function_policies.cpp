#include <algorithm>
#include <limits>
#include <utility>

#include "backends/endpoint/lambda/function_registry.hpp"

// What is said about a function beside its configuration: concurrency, how events are tried again,
// and who may invoke it.

namespace sosw::endpoint {

namespace {

using sqlite::FunctionSettings;
using std::chrono::seconds;

Failure not_found(std::string message) {
    return fail(ErrorCode::NotFound, "ResourceNotFoundException", std::move(message));
}

Failure no_event_invoke_config(std::string_view arn) {
    return not_found(
        "The function " + std::string{arn} + ":$LATEST doesn't have an EventInvokeConfig"
    );
}

}  // namespace

Result<void> FunctionRegistry::set_concurrency(
    const Resolved& function, std::optional<std::int64_t> reserved_concurrency
) {
    FunctionSettings settings = TRY(lambda_.get_function_settings(function.name));
    settings.reserved_concurrency.reset();
    if (reserved_concurrency) {
        constexpr std::int64_t kMax = std::numeric_limits<int>::max();
        settings.reserved_concurrency = static_cast<int>(std::min(*reserved_concurrency, kMax));
    }
    TRY(lambda_.put_function(settings));
    return {};
}

Result<wire::EventInvokeDescription> FunctionRegistry::set_event_invoke(
    const Resolved& function, const wire::EventInvokeChange& change, Unsent unsent
) {
    wire::FunctionProfile& of = profile(function.name);
    if (unsent == Unsent::Keep && !of.event_invoke_config_at) {
        return no_event_invoke_config(function.plain_arn);
    }
    const FunctionSettings unset;
    FunctionSettings settings = TRY(lambda_.get_function_settings(function.name));
    const FunctionSettings& base = unsent == Unsent::Keep ? settings : unset;
    const int attempts = base.maximum_retry_attempts;
    const std::int64_t age = base.maximum_event_age / seconds{1};
    settings.maximum_retry_attempts =
        static_cast<int>(change.maximum_retry_attempts.value_or(attempts));
    settings.maximum_event_age = seconds{change.maximum_event_age_seconds.value_or(age)};
    TRY(lambda_.put_function(settings));
    of.event_invoke_config_at = clock_.now();
    if (change.destination_config || unsent == Unsent::Default) {
        of.destination_config = change.destination_config.value_or("");
    }
    save(function.name);
    return event_invoke_of(function, settings);
}

wire::EventInvokeDescription FunctionRegistry::event_invoke_of(
    const Resolved& function, const FunctionSettings& settings
) {
    const wire::FunctionProfile& of = profile(function.name);
    return {
        .function_arn = function.plain_arn + ":$LATEST",
        .last_modified = *of.event_invoke_config_at,
        .maximum_retry_attempts = settings.maximum_retry_attempts,
        .maximum_event_age_seconds = settings.maximum_event_age / seconds{1},
        .destination_config = of.destination_config,
    };
}

Result<wire::EventInvokeDescription> FunctionRegistry::event_invoke(const Resolved& function) {
    if (!profile(function.name).event_invoke_config_at) {
        return no_event_invoke_config(function.plain_arn);
    }
    return event_invoke_of(function, TRY(lambda_.get_function_settings(function.name)));
}

Result<void> FunctionRegistry::remove_event_invoke(const Resolved& function) {
    wire::FunctionProfile& of = profile(function.name);
    if (!of.event_invoke_config_at) {
        return no_event_invoke_config(function.plain_arn);
    }
    FunctionSettings settings = TRY(lambda_.get_function_settings(function.name));
    const FunctionSettings unset;
    settings.maximum_retry_attempts = unset.maximum_retry_attempts;
    settings.maximum_event_age = unset.maximum_event_age;
    TRY(lambda_.put_function(settings));
    of.event_invoke_config_at.reset();
    of.destination_config.clear();
    save(function.name);
    return {};
}

Result<std::string> FunctionRegistry::add_permission(
    const Resolved& function, const wire::PermissionRequest& request
) {
    TRY(check_revision(function.name, request.revision_id));
    wire::FunctionProfile& of = profile(function.name);
    std::string statement = wire::policy_statement(request, function.arn);
    if (!of.statements.emplace(request.statement_id, statement).second) {
        return fail(
            ErrorCode::InvalidRequest,
            "ResourceConflictException",
            "The statement id (" + request.statement_id +
                ") provided already exists. Please provide a new statement id, or remove the "
                "existing statement."
        );
    }
    of.revision_id = new_revision_id();
    save(function.name);
    return statement;
}

Result<void> FunctionRegistry::remove_permission(
    const Resolved& function, const std::string& statement_id
) {
    wire::FunctionProfile& of = profile(function.name);
    if (of.statements.erase(statement_id) == 0) {
        return not_found("Statement " + statement_id + " is not found in resource policy.");
    }
    of.revision_id = new_revision_id();
    save(function.name);
    return {};
}

}  // namespace sosw::endpoint
