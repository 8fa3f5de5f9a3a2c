// How fast is a simulated world?
//
// * Invocations through the emulated Lambda alone: arrivals, executions and their ends as events,
//   no tables. `ratio` is beside the same events without Lambda, on the bare engine, in turns.
// * Whole lives of tasks in a world, with all tables, passes, workers and the record. `ratio` is
//   beside the same world without the checks of invariants, in turns: the share of the time that
//   is not spent on them.
// * A day of many tasks, and the memory it takes. 100,000 tasks by default; a million with
//
//       SOSW_BENCH_DAY_TASKS=1000000 world_bench --benchmark_filter=day_of_tasks
//
//   The peak is that of the process: filter, so that no other bench takes part in it.
//
// All times are processor time, so that others on the machine do not count.

#include "sim/world/world.hpp"

#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/ensure.hpp"
#include "core/base/random.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/engine/simulated_clock.hpp"
#include "sim/scenario/distribution.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <typename Work>
double seconds_of(const Work& work) {
    const double begin = processor_seconds();
    work();
    return processor_seconds() - begin;
}

Distribution work() { return Distribution::lognormal({.median = seconds{40}, .p95 = minutes{2}}); }

// Invocations without tables.

constexpr double kArrivalSeconds = 0.5;  ///< Mean distance: about a hundred run at once.

/// A task of sosw as the Orchestrator sends it.
const std::string kPayload =
    R"({"task_id": "6f0c8f8e6a534d218b7c00000000002a", "labourer_id": "worker", "attempts": 0, )"
    R"("greenfield": 1772438400, "created_at": 1772438400.25, "payload": {"page": 42}})";

/// Executions that take their time and end well, without anything to say.
class TimedRuntime final : public FunctionRuntime {
public:
    TimedRuntime(EventQueue& events, Random random) : events_{events}, random_{random} {}

    void start(const FunctionInvocation& invocation, FunctionResults& results) override {
        events_.schedule_after(work_.sample(random_), [&results, id = invocation.request_id] {
            results.finish(id, {});
        });
    }
    void stop(const std::string& /*request_id*/) override {}

private:
    EventQueue& events_;
    Random random_;
    Distribution work_ = work();
};

/// Calls `arrived` at random, `count` times in all.
template <typename Arrived>
void arrive(EventQueue& events, Random& random, std::int64_t count, const Arrived& arrived) {
    if (count == 0) {
        return;
    }
    const Duration distance = from_seconds(random.exponential(kArrivalSeconds));
    events.schedule_after(distance, [&events, &random, count, &arrived] {
        arrived();
        arrive(events, random, count - 1, arrived);
    });
}

void invoke_through_lambda(std::int64_t count) {
    EventQueue events;
    ActorSystem actors{events};
    SimulatedClock clock{events, actors};
    sqlite::Database database{":memory:"};
    TimedRuntime runtime{events, Random{1}};
    sqlite::SqliteLambda lambda{database, clock, Random{2}, runtime};
    ENSURE(lambda.put_function({.function_name = "worker", .timeout = minutes{15}}).has_value());
    Random arrivals{3};
    const auto arrived = [&] {
        ENSURE(lambda.invoke({.function_name = "worker", .payload = kPayload}).has_value());
    };
    arrive(events, arrivals, count, arrived);
    while (events.run_next()) {
    }
    ENSURE(lambda.counters("worker").succeeded == count);
}

void run_bare_events(std::int64_t count) {
    EventQueue events;
    Random arrivals{3};
    Random random{1};
    const Distribution service = work();
    std::int64_t ended = 0;
    const auto arrived = [&] {
        events.schedule_after(service.sample(random), [&ended] { ++ended; });
    };
    arrive(events, arrivals, count, arrived);
    while (events.run_next()) {
    }
    ENSURE(ended == count);
}

void invocations_without_tables(benchmark::State& state) {
    constexpr std::int64_t kInvocations = 50'000;
    double lambda_seconds = 0;
    double bare_seconds = 0;
    for (auto _ : state) {
        const double once = seconds_of([] { invoke_through_lambda(kInvocations); });
        state.SetIterationTime(once);
        lambda_seconds += once;
        bare_seconds += seconds_of([] { run_bare_events(kInvocations); });
    }
    const auto invocations = static_cast<double>(kInvocations * state.iterations());
    state.counters["invocations_per_second"] = invocations / lambda_seconds;
    state.counters["bare_per_second"] = invocations / bare_seconds;
    state.counters["ratio"] = bare_seconds / lambda_seconds;
}
BENCHMARK(invocations_without_tables)->UseManualTime()->Unit(benchmark::kMillisecond)->MinTime(2);

