#include "sim/live/live_run.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/base/random.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/invariants/recount.hpp"
#include "sim/live/deployed_ports.hpp"
#include "sim/live/execution_watch.hpp"
#include "sim/live/told_durations.hpp"
#include "sim/world/metric_source.hpp"
#include "sim/world/observed_ports.hpp"
#include "sim/world/pass_runner.hpp"
#include "sim/world/scenario_sources.hpp"
#include "sim/world/static_rows.hpp"
#include "sim/world/world_setup.hpp"

namespace sosw::sim {

namespace {

/// How long one sleep lasts at most: Ctrl-C and the line of progress wait for it.
constexpr Duration kLongestSleep = std::chrono::milliseconds{200};

/// How long after its end a run may still do what was due before: somebody pays for it.
Duration overtime(const Scenario& scenario) {
    return std::max<Duration>(std::chrono::minutes{10}, scenario.duration / 10);
}

const TaskManagerConfig& task_config(const Scenario& scenario) {
    return scenario.config.orchestrator.task_manager;
}

Scenario beginning_at(Scenario scenario, Timestamp start) {
    scenario.start = start;
    return scenario;
}

}  // namespace

/// Everything a run is made of, declared before whatever borrows it.
struct LiveRun::Parts {
    Parts(Scenario its_scenario, const LiveServices& its_services, const LiveOptions& its_options);

    void begin();
    void schedule_sample(Timestamp at);
    void schedule_poll(Timestamp at);
    void sample();
    void poll();
    /// Waits until the next event is due, or the end has come; false where there is none before
    /// the end, or `stop` is requested.
    bool wait(const std::stop_token& stop, const OnProgress& on_progress);
    void run_next();
    void recount_tables();
    WorldResult finish(bool finished);
    WorldProgress progress() const;

    LiveServices services;
    LiveOptions options;
    Scenario scenario;
    Random random;
    Recorder recorder;
    EventQueue events;
    ActorSystem actors;  ///< None is ever suspended: calls take real time.
    FaultPlan faults;    ///< Empty.
    TaskDurations durations;
    TaskLedger ledger;
    Chronicle chronicle;
    PassLog passes;
    ExecutionLog executions;
    ExecutionWatch watch;

    DeployedLambda lambda;
    DeployedCloudWatch cloud_watch;
    SilentSns sns;
    ObservedSns observed_sns;
    DurationTellingDynamoDb telling;
    ObservedDynamoDb outside;  ///< Of those who create tasks.

    Random task_id_random;
    PassRunner runner;
    ScenarioSources sources;
    std::vector<std::unique_ptr<MetricSource>> metrics;

