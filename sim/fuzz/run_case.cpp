#include "sim/fuzz/run_case.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <fmt/format.h>

#include "backends/sqlite/database.hpp"
#include "sim/fuzz/sightings.hpp"
#include "sim/scenario/loader.hpp"

namespace sosw::sim {

namespace {

constexpr Duration kAftermath = std::chrono::minutes{10};

bool all_closed(const TaskLedger& ledger) {
    for (std::size_t i = 0; i < ledger.labourers(); ++i) {
        if (ledger.counts(i).closed < ledger.counts(i).created) {
            return false;
        }
    }
    return true;
}

/// Runs up to `at`, or until there were too many events; true where it got there.
bool advance(World& world, Timestamp at, std::int64_t events_max) {
    while (world.progress().events < events_max && world.step_until(at)) {
    }
    return world.progress().events < events_max;
}

/// Runs until every task is closed, and some time longer. A task may come then: he who creates it
/// tries again after a fault, later and later.
void drain(World& world, std::int64_t events_max) {
    const Timestamp end = world.scenario().end();
    bool goes_on = true;
    do {
        while (goes_on && !all_closed(world.ledger()) && world.now() < end) {
            goes_on = advance(
                world, std::min<Timestamp>(world.now() + std::chrono::minutes{1}, end), events_max
            );
        }
        goes_on = goes_on &&
                  advance(world, std::min<Timestamp>(world.now() + kAftermath, end), events_max);
    } while (goes_on && !all_closed(world.ledger()) && world.now() < end);
}

/// The first violation decides: those that follow are often its consequence.
void judge(World& world, FuzzResult& result) {
    sqlite::Statement statement{
        world.recorder().database(),
        "SELECT invariant, message FROM violation ORDER BY rowid LIMIT 1"};
    if (statement.step()) {
        result.failure = statement.column_text(0);
        result.message = statement.column_text(1);
    }
}

FuzzResult simulate(
    const Scenario& scenario, const FuzzCase& fuzz_case, const RunCaseOptions& options
) {
    FuzzResult result{.seed = fuzz_case.seed};
    Result<std::unique_ptr<World>> created = World::create(scenario, options.world);
    if (!created) {
        result.failure = "refused";
        result.message = to_string(created.error());
        return result;
    }
    World& world = **created;
    if (advance(world, scenario.start + fuzz_case.disturbed, options.events_max)) {
        drain(world, options.events_max);
    }
    const WorldResult finished = world.finish();
    result.hash = finished.event_log_hash;
    result.events = finished.events;
    result.tasks = world.ledger().tasks();
    result.drained = all_closed(world.ledger());
    result.sightings = sightings(world.recorder().database());
    judge(world, result);
    return result;
}

FuzzResult load_and_simulate(const FuzzCase& fuzz_case, const RunCaseOptions& options) {
    Checked<Scenario> scenario =
        load_scenario_text(fmt::format("fuzz-{}.json", fuzz_case.seed), fuzz_case.text);
    if (!scenario) {
        return {
            .seed = fuzz_case.seed,
            .failure = "rejected",
            .message = to_string(scenario.error().front())};
    }
    FuzzResult result = simulate(*scenario, fuzz_case, options);
    if (!options.twice || result.failed()) {
        return result;
    }
    const FuzzResult again = simulate(*scenario, fuzz_case, options);
    if (again.hash != result.hash) {
        const Breach breach = broken(
            Invariant::Deterministic,
            fmt::format("the record's hash was {}, and {} again", result.hash, again.hash)
        );
        result.failure = breach->invariant;
        result.message = breach->message;
    }
    return result;
}

}  // namespace

FuzzResult run_case(const FuzzCase& fuzz_case, const RunCaseOptions& options) {
    try {
        return load_and_simulate(fuzz_case, options);
    } catch (const std::exception& error) {
        return {.seed = fuzz_case.seed, .failure = "exception", .message = error.what()};
    }
}

}  // namespace sosw::sim
