#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/schedule_expression.hpp"
#include "core/config/config.hpp"
#include "sim/scenario/cost_model.hpp"
#include "sim/scenario/distribution.hpp"
#include "sim/scenario/expectation.hpp"
#include "sim/scenario/fault.hpp"
#include "sim/scenario/latency_model.hpp"
#include "sim/scenario/metric_model.hpp"
#include "sim/scenario/service_metric.hpp"
#include "sim/scenario/table_limits.hpp"
#include "sim/scenario/workload.hpp"

/// A world to simulate, typed and already validated. Made by `load_scenario` in
/// `sim/scenario/loader.hpp`; the file format is taught in docs/scenarios.md.
///
/// Names hold what a world relies on: every labourer's `arn` leads to a function, workloads name
/// labourers, metrics name functions, and every health metric that the Orchestrator asks for has a
/// model.

namespace sosw::sim {

struct ColdStart {
    double probability = 0;
    Distribution duration{};
};

/// A Lambda function and the worker inside it.
struct FunctionModel {
    std::string name;
    std::string arn{};  ///< As given, or `arn:aws:lambda:us-west-2:000000000000:function:<name>`.
    Distribution duration{};  ///< Of the work itself, without the cold start.
    Duration timeout = std::chrono::minutes{15};
    int memory_mb = 128;
    double failure_probability = 0;  ///< Of one execution; it fails at its end.
    ColdStart cold_start{};
    std::optional<int> reserved_concurrency{};
    int maximum_retry_attempts = 2;  ///< Lambda's own, of asynchronous invocations: 0 to 2.
    Duration maximum_event_age = std::chrono::hours{6};  ///< In Lambda's own queue: 60 s to 6 h.
    double duplicate_probability = 0;  ///< Of one event, that Lambda delivers it twice.
    bool completes = true;  ///< Whether a worker that succeeded reports its task as completed.
};

/// How workers report completion: the time from the end of the work until the report arrives.
struct CompletionModel {
    Distribution latency{};
};

/// An essential of which passes are started. Those of the Scheduler are started by jobs in the
/// workload, and not by rules.
enum class RuleTarget { Orchestrator, Scavenger, Scheduler };

/// Starts a pass of an essential at `offset`, `offset + every` … since the scenario's start, or at
/// the times of `cron`.
struct Rule {
    RuleTarget target = RuleTarget::Orchestrator;
    Duration every = std::chrono::minutes{1};
    /// Instead of `every`: then without offset and jitter.
    std::optional<ScheduleExpression> cron{};
    Duration offset{};
    Distribution jitter{};             ///< How much later than planned a tick comes.
    double skip_probability = 0;       ///< Of one tick, that it does not come.
    double duplicate_probability = 0;  ///< Of one tick, that it comes twice.
};

/// The function in which an essential runs.
struct EssentialModel {
    Duration timeout = std::chrono::minutes{15};  ///< A pass that lasts longer is cut off.
    int memory_mb = 128;
};
struct EssentialModels {
    EssentialModel orchestrator{};
    EssentialModel scavenger{};
    EssentialModel scheduler{};

    const EssentialModel& of(RuleTarget target) const;
};

/// What each essential is configured with, after merging (M8).
struct ScenarioConfig {
    SoswConfig orchestrator{};
    SoswConfig scavenger{};
    SoswConfig scheduler{};
};

/// A text that took part, kept for the record.
struct ScenarioDocument {
    std::string name;  ///< A file as it was found, or `--set POINTER`.
    std::string text;
};

struct Scenario {
    std::string name;
    std::string description{};
    std::uint64_t seed = 1;
    Timestamp start{};  ///< 2026-01-01T00:00:00Z where the file says nothing.
    Duration duration{};
    ScenarioConfig config{};
    std::vector<FunctionModel> functions{};  ///< In the order of the file.
    std::int64_t account_concurrency = 1000;
    /// New execution environments per function in ten seconds; 0: no limit.
    int concurrency_scaling_rate = 1000;
    std::vector<Workload> workload{};
    std::vector<MetricModel> metrics{};
    ServiceMetricsModel service_metrics_model{};
    /// What health metrics ask the services themselves for; in the record they follow `metrics`.
    std::vector<ServiceMetric> service_metrics{};
    std::optional<Prices> prices{};  ///< With prices, a run keeps a ledger of its cost.
    std::vector<Rule> rules{};
    EssentialModels essentials{};
    LatencyModel latency{};
    CompletionModel completion{};
    std::vector<FaultModel> faults{};
    std::vector<TableModel> tables{};  ///< Those that the file speaks of.
    bool shuffle_ties = false;  ///< Equal greenfields come in random order rather than by task id.
    std::vector<Expectation> expect{};
    std::vector<ScenarioDocument> documents{};  ///< The scenario's own text first.

    Timestamp end() const { return start + duration; }
};

/// The instants at which `rule` is due: the first one, and the one after `tick`. Nothing where cron
/// has no more.
std::optional<Timestamp> first_tick(const Rule& rule, Timestamp scenario_start);
std::optional<Timestamp> next_tick(const Rule& rule, Timestamp tick);

/// The function that `arn` means: one with that ARN (with or without a version or alias), or with
/// that name.
const FunctionModel* find_function(const Scenario& scenario, std::string_view arn);

/// The model that reports what `details` asks for: equal namespace, name and dimensions in any
/// order.
const MetricModel* find_metric(const Scenario& scenario, const MetricDetails& details);

/// The number in the record, from 1, of the metric that `details` asks for: of `metrics`, or of
/// `service_metrics` after them.
std::optional<std::int64_t> find_series(const Scenario& scenario, const MetricDetails& details);

/// Whether somebody wants to know what DynamoDB's requests consume. Otherwise it is not asked for,
/// since that takes time.
bool is_metered(const Scenario& scenario);

}  // namespace sosw::sim