    std::int64_t handled = 0;
    Duration latest{};  ///< How late an event was at most.
};

LiveRun::Parts::Parts(
    Scenario its_scenario, const LiveServices& its_services, const LiveOptions& its_options
)
    : services{its_services},
      options{its_options},
      scenario{beginning_at(std::move(its_scenario), services.clock.now())},
      random{scenario.seed},
      recorder{options.record_path},
      events{scenario.start},
      actors{events},
      faults{scenario, random, services.clock, recorder},
      ledger{ledger_labourers(scenario)},
      chronicle{task_config(scenario), services.clock, recorder, ledger},
      passes{chronicle, ledger, services.clock, recorder},
      executions{scenario, chronicle, passes, recorder},
      watch{
          {.scenario = scenario,
           .clock = services.clock,
           .events = events,
           .dynamo_db = services.dynamo_db,
           .table = options.executions_table,
           .chronicle = chronicle,
           .executions = executions,
           .grace = options.timeout_grace}},
      lambda{services.lambda, scenario, options.prefix, services.clock, executions},
      cloud_watch{services.cloud_watch, scenario, options.prefix},
      observed_sns{sns, services.clock, recorder},
      telling{services.dynamo_db, durations, task_config(scenario), options.durations_table},
      outside{telling, chronicle, task_config(scenario)},
      task_id_random{random.fork("task ids")},
      runner{
          scenario,
          random,
          {.dynamo_db = services.dynamo_db,
           .cloud_watch = cloud_watch,
           .lambda = lambda,
           .sns = observed_sns},
          services.clock,
          events,
          actors,
          chronicle,
          passes,
          faults,
          [this] { return task_id_random.uuid_hex(); }},
      sources{
          {.scenario = scenario,
           .clock = services.clock,
           .events = events,
           .actors = actors,
           .dynamo_db = outside,
           .cloud_watch = cloud_watch,
           .lambda = lambda,
           .chronicle = chronicle,
           .faults = faults,
           .durations = durations,
           .runner = runner,
           .recorder = recorder},
          random,
          [this] { return task_id_random.uuid_hex(); }} {
    executions.set_heard_late(services.clock);
    passes.set_catch_up([this] { poll(); });
    chronicle.set_before_close([this](TaskNumber task, const Item& item) {
        watch.before_close(task, item);
    });
}

void LiveRun::Parts::begin() {
    recorder.begin({
        .version = options.version,
        .scenario = scenario.name,
        .description = scenario.description,
        .text = scenario.documents.empty() ? std::string{} : scenario.documents.front().text,
        .seed = scenario.seed,
        .start = scenario.start,
        .duration = scenario.duration,
    });
    for (const auto& [name, value] : options.environment) {
        recorder.set_environment(name, value);
    }
    const std::vector<Labourer> labourers = sources.register_labourers();
    record_static_rows(scenario, labourers, recorder);
    set_limits(ledger, labourers, scenario);
    for (std::size_t i = 0; i < scenario.metrics.size(); ++i) {
        metrics.push_back(std::make_unique<MetricSource>(
            scenario.metrics[i],
            static_cast<std::int64_t>(i + 1),
            scenario,
            random.fork("metric/" + std::to_string(i)),
            events,
            cloud_watch,
            recorder
        ));
        watch.add_metric(*metrics.back());
        metrics.back()->begin(longest_time_slice(scenario));
    }
    sources.begin();
    schedule_sample(scenario.start);
    schedule_poll(scenario.start + options.poll_every);
}

void LiveRun::Parts::schedule_sample(Timestamp at) {
    if (at >= scenario.end()) {
        return;
    }
    events.schedule_at(at, [this, at] {
        sample();
        recorder.flush();
        schedule_sample(at + options.sample_every);
    });
}

void LiveRun::Parts::schedule_poll(Timestamp at) {
    if (at >= scenario.end()) {
        return;
    }
    events.schedule_at(at, [this] {
        poll();
        // What was missed is not made up for.
        schedule_poll(std::max(events.now(), services.clock.now()) + options.poll_every);
    });
}

void LiveRun::Parts::poll() {
    (void)watch.poll();  // What was not heard of is heard of next time; failures are counted.
}

void LiveRun::Parts::sample() {
    record_samples(scenario, services.clock.now(), ledger, executions, passes, recorder);
}

bool LiveRun::Parts::wait(const std::stop_token& stop, const OnProgress& on_progress) {
    const std::optional<Timestamp> next = events.next_time();
    const bool has_next = next && *next <= scenario.end();
    const Timestamp due = has_next ? *next : scenario.end();
    while (!stop.stop_requested()) {
        const Timestamp now = services.clock.now();
        if (now >= due) {
            latest = std::max(latest, has_next ? now - due : Duration::zero());
            return has_next && now < scenario.end() + overtime(scenario);
        }
        if (on_progress) {
            on_progress(progress());
        }
        services.clock.sleep_for(std::min<Duration>(due - now, kLongestSleep));
    }
    return false;
}

void LiveRun::Parts::run_next() {
    events.run_next(scenario.end());
    ++handled;
}

void LiveRun::Parts::recount_tables() {
    if (!executions.is_idle()) {
        return;  // Whoever works now changes tables while they are counted.
    }
    recount(
        services.dynamo_db,
        task_config(scenario),
        ledger,
        [this](const Breach& breach, std::optional<TaskNumber> task) {
            chronicle.violated(breach, task);
        }
    );
}

WorldResult LiveRun::Parts::finish(bool finished) {
    poll();
    sample();
    recount_tables();
    executions.record_unfinished();
    recorder.order_task_events();
    recorder.set_environment("latest_event_seconds", fmt::format("{:.3f}", to_seconds(latest)));
    recorder.set_environment("executions_not_read", std::to_string(watch.failures()));
    recorder.end({.end = services.clock.now(), .finished = finished, .events = handled});
    return {
        .finished = finished,
        .events = handled,
        .rows = recorder.rows(),
        .violations = recorder.violations(),
        .event_log_hash = recorder.hash().hex(),
    };
}

WorldProgress LiveRun::Parts::progress() const {
    WorldProgress progress{
        .start = scenario.start,
        .now = std::min(services.clock.now(), scenario.end()),
        .end = scenario.end(),
        .events = handled,
    };
    for (std::size_t i = 0; i < ledger.labourers(); ++i) {
        const LedgerCounts& counts = ledger.counts(i);
        progress.created += counts.created;
        progress.invoked += counts.invoked;
        progress.completed += counts.completed;
    }
    return progress;
}

LiveRun::LiveRun(Scenario scenario, const LiveServices& services, const LiveOptions& options)
    : parts_{std::make_unique<Parts>(std::move(scenario), services, options)} {}

LiveRun::~LiveRun() = default;

WorldResult LiveRun::run(const std::stop_token& stop, const OnProgress& on_progress) {
    parts_->begin();
    while (parts_->wait(stop, on_progress)) {
        parts_->run_next();
    }
    const std::optional<Timestamp> left = parts_->events.next_time();
    const bool all_done = !left || *left > parts_->scenario.end();
    return parts_->finish(all_done && !stop.stop_requested());
}

Duration LiveRun::latest() const { return parts_->latest; }

Recorder& LiveRun::recorder() { return parts_->recorder; }

}  // namespace sosw::sim
