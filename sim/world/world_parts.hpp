#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "core/base/random.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/engine/simulated_clock.hpp"
#include "sim/world/bill_audit.hpp"
#include "sim/world/cost_ledger.hpp"
#include "sim/world/execution_log.hpp"
#include "sim/world/fault_plan.hpp"
#include "sim/world/lambda_observers.hpp"
#include "sim/world/lambda_pump.hpp"
#include "sim/world/metered_services.hpp"
#include "sim/world/metric_source.hpp"
#include "sim/world/observed_ports.hpp"
#include "sim/world/pass_runner.hpp"
#include "sim/world/scenario_sources.hpp"
#include "sim/world/worker_model.hpp"
#include "sim/world/world.hpp"

namespace sosw::sim {

/// Everything a world is made of, declared before whatever borrows it.
struct World::Parts {
    Parts(Scenario its_scenario, WorldOptions its_options);

    /// Creates the functions. Errors: what Lambda refuses.
    Result<void> create_functions();
    /// Writes the first rows and schedules the first events.
    void begin();
    void schedule_sample(Timestamp at);
    /// The services as somebody outside of all passes uses them, or null where nobody counts.
    std::unique_ptr<MeteredServices> metered(Payer payer);
    void begin_metering();
    /// Whether a second account is kept beside the ledger of costs.
    bool is_audited() const { return scenario.prices && options.invariants.enabled; }
    ConsumptionTally* tally() { return is_audited() ? &audit.tally() : nullptr; }
    /// Bills the tables' provisioned capacity so far; to be called once, at the end.
    void bill_tables();
    std::vector<TableDescription> provisioned_tables();
    void record_cost();
    void sample();
    bool step(Timestamp limit);
    /// Compares tables and indexes with the ledger.
    void recount_tables();
    /// Judges whether everything was closed that had the time.
    void check_drained();
    /// Compares the record, when all was written, with itself.
    void check_record();

    Scenario scenario;
    WorldOptions options;
    Random random;
    Recorder recorder;
    sqlite::Database services;  ///< Of the emulations.
    EventQueue events;
    ActorSystem actors;
    SimulatedClock clock;

    FaultPlan faults;
    TaskDurations durations;
    TaskLedger ledger;
    Chronicle chronicle;
    BillAudit audit;
    sqlite::SqliteDynamoDb dynamo_db;
    /// The same tables without limits and uncounted, where they have some or somebody counts:
    /// looking at them takes no capacity.
    std::optional<sqlite::SqliteDynamoDb> uncounted{};
    sqlite::SqliteCloudWatch cloud_watch;
    sqlite::SqliteSns sns;
    ObservedSns observed_sns;

    CostLedger cost;
    ServiceMetrics service_metrics;
    std::unique_ptr<MeteredServices> metered_creators;  ///< Null where nobody counts.
    std::unique_ptr<MeteredServices> metered_workers;

    TalliedDynamoDb tallied_creators;
    TalliedDynamoDb tallied_workers;
    ObservedDynamoDb outside;  ///< Of those who create tasks.
    ObservedDynamoDb outside_workers;
    WorkerModel workers;
    DrainWatch drains;
    PassLog passes;
    ExecutionLog executions;
    LambdaObservers lambda_observers;
    sqlite::SqliteLambda lambda;
    LambdaPump pump;
    ScenarioLambda addressed_lambda;

    Random task_id_random;
    PassRunner runner;
    ScenarioSources sources;
    std::vector<std::unique_ptr<MetricSource>> metrics;

    std::int64_t handled = 0;
    std::int64_t next_recount = 0;  ///< By events handled.
    bool ended = false;
};

}  // namespace sosw::sim
