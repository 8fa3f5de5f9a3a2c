#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

// What a pass that is throttled half way leaves behind: no work is lost, none is done twice.

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Half an hour of tasks and hours to finish them, with these units for the tasks' table and index.
/// A pass does all of its work in one second: `burst` is what it has.
Scenario limited_world(Duration burst, const ThroughputModel& table, const ThroughputModel& index) {
    Scenario scenario = small_world();
    scenario.duration = hours{4};
    scenario.tables = {{
        .table = "sosw_tasks",
        .billing = TableBilling::Provisioned,
        .throughput = table,
        .burst = burst,
        .indexes = {{.index = "sosw_tasks_greenfield", .throughput = index}},
    }};
    return scenario;
}

void expect_all_done_once(World& world) {
    EXPECT_EQ(violations(world), "");
    const std::int64_t created =
        number(world, "SELECT count(*) FROM task_event WHERE event = 'created'");
    EXPECT_EQ(created, 150);
    EXPECT_EQ(
        number(
            world, "SELECT count(*) FROM task_event WHERE event = 'closed' AND reason = 'completed'"
        ),
        created
    );
    EXPECT_EQ(number(world, "SELECT count(*) FROM invocation"), created) << "each ran once";
}

TEST(WorldThrottling, AStarvedIndexThrottlesTheTableAndNothingIsLost) {
    const auto world = make_world(limited_world(seconds{15}, {}, {.write = 1}));
    world->run();

    expect_all_done_once(*world);
    EXPECT_GT(
        number(
            *world,
            "SELECT sum(throttled) FROM capacity WHERE index_name = 'sosw_tasks_greenfield'"
            " AND reason = 'IndexWriteProvisionedThroughputExceeded'"
        ),
        0
    );
}

TEST(WorldThrottling, AStarvedTableLosesNothing) {
    const auto world = make_world(limited_world(seconds{7}, {.write = 1}, {}));
    world->run();

    expect_all_done_once(*world);
    EXPECT_GT(number(*world, "SELECT sum(throttled) FROM capacity WHERE operation = 'write'"), 0);
}

TEST(WorldThrottling, StarvedReadsLoseNothing) {
    const auto world = make_world(limited_world(seconds{2}, {.read = 1}, {.read = 1}));
    world->run();

    expect_all_done_once(*world);
    EXPECT_GT(number(*world, "SELECT sum(throttled) FROM capacity WHERE operation = 'read'"), 0);
}

TEST(WorldThrottling, EveryTableStarvedUnderLatencyLosesNothing) {
    Scenario scenario = limited_world(seconds{6}, {.read = 2, .write = 2}, {.read = 2, .write = 2});
    for (const char* table : {"sosw_closed_tasks", "sosw_retry_tasks"}) {
        scenario.tables.push_back(
            {.table = table,
             .billing = TableBilling::Provisioned,
             .throughput = {.read = 2, .write = 2},
             .burst = seconds{6}}
        );
    }
    set_latency(scenario, std::chrono::milliseconds{4});
    const auto world = make_world(scenario);
    world->run();

    expect_all_done_once(*world);
}

TEST(WorldThrottling, TheReasonStandsInTheDecision) {
    const auto world = make_world(limited_world(seconds{0}, {}, {.write = 1}));
    world->run();

    EXPECT_GT(
        number(
            *world,
            "SELECT count(*) FROM decision WHERE error LIKE '%IndexWriteProvisionedThroughput"
            "Exceeded: %index/sosw_tasks_greenfield%'"
        ),
        0
    );
}

TEST(WorldThrottling, WithoutLimitsNothingIsRecordedOfCapacity) {
    const auto world = make_world(small_world());
    world->run();

    EXPECT_EQ(number(*world, "SELECT count(*) FROM capacity"), 0);
}

TEST(WorldThrottling, TheSameSeedGivesTheSameRecord) {
    const Scenario scenario = limited_world(seconds{5}, {.write = 3}, {.write = 1});
    EXPECT_EQ(run_to_hash(scenario), run_to_hash(scenario));
}

/// The small world, whose index shows writes late.
Scenario lagging_world(const Distribution& lag) {
    Scenario scenario = small_world();
    scenario.duration = hours{2};
    scenario.tables = {
        {.table = "sosw_tasks", .indexes = {{.index = "sosw_tasks_greenfield", .lag = lag}}}};
    return scenario;
}

TEST(WorldIndexLag, NothingIsLostAndNothingRunsTwice) {
    const auto world =
        make_world(lagging_world(Distribution::uniform({.min = seconds{0}, .max = minutes{3}})));
    world->run();

    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM task_event WHERE event = 'closed' AND reason = 'completed'"
        ),
        150
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM invocation"), 150);
    EXPECT_GT(number(*world, "SELECT sum(skipped) FROM pass"), 0)
        << "the index offered tasks that had been invoked already";
}

TEST(WorldIndexLag, TheSameSeedGivesTheSameRecord) {
    const Scenario scenario = lagging_world(
        Distribution::lognormal({.median = std::chrono::milliseconds{200}, .p95 = seconds{90}})
    );
    EXPECT_EQ(run_to_hash(scenario), run_to_hash(scenario));
}

}  // namespace
}  // namespace sosw::sim
