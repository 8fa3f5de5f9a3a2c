#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

/// Habits of Lambda and EventBridge, and the time that calls take, as they show in a world.

namespace sosw::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

std::unique_ptr<World> run(const Scenario& scenario) {
    auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(violations(*world), "");
    return world;
}

TEST(WorldLambda, EachThrottleIsCountedWithItsReason) {
    Scenario scenario = small_world();
    scenario.functions.front().reserved_concurrency = 2;
    const auto world = run(scenario);
    EXPECT_GT(number(*world, "SELECT sum(count) FROM throttle"), 0);
    EXPECT_EQ(
        text(*world, "SELECT group_concat(DISTINCT function || ' ' || reason) FROM throttle"),
        "worker ReservedFunctionConcurrentInvocationLimitExceeded"
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM throttle WHERE minute_us % 60000000 != 0"), 0);
}

TEST(WorldLambda, ConcurrencyGrowsAtTheScalingRate) {
    Scenario scenario = small_world();
    scenario.functions.front().duration = Distribution::constant(minutes{4});
    scenario.concurrency_scaling_rate = 1;
    const auto world = run(scenario);
    EXPECT_EQ(text(*world, "SELECT reason FROM throttle"), "FunctionInvocationRateLimitExceeded");
    EXPECT_GT(number(*world, "SELECT max(started_us - queued_us) FROM invocation"), 10'000'000);
}

TEST(WorldLambda, WithoutALimitNothingIsThrottled) {
    const auto world = run(small_world());
    EXPECT_EQ(number(*world, "SELECT count(*) FROM throttle"), 0);
}

TEST(WorldLambda, AnEventThatWaitsTooLongIsDropped) {
    Scenario scenario = small_world();
    scenario.functions.front().reserved_concurrency = 1;
    scenario.functions.front().duration = Distribution::constant(minutes{4});
    scenario.functions.front().maximum_event_age = seconds{60};
    const auto world = run(scenario);
    EXPECT_GT(number(*world, "SELECT count(*) FROM invocation WHERE outcome = 'dropped'"), 0);
}

TEST(WorldLambda, ADuplicateRunsUnderAnIdOfItsOwnAndCompletesNothingMore) {
    Scenario scenario = small_world();
    scenario.functions.front().duplicate_probability = 0.3;
    const auto world = run(scenario);
    const std::int64_t duplicates =
        number(*world, "SELECT count(*) FROM invocation WHERE duplicate = 1");
    EXPECT_GT(duplicates, 0);
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM invocation"),
        number(*world, "SELECT count(*) FROM task_event WHERE event = 'invoked'") + duplicates
    );
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM task_event WHERE event = 'completed' AND reason > ''"),
        duplicates
    );
}

TEST(WorldRules, JitterMakesTicksLate) {
    Scenario scenario = small_world();
    scenario.rules.front().jitter = Distribution::uniform({.min = seconds{1}, .max = seconds{9}});
    const auto world = run(scenario);
    constexpr auto kLate =
        "SELECT %s((started_us - start_us) % 60000000) FROM pass, run"
        " WHERE essential = 'sosw_orchestrator'";
    std::string earliest{kLate};
    earliest.replace(earliest.find("%s"), 2, "min");
    std::string latest{kLate};
    latest.replace(latest.find("%s"), 2, "max");
    EXPECT_GE(number(*world, earliest), 1'000'000);
    EXPECT_LE(number(*world, latest), 9'000'000);
    EXPECT_NE(number(*world, earliest), number(*world, latest));
}

TEST(WorldRules, ASkippedTickStartsNoPassAndIsRecorded) {
    Scenario scenario = small_world();
    scenario.rules.front().skip_probability = 0.5;
    const auto world = run(scenario);
    const std::int64_t skipped = number(
        *world,
        "SELECT count(*) FROM rule_event WHERE event = 'skipped' AND essential = "
        "'sosw_orchestrator'"
    );
    EXPECT_GT(skipped, 0);
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM pass WHERE essential = 'sosw_orchestrator'"),
        40 - skipped
    );
}

TEST(WorldRules, ADuplicatedTickStartsTwoPasses) {
    Scenario scenario = small_world();
    scenario.rules.front().duplicate_probability = 0.5;
    const auto world = run(scenario);
    const std::int64_t twice =
        number(*world, "SELECT count(*) FROM rule_event WHERE event = 'duplicated'");
    EXPECT_GT(twice, 0);
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM pass WHERE essential = 'sosw_orchestrator'"),
        40 + twice
    );
}

TEST(WorldEssentials, APassIsCutOffAtItsTimeout) {
    Scenario scenario = small_world();
    set_latency(scenario, seconds{3}, seconds{3});
    scenario.essentials.orchestrator.timeout = seconds{20};
    const auto world = run(scenario);
    EXPECT_GT(
        number(
            *world,
            "SELECT count(*) FROM pass WHERE essential = 'sosw_orchestrator' AND finished_us IS "
            "NULL AND error = 'timed out' AND failed = 1"
        ),
        0
    );
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM pass WHERE essential = 'sosw_orchestrator'"
            " AND finished_us - started_us > 20000000"
        ),
        0
    );
}

TEST(WorldEssentials, APassThatIsDoneInTimeIsNotCutOff) {
    Scenario scenario = small_world();
    set_latency(scenario, milliseconds{4}, milliseconds{25});
    const auto world = run(scenario);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM pass WHERE finished_us IS NULL"), 0);
}

TEST(WorldLatency, EachOperationTakesItsOwnTime) {
    Scenario scenario = small_world();
    scenario.workload.clear();
    scenario.latency.dynamodb.by_operation = {
        {"query", Distribution::constant(milliseconds{250})},
        {"update_item", Distribution::constant(seconds{5})}};
    const auto world = run(scenario);
    // Without a task an orchestrator asks four times: two sorts of closed tasks, running, queued.
    EXPECT_EQ(
        number(
            *world,
            "SELECT max(finished_us - started_us) FROM pass WHERE essential = 'sosw_orchestrator'"
        ),
        1'000'000
    );
}

TEST(WorldLatency, ForEveryoneReportsAndArrivalsTakeTheirTimeToo) {
    Scenario scenario = small_world();
    set_latency(scenario, seconds{1});
    const auto promptly = run(scenario);
    scenario.latency.everyone = true;
    const auto slowly = run(scenario);
    constexpr auto kFirst = "SELECT min(created_us - start_us) FROM task, run";
    // The question for the newest greenfield, and half of the way of the put.
    EXPECT_EQ(number(*slowly, kFirst) - number(*promptly, kFirst), 1'500'000);
    constexpr auto kReport =
        "SELECT min(wait_us) % 1000000 FROM task_event WHERE event = 'completed'";
    EXPECT_NE(number(*slowly, kReport), number(*promptly, kReport));
}

}  // namespace
}  // namespace sosw::sim
