#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "core/base/ensure.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/world/world.hpp"

// What do the recounts of tables and indexes cost a run?
//
// The same world runs with them and without, in turn, in one process. The checks at each change are
// comparisons within the book that the record needs anyway, and are in both. `ratio` is the time
// with per the time without.

namespace sosw::sim {
namespace {

using std::chrono::steady_clock;

constexpr const char* kScenario = R"({
    "duration": "8h",
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {
        "worker": {"arn": "worker", "max_simultaneous_invocations": 200}}}}},
    "functions": {"worker": {"duration": "40s", "failure_probability": 0.02}},
    "workload": [{"labourer": "worker", "phases": [{"duration": "7h", "rate": "60/min"}]}]
})";

double seconds_of_run(const Scenario& scenario, bool with_checks) {
    auto world = World::create(scenario, {.invariants = {.enabled = with_checks}});
    ENSURE(world.has_value());
    const auto begun = steady_clock::now();
    const WorldResult result = (*world)->run();
    const double seconds = std::chrono::duration<double>(steady_clock::now() - begun).count();
    ENSURE(result.violations == 0);
    return seconds;
}

/// Goal: ratio <= 1.15.
void recounts(benchmark::State& state) {
    const Checked<Scenario> scenario = load_scenario_text("bench.json", kScenario);
    ENSURE(scenario.has_value());
    double with = 0;
    double without = 0;
    for (auto _ : state) {
        without += seconds_of_run(*scenario, false);
        const double once = seconds_of_run(*scenario, true);
        state.SetIterationTime(once);
        with += once;
    }
    state.counters["ratio"] = with / without;
}
BENCHMARK(recounts)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace
}  // namespace sosw::sim
