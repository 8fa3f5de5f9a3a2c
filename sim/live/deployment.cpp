#include "sim/live/deployment.hpp"

#include <exception>
#include <ranges>
#include <utility>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

constexpr Duration kBetweenPolls = std::chrono::milliseconds{500};
constexpr int kPollsMax = 600;

/// What came of asking: ready, not yet, or an error.
using IsReady = Result<bool>;

/// Asks until it is ready.
template <typename Ask>
Result<void> poll(Clock& clock, const std::stop_token& stop, const std::string& what, Ask ask) {
    for (int i = 0; i < kPollsMax; ++i) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Unavailable, "Interrupted", "stopped before " + what);
        }
        const IsReady ready = ask();
        if (!ready) {
            return fail(ready.error());
        }
        if (*ready) {
            return {};
        }
        clock.sleep_for(kBetweenPolls);
    }
    return fail(ErrorCode::Unavailable, "WaiterError", "waited too long: " + what);
}

/// Of a creation: whether something of ours may be there.
template <typename T>
bool may_be_there(const Result<T>& created) {
    return created || created.error().code == ErrorCode::OutcomeUnknown;
}

/// Something new may not be known everywhere yet.
bool is_too_young(const Error& error) {
    return error.code == ErrorCode::NotFound || is_retryable(error.code);
}

}  // namespace

Deployment::Deployment(Clock& patience, DynamoDb& dynamo_db, FunctionAdministration& functions)
    : patience_{patience}, dynamo_db_{dynamo_db}, functions_{functions} {}

Deployment::~Deployment() {
    try {
        remove();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): nobody is left to be told
    }
}

Result<void> Deployment::create(const DeploymentPlan& plan, const std::stop_token& stop) {
    for (const CreateTableInput& table : plan.tables) {
        TRY(create_table(table));
    }
    for (const StandInFunction& function : plan.functions) {
        TRY(create_function(function));
    }
    for (const CreateTableInput& table : plan.tables) {
        TRY(await_table(table.table_name, stop));
    }
    for (const StandInFunction& function : plan.functions) {
        TRY(await_function(function.create.function_name, stop));
        TRY(configure(function));
    }
    return {};
}

Result<void> Deployment::create_table(const CreateTableInput& table) {
    const auto created = dynamo_db_.create_table(table);
    if (may_be_there(created)) {
        made_.push_back({.kind = DeployedKind::Table, .name = table.table_name});
        return {};
    }
    return fail(created.error());
}

Result<void> Deployment::create_function(const StandInFunction& function) {
    const auto created = functions_.create_function(function.create);
    if (may_be_there(created)) {
        made_.push_back({.kind = DeployedKind::Function, .name = function.create.function_name});
        return {};
    }
    return fail(created.error());
}

Result<void> Deployment::await_table(const std::string& name, const std::stop_token& stop) {
    return poll(patience_, stop, fmt::format("the table {} was ready", name), [&]() -> IsReady {
        const auto table = dynamo_db_.describe_table(name);
        if (!table) {
            return is_too_young(table.error()) ? IsReady{false} : fail(table.error());
        }
        return table->table_status == "ACTIVE";
    });
}

Result<void> Deployment::await_function(const std::string& name, const std::stop_token& stop) {
    return poll(patience_, stop, fmt::format("the function {} was ready", name), [&]() -> IsReady {
        const auto function = functions_.get_function_state(name);
        if (!function) {
            return is_too_young(function.error()) ? IsReady{false} : fail(function.error());
        }
        if (function->state == "Failed") {
            return fail(
                ErrorCode::InvalidRequest,
                "FunctionFailed",
                fmt::format("the function {}: {}", name, function->state_reason)
            );
        }
        return function->state == "Active";
    });
}

Result<void> Deployment::configure(const StandInFunction& function) {
    const std::string& name = function.create.function_name;
    TRY(functions_.put_function_event_invoke_config(name, function.events));
    if (function.reserved_concurrency) {
        TRY(functions_.put_function_concurrency(name, *function.reserved_concurrency));
    }
    return {};
}

std::vector<Leftover> Deployment::remove() {
    std::vector<Leftover> leftovers;
    std::vector<Made> left;
    // Functions were made after the tables that they write to, and go before them.
    for (const Made& made : std::views::reverse(made_)) {
        if (const Result<void> removed = remove(made); !removed) {
            leftovers.push_back({.kind = made.kind, .name = made.name, .error = removed.error()});
            left.insert(left.begin(), made);
        }
    }
    made_ = std::move(left);
    return leftovers;
}

Result<void> Deployment::remove(const Made& made) {
    const Result<void> removed = made.kind == DeployedKind::Table
                                     ? remove_table(made.name)
                                     : functions_.delete_function(made.name);
    const bool is_gone = !removed && removed.error().code == ErrorCode::NotFound;
    return is_gone ? Result<void>{} : removed;
}

Result<void> Deployment::remove_table(const std::string& name) {
    // A table that is being made cannot be deleted before it is there.
    return poll(patience_, {}, fmt::format("the table {} was deleted", name), [&]() -> IsReady {
        const auto deleted = dynamo_db_.delete_table(name);
        if (!deleted && deleted.error().name == "ResourceInUseException") {
            const auto table = dynamo_db_.describe_table(name);
            return table && table->table_status == "DELETING";
        }
        if (!deleted && deleted.error().code == ErrorCode::OutcomeUnknown) {
            return false;
        }
        if (!deleted) {
            return fail(deleted.error());
        }
        return true;
    });
}

}  // namespace sosw::sim
