#include "sim/live/live_plan.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "backends/sqlite/sosw_tables.hpp"
#include "sim/live/execution_entry.hpp"
#include "sim/live/stand_in_model.hpp"
#include "sim/live/told_durations.hpp"

namespace sosw::sim {

namespace {

constexpr std::size_t kPrefixMax = 32;
constexpr std::size_t kFunctionNameMax = 64;        // Of Lambda.
constexpr std::size_t kTableNameMax = 255;          // Of DynamoDB.
constexpr std::size_t kModelMax = 3'500;            // Of the 4 KB of a function's environment.
constexpr std::size_t kObservedDurationsMax = 100;  // Of one model.

void add_prefix(TaskManagerConfig& config, const std::string& prefix) {
    config.dynamo_db.table_name.insert(0, prefix);
    config.sosw_retry_tasks_table.insert(0, prefix);
    config.sosw_closed_tasks_table.insert(0, prefix);
}

/// As many values, evenly out of the sorted ones.
Distribution thinned(const Empirical& observed) {
    std::vector<Duration> values = observed.values;
    std::ranges::sort(values);
    Empirical kept;
    for (std::size_t i = 0; i < kObservedDurationsMax; ++i) {
        const std::size_t middle = (2 * i + 1) * values.size() / (2 * kObservedDurationsMax);
        kept.values.push_back(values[middle]);
    }
    return Distribution::empirical(std::move(kept));
}

class Planner {
public:
    Planner(const std::string& file, Scenario scenario, const LivePlanOptions& options)
        : file_{file}, options_{options} {
        plan_.scenario = std::move(scenario);
    }

    Checked<LivePlan> plan() {
        drop_faults();
        drop_what_services_do();
        warn_of_functions();
        warn_of_metrics();
        name_tables();
        for (const FunctionModel& function : plan_.scenario.functions) {
            add_function(function);
        }
        if (!problems_.empty()) {
            return tl::make_unexpected(std::move(problems_));
        }
        return std::move(plan_);
    }

private:
    void problem(std::string pointer, std::string message) {
        problems_.push_back(
            {.file = file_, .pointer = std::move(pointer), .message = std::move(message)}
        );
    }
    void warn(std::string warning) { plan_.warnings.push_back(std::move(warning)); }

    void drop_faults() {
        if (plan_.scenario.faults.empty()) {
            return;
        }
        if (!options_.ignore_faults) {
            problem(
                "/faults",
                "nothing makes real services fail on purpose; take them away with --set "
                "/faults=null, or give --ignore-faults"
            );
        }
        warn("its faults are left out");
        plan_.scenario.faults.clear();
    }

    void drop_what_services_do() {
        Scenario& scenario = plan_.scenario;
        if (!scenario.latency.is_zero()) {
            warn("calls take the time that they take, whatever /latency says");
        }
        scenario.latency = {};
        if (!scenario.tables.empty()) {
            warn("tables are on demand: the limits and lags of /tables are left out");
        }
        scenario.tables.clear();
        if (scenario.prices) {
            warn("no ledger of cost is kept: AWS sends the bill");
        }
        scenario.prices.reset();
        if (scenario.account_concurrency != Scenario{}.account_concurrency ||
            scenario.concurrency_scaling_rate != Scenario{}.concurrency_scaling_rate) {
            warn("concurrency and its scaling are those of the account");
        }
    }

    void warn_of_functions() {
        const auto& functions = plan_.scenario.functions;
        if (std::ranges::any_of(functions, [](const FunctionModel& function) {
                return function.cold_start.probability > 0;
            })) {
            warn("cold starts are Lambda's own, those of the model are not added");
        }
        if (std::ranges::any_of(functions, [](const FunctionModel& function) {
                return function.duplicate_probability > 0;
            })) {
            warn("Lambda delivers events twice when it does, whatever duplicate_probability says");
        }
        if (!plan_.scenario.completion.latency.is_zero()) {
            warn("functions wait until their late report is made, so executions last longer");
        }
    }

    void warn_of_metrics() {
        if (!plan_.scenario.service_metrics.empty()) {
            warn(
                "metrics of AWS/Lambda and AWS/DynamoDB are what AWS reports about the deployed "
                "functions and tables; the record has the decisions' readings of them, and no "
                "points (`sosw serve` reports none)"
            );
        }
    }