// Whole worlds.

/// `tasks` at random over `span`, with room for twice as many executions at once as they need.
Scenario world_of(std::int64_t tasks, Duration span) {
    const double rate = static_cast<double>(tasks) / to_seconds(span);
    const double at_once = 2 * rate * to_seconds(work().mean() + minutes{1}) + 10;
    SoswConfig config;
    config.task_manager.labourers.push_back(
        {.id = "worker", .arn = "worker", .max_simultaneous_invocations = at_once}
    );
    Scenario scenario{
        .name = "bench",
        .start = from_epoch_seconds(1'772'438'400),
        .duration = span + hours{1},
        .config = {.orchestrator = config, .scavenger = config},
    };
    scenario.account_concurrency = static_cast<std::int64_t>(at_once) + 100;
    scenario.functions = {{
        .name = "worker",
        .arn = "arn:aws:lambda:us-west-2:000000000000:function:worker",
        .duration = work(),
        .failure_probability = 0.01,
    }};
    scenario.workload = {{
        .labourer = "worker",
        .payload = R"({"page": 42})",
        .phases = {{.duration = span, .rate_per_second = rate, .ramp_to_per_second = rate}},
    }};
    scenario.rules = {{.target = RuleTarget::Orchestrator}, {.target = RuleTarget::Scavenger}};
    return scenario;
}

struct WorldRun {
    double seconds = 0;
    std::int64_t tasks = 0;  ///< Created.
};

WorldRun run_world(const Scenario& scenario, WorldOptions options) {
    WorldRun run;
    run.seconds = seconds_of([&] {
        Result<std::unique_ptr<World>> world = World::create(scenario, std::move(options));
        ENSURE(world.has_value());
        ENSURE((*world)->run().violations == 0);
        run.tasks = (*world)->progress().created;
    });
    return run;
}

void task_lives_in_a_world(benchmark::State& state) {
    const Scenario scenario = world_of(10'000, hours{8});
    double checked_seconds = 0;
    double unchecked_seconds = 0;
    double tasks = 0;
    for (auto _ : state) {
        const WorldRun checked = run_world(scenario, {});
        state.SetIterationTime(checked.seconds);
        checked_seconds += checked.seconds;
        unchecked_seconds += run_world(scenario, {.invariants = {.enabled = false}}).seconds;
        tasks += static_cast<double>(checked.tasks);
    }
    state.counters["tasks_per_second"] = tasks / checked_seconds;
    state.counters["unchecked_tasks_per_second"] = tasks / unchecked_seconds;
    state.counters["ratio"] = unchecked_seconds / checked_seconds;
}
BENCHMARK(task_lives_in_a_world)->UseManualTime()->Unit(benchmark::kMillisecond)->MinTime(3);

std::int64_t tasks_of_a_day() {
    constexpr std::int64_t kDefault = 100'000;
    const char* wanted = std::getenv("SOSW_BENCH_DAY_TASKS");  // NOLINT(concurrency-mt-unsafe)
    return wanted != nullptr ? std::stoll(wanted) : kDefault;
}

double peak_megabytes() {
    rusage usage{};
    ENSURE(getrusage(RUSAGE_SELF, &usage) == 0);
    return static_cast<double>(usage.ru_maxrss) / 1024;  // Linux counts in KiB.
}

/// The record goes to a file, as that of `sosw run` does.
void day_of_tasks(benchmark::State& state) {
    const Scenario scenario = world_of(tasks_of_a_day(), hours{24});
    WorldRun run;
    for (auto _ : state) {
        const test::TemporaryFolder folder;
        run = run_world(scenario, {.record_path = folder.path("record.db")});
        state.SetIterationTime(run.seconds);
    }
    const auto tasks = static_cast<double>(run.tasks);
    state.counters["tasks"] = tasks;
    state.counters["tasks_per_second"] = tasks / run.seconds;
    state.counters["microseconds_per_task"] = 1e6 * run.seconds / tasks;
    state.counters["peak_megabytes"] = peak_megabytes();
}
BENCHMARK(day_of_tasks)->UseManualTime()->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace sosw::sim
