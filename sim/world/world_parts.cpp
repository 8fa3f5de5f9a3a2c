#include "sim/world/world_parts.hpp"

#include <algorithm>
#include <utility>

#include "backends/sqlite/sosw_tables.hpp"
#include "core/base/ensure.hpp"
#include "sim/invariants/index_check.hpp"
#include "sim/invariants/recount.hpp"
#include "sim/invariants/sabotage.hpp"
#include "sim/world/static_rows.hpp"
#include "sim/world/table_setup.hpp"
#include "sim/world/world_setup.hpp"

namespace sosw::sim {

namespace {

const TaskManagerConfig& task_config(const Scenario& scenario) {
    return scenario.config.orchestrator.task_manager;
}

sqlite::SqliteDynamoDbOptions table_options(const Scenario& scenario, const Random& random) {
    if (!scenario.shuffle_ties) {
        return {};
    }
    return {.shuffled_ties_seed = random.fork("ties").next()};
}

sqlite::LambdaOptions lambda_options(const Scenario& scenario, const Sabotage* sabotage) {
    const auto account = static_cast<int>(scenario.account_concurrency);
    sqlite::LambdaOptions options;
    options.limits.account_concurrency =
        sabotage != nullptr ? sabotage->account_concurrency.value_or(account) : account;
    if (scenario.concurrency_scaling_rate > 0) {
        options.limits.scaling_per_ten_seconds = scenario.concurrency_scaling_rate;
    }
    return options;
}

/// The longest time without a tick of `rule`.
Duration longest_pause(const Rule& rule, const Scenario& scenario) {
    if (!rule.cron) {
        return rule.every;
    }
    Duration longest{};
    Timestamp last = scenario.start;
    while (last < scenario.end()) {
        const Timestamp tick = next_tick(rule, last).value_or(scenario.end());
        longest = std::max(longest, tick - last);
        last = tick;
    }
    return longest;
}

/// The distance of passes of the most frequent rule; without any, nothing ever drains.
Duration distance_of_passes(const Scenario& scenario, RuleTarget target) {
    Duration distance = scenario.duration;
    for (const Rule& rule : scenario.rules) {
        if (rule.target == target) {
            distance = std::min(distance, longest_pause(rule, scenario));
        }
    }
    return distance;
}

std::vector<DrainTerms> drain_terms(const Scenario& scenario) {
    std::vector<DrainTerms> terms;
    for (const LabourerConfig& labourer : task_config(scenario).labourers) {
        const FunctionModel* function = find_function(scenario, labourer.arn);
        const Duration timeout =
            function != nullptr ? function->timeout : Duration{std::chrono::minutes{15}};
        const std::int64_t attempts =
            labourer.max_attempts.value_or(task_config(scenario).max_attempts);
        terms.push_back({
            .slot = labourer.duration + labourer.cooldown,
            .retry_delay = attempts * labourer.max_duration.value_or(timeout),
            .orchestrated = distance_of_passes(scenario, RuleTarget::Orchestrator),
            .scavenged = distance_of_passes(scenario, RuleTarget::Scavenger),
            .retry_limit = scenario.config.scavenger.scavenger.retry_tasks_limit,
        });
    }
    return terms;
}

/// When a pass has no excuse any more to fail: an hour after the last fault, for those that it made
/// slow. Tables with limits may always refuse.
Timestamp faults_end(const Scenario& scenario) {
    constexpr Duration kSlowPass = std::chrono::hours{1};
    if (!scenario.tables.empty()) {
        return scenario.end();
    }
    Timestamp end = scenario.start;
    for (const FaultModel& fault : scenario.faults) {
        end = std::max(end, scenario.start + std::min(fault.to, scenario.duration) + kSlowPass);
    }
    return end;
}

DynamoDb& port_of(const std::unique_ptr<MeteredServices>& metered, DynamoDb& unmetered) {
    return metered != nullptr ? metered->services().dynamo_db : unmetered;
}

}  // namespace

World::Parts::Parts(Scenario its_scenario, WorldOptions its_options)
    : scenario{std::move(its_scenario)},
      options{std::move(its_options)},
      random{options.seed.value_or(scenario.seed)},
      recorder{options.record_path},
      services{options.services_path},
      events{scenario.start},
      actors{events},
      clock{events, actors},
      faults{scenario, random, clock, recorder},
      ledger{ledger_labourers(scenario)},
      chronicle{task_config(scenario), clock, recorder, ledger},
      audit{scenario},
      dynamo_db{services, clock, table_options(scenario, random)},
      cloud_watch{services, clock},
      sns{services, clock, random.fork("sns")},
      observed_sns{sns, clock, recorder},
      cost{scenario.prices.value_or(Prices{}), recorder},
      service_metrics{
          scenario,
          static_cast<std::int64_t>(scenario.metrics.size() + 1),
          events,
          cloud_watch,
          recorder},
      metered_creators{metered(Payer::Creator)},
      metered_workers{metered(Payer::Worker)},
      tallied_creators{
          port_of(metered_creators, dynamo_db), tally(), std::string{to_string(Payer::Creator)}},
      tallied_workers{
          port_of(metered_workers, dynamo_db), tally(), std::string{to_string(Payer::Worker)}},
      outside{tallied_creators, chronicle, task_config(scenario)},
      outside_workers{tallied_workers, chronicle, task_config(scenario)},
      workers{
          {.scenario = scenario,
           .clock = clock,
           .events = events,
           .actors = actors,
           .dynamo_db = outside_workers,
           .chronicle = chronicle,
           .faults = faults,
           .durations = durations},
          random},
      drains{drain_terms(scenario)},
      passes{chronicle, ledger, clock, recorder},
      executions{scenario, chronicle, passes, recorder},
      lambda{
          services,
          clock,
          random.fork("lambda"),
          workers,
          lambda_options(scenario, options.sabotage),
          &lambda_observers},
      pump{lambda, events},
      addressed_lambda{lambda, scenario},
      task_id_random{random.fork("task ids")},
      runner{
          scenario,
          random,
          {.dynamo_db = dynamo_db,
           .cloud_watch = cloud_watch,
           .lambda = addressed_lambda,
           .sns = observed_sns},
          clock,
          events,
          actors,
          chronicle,
          passes,
          faults,
          [this] { return task_id_random.uuid_hex(); }},
      sources{
          {.scenario = scenario,
           .clock = clock,
           .events = events,
           .actors = actors,
           .dynamo_db = outside,
           .cloud_watch = cloud_watch,
           .lambda = addressed_lambda,
           .chronicle = chronicle,
           .faults = faults,
           .durations = durations,
           .runner = runner,
           .recorder = recorder},
          random,
          [this] { return task_id_random.uuid_hex(); }} {
    runner.set_sabotage(options.sabotage);
    workers.set_log(executions);
    passes.set_clocks_differ(faults.clock_skew_max() > Duration::zero());
    ledger.set_clock_slack(faults.clock_skew_max());
    lambda_observers.add(executions);
    passes.watch_drains(drains, faults_end(scenario));
    begin_metering();
    actors.set_before_suspend([this] {
        ENSURE(services.active_statements() == 0 && services.open_savepoints() == 0);
        ENSURE(recorder.database().active_statements() == 0);
        ENSURE(recorder.database().open_savepoints() == 0);
    });
    create_tables(scenario, random, dynamo_db);
    if (!scenario.tables.empty() || is_audited()) {
        uncounted.emplace(services, clock);
    }
    if (has_lagging_index(scenario)) {
        passes.set_index_lags();
    }
    for (const TableDescription& table : provisioned_tables()) {
        cost.set_provisioned(table.definition.table_name);
    }
}

Result<void> World::Parts::create_functions() {
    for (const FunctionModel& function : scenario.functions) {
        TRY(lambda.put_function({
            .function_name = function.name,
            .timeout = function.timeout,
            .memory_size_mb = function.memory_mb,
            .reserved_concurrency = function.reserved_concurrency,
            .maximum_event_age = function.maximum_event_age,
            .maximum_retry_attempts = function.maximum_retry_attempts,
            .duplicate_probability = function.duplicate_probability,
        }));
    }
    return {};
}

void World::Parts::begin() {
    next_recount = options.invariants.recount_every;
    recorder.begin({
        .version = options.version,
        .scenario = scenario.name,
        .description = scenario.description,
        .text = scenario.documents.empty() ? std::string{} : scenario.documents.front().text,
        .seed = options.seed.value_or(scenario.seed),
        .start = scenario.start,
        .duration = scenario.duration,
    });
    const std::vector<Labourer> labourers = sources.register_labourers();
    record_static_rows(scenario, labourers, recorder);
    set_limits(ledger, labourers, scenario);
    for (std::size_t i = 0; i < scenario.metrics.size(); ++i) {
        const std::string index = std::to_string(i);
        metrics.push_back(std::make_unique<MetricSource>(
            scenario.metrics[i],
            static_cast<std::int64_t>(i + 1),
            scenario,
            random.fork("metric/" + index),
            events,
            cloud_watch,
            recorder
        ));
        lambda_observers.add(*metrics.back());
        metrics.back()->begin(longest_time_slice(scenario));
    }
    service_metrics.begin();
    sources.begin();
    schedule_sample(scenario.start);
    pump.arm();
}

void World::Parts::schedule_sample(Timestamp at) {
    if (at >= scenario.end()) {
        return;
    }
    events.schedule_at(at, [this, at] {
        sample();
        services.flush();
        recorder.flush();
        schedule_sample(at + options.sample_every);
    });
}

std::unique_ptr<MeteredServices> World::Parts::metered(Payer payer) {
    if (!is_metered(scenario)) {
        return nullptr;
    }
    const Services services_as_they_are{
        .dynamo_db = dynamo_db,
        .cloud_watch = cloud_watch,
        .lambda = addressed_lambda,
        .sns = observed_sns};
    return std::make_unique<MeteredServices>(
        services_as_they_are, CostKey{.payer = payer}, cost, service_metrics
    );
}

void World::Parts::begin_metering() {
    if (!scenario.service_metrics.empty()) {
        lambda_observers.add(service_metrics);
    }
    if (is_metered(scenario)) {
        runner.set_meters(cost, service_metrics);
    }
    if (scenario.prices) {
        executions.set_ledger(cost);
    }
    if (is_audited()) {
        dynamo_db.set_capacity_observer(&audit.tally());
        runner.set_tally(audit.tally());
        for (const CreateTableInput& table : sqlite::sosw_tables(task_config(scenario))) {
            audit.note_local_indexes(table);
        }
    }
}

std::vector<TableDescription> World::Parts::provisioned_tables() {
    std::vector<TableDescription> found;
    for (const std::string& name : dynamo_db.list_tables().value_or(std::vector<std::string>{})) {
        const Result<TableDescription> table = dynamo_db.describe_table(name);
        if (table && table->definition.billing_mode == BillingMode::Provisioned) {
            found.push_back(*table);
        }
    }
    return found;
}

void World::Parts::bill_tables() {
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(events.now() - scenario.start);
    const auto bill = [&](std::string resource,
                          const std::optional<ProvisionedThroughput>& bought) {
        if (!bought) {
            return;
        }
        CostKey key{.payer = Payer::Table, .item = CostItem::ReadUnitSeconds};
        key.resource = std::move(resource);
        cost.add(key, bought->read_capacity_units * seconds.count());
        key.item = CostItem::WriteUnitSeconds;
        cost.add(key, bought->write_capacity_units * seconds.count());
    };
    for (const TableDescription& table : provisioned_tables()) {
        const CreateTableInput& definition = table.definition;
        bill(definition.table_name, definition.provisioned_throughput);
        for (const SecondaryIndex& index : definition.global_secondary_indexes) {
            bill(definition.table_name + "/" + index.index_name, index.provisioned_throughput);
        }
    }
}

void World::Parts::record_cost() {
    if (is_audited()) {
        chronicle.violated(audit.check_requests(cost));
    }
    if (scenario.prices) {
        cost.record(events.now());
    } else {
        cost.forget();
    }
}

void World::Parts::sample() {
    record_cost();
    record_samples(scenario, events.now(), ledger, executions, passes, recorder);
    record_capacity(dynamo_db, events.now(), recorder);
}

bool World::Parts::step(Timestamp limit) {
    if (!events.run_next(limit)) {
        return false;
    }
    ++handled;
    pump.arm();
    if (handled >= next_recount) {
        recount_tables();
    }
    return true;
}

void World::Parts::check_drained() {
    for (std::size_t i = 0; options.invariants.enabled && i < ledger.labourers(); ++i) {
        chronicle.violated(drains.check(i, ledger, events.now()));
    }
}

void World::Parts::check_record() {
    if (is_audited()) {
        chronicle.violated(audit.check_record(recorder.database()));
    }
    if (!options.invariants.enabled) {
        return;
    }
    const Timestamp now = events.now();
    const TimeSpent waited = time_in_queue(recorder.database(), now);
    for (std::size_t i = 0; i < ledger.labourers(); ++i) {
        const std::string& labourer = ledger.labourer_id(i);
        chronicle.violated(check_littles_law(
            "waiting", labourer, chronicle.waiting_area(i), spent_by(waited, labourer)
        ));
    }
    const TimeSpent executed = time_executing(recorder.database(), now);
    for (const FunctionModel& function : scenario.functions) {
        chronicle.violated(check_littles_law(
            "executing",
            function.name,
            executions.activity(function.name).executed.until(now),
            spent_by(executed, function.name)
        ));
    }
}

void World::Parts::recount_tables() {
    const InvariantOptions& checks = options.invariants;
    next_recount =
        handled + std::max(checks.recount_every, checks.recount_every_tasks * ledger.tasks());
    if (!checks.enabled) {
        return;
    }
    if (is_audited()) {
        chronicle.violated(audit.check_functions(recorder.database(), cost, lambda));
    }
    const TaskManagerConfig& config = task_config(scenario);
    sqlite::SqliteDynamoDb& tables = uncounted ? *uncounted : dynamo_db;
    recount(tables, config, ledger, [this](const Breach& breach, std::optional<TaskNumber> task) {
        chronicle.violated(breach, task);
    });
    for (const std::string& table :
         {config.dynamo_db.table_name,
          config.sosw_retry_tasks_table,
          config.sosw_closed_tasks_table}) {
        if (!is_behind(tables, table)) {
            chronicle.violated(check_indexes(tables, table));
        }
    }
}

}  // namespace sosw::sim