    void name_tables() {
        Scenario& scenario = plan_.scenario;
        add_prefix(scenario.config.orchestrator.task_manager, options_.prefix);
        add_prefix(scenario.config.scavenger.task_manager, options_.prefix);
        add_prefix(scenario.config.scheduler.task_manager, options_.prefix);
        const TaskManagerConfig& names = scenario.config.orchestrator.task_manager;
        plan_.executions_table = options_.prefix + "executions";
        plan_.deployment.tables = {
            sqlite::tasks_table(names),
            sqlite::retry_tasks_table(names),
            sqlite::closed_tasks_table(names),
            executions_table(plan_.executions_table)};
        const bool replays = std::ranges::any_of(scenario.workload, [](const Workload& workload) {
            return std::holds_alternative<TraceReplay>(workload.pattern);
        });
        if (replays) {
            plan_.durations_table = options_.prefix + "durations";
            plan_.deployment.tables.push_back(durations_table(plan_.durations_table));
        }
        for (const CreateTableInput& table : plan_.deployment.tables) {
            check_name("table", table.table_name, kTableNameMax);
        }
    }

    void check_name(std::string_view what, const std::string& name, std::size_t length_max) {
        if (name.size() > length_max) {
            problem(
                "",
                fmt::format(
                    "the {} {} would have more than {} characters; give a shorter --prefix",
                    what,
                    name,
                    length_max
                )
            );
        }
    }

    Distribution fitting(const Distribution& distribution, const std::string& function) {
        const auto* observed = std::get_if<Empirical>(&distribution.shape());
        if (observed == nullptr || observed->values.size() <= kObservedDurationsMax) {
            return distribution;
        }
        warn(fmt::format(
            "of the {} observed durations of {}, {} are kept, evenly spread",
            observed->values.size(),
            function,
            kObservedDurationsMax
        ));
        return thinned(*observed);
    }

    void add_function(const FunctionModel& function) {
        const Scenario& scenario = plan_.scenario;
        const std::string text = stand_in_text({
            .function = function.name,
            .seed = scenario.seed,
            .duration = fitting(function.duration, function.name),
            .failure_probability = function.failure_probability,
            .completes = function.completes,
            .completion_latency = scenario.completion.latency,
            .executions_table = plan_.executions_table,
            .durations_table = plan_.durations_table,
            .names = scenario.config.orchestrator.task_manager,
        });
        if (text.size() > kModelMax) {
            problem(
                "/functions/" + function.name,
                fmt::format(
                    "its model takes {} bytes, and a function's environment has room for {}; "
                    "describe "
                    "durations by fewer numbers",
                    text.size(),
                    kModelMax
                )
            );
        }
        StandInFunction stand_in{
            .create =
                {.function_name = options_.prefix + function.name,
                 .handler = kStandInHandler,
                 .description = "stands in for a worker in a rehearsal of sosw; may be deleted",
                 .timeout_seconds = std::chrono::ceil<std::chrono::seconds>(function.timeout) /
                                    std::chrono::seconds{1},
                 .memory_size_mb = function.memory_mb,
                 .environment = {{kStandInVariable, text}}},
            .events = {
                .maximum_retry_attempts = function.maximum_retry_attempts,
                .maximum_event_age_seconds = function.maximum_event_age / std::chrono::seconds{1}}};
        if (function.reserved_concurrency) {
            stand_in.reserved_concurrency = *function.reserved_concurrency;
        }
        check_name("function", stand_in.create.function_name, kFunctionNameMax);
        plan_.deployment.functions.push_back(std::move(stand_in));
    }

    const std::string& file_;
    const LivePlanOptions& options_;
    LivePlan plan_{};
    Diagnostics problems_{};
};

}  // namespace

std::string problem_of_prefix(const std::string& prefix) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    const bool fits = !prefix.empty() && prefix.size() <= kPrefixMax &&
                      prefix.find_first_not_of(kAllowed) == std::string::npos &&
                      !prefix.starts_with("AWS");
    return fits ? std::string{}
                : fmt::format(
                      "expected 1 to {} letters, digits, - and _, such as rehearsal-, found \"{}\"",
                      kPrefixMax,
                      prefix
                  );
}

Checked<LivePlan> plan_live_run(
    const std::string& file, Scenario scenario, const LivePlanOptions& options
) {
    return Planner{file, std::move(scenario), options}.plan();
}

}  // namespace sosw::sim
