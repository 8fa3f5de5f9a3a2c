#include "sim/world/world.hpp"

#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(World, EveryTaskIsInvokedOnceCompletedAndClosed) {
    const auto world = make_world(small_world());

    const WorldResult result = world->run();

    EXPECT_TRUE(result.finished);
    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(result.violations, 0);
    for (const char* event : {"created", "invoked", "started", "completed", "closed"}) {
        EXPECT_EQ(
            number(
                *world,
                std::string{"SELECT count(DISTINCT task) FROM task_event WHERE event = '"} + event +
                    "'"
            ),
            150
        ) << event;
    }
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event"), 5 * 150);
    EXPECT_EQ(world->progress().completed, 150);
    EXPECT_EQ(world->progress().fraction(), 1);
}

TEST(World, SameScenarioAndSeedGiveTheSameRecord) {
    Scenario scenario = small_world();
    scenario.workload.front().phases.front().arrivals = Arrivals::Poisson;
    add_database(scenario, 10, 3);
    set_latency(scenario, milliseconds{4}, milliseconds{25});

    const std::string hash = run_to_hash(scenario);

    EXPECT_EQ(hash.size(), 16U);
    EXPECT_EQ(run_to_hash(scenario), hash);
    EXPECT_NE(run_to_hash(scenario, {.seed = 8}), hash);
}

TEST(World, SteppedByHandItGivesTheSameRecord) {
    Scenario scenario = small_world();
    set_latency(scenario, milliseconds{4});
    const std::string hash = run_to_hash(scenario);

    const auto stepped = make_world(scenario);
    while (stepped->step()) {
    }
    EXPECT_EQ(stepped->finish().event_log_hash, hash);

    const auto leaping = make_world(scenario);
    for (int i = 1; i <= 50; ++i) {
        leaping->run_until(scenario.start + i * seconds{59});
    }
    EXPECT_EQ(leaping->finish().event_log_hash, hash);
}

TEST(World, LatencyMakesPassesActorsAndChangesNoOutcome) {
    Scenario scenario = small_world();
    set_latency(scenario, microseconds{1}, microseconds{1});

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'closed'"), 150);
    EXPECT_GT(number(*world, "SELECT max(finished_us - started_us) FROM pass"), 0);
}

TEST(World, TheLoopIsClosedThroughTheFeelings) {
    Scenario scenario = small_world();
    add_database(scenario, 10, 8);
    scenario.workload.front().phases.front() = {
        .duration = minutes{20}, .rate_per_second = 0.5, .ramp_to_per_second = 0.5};
    Scenario numb = scenario;
    for (SoswConfig* config : {&numb.config.orchestrator, &numb.config.scavenger}) {
        config->task_manager.labourers.front().health_metrics.clear();
    }

    const auto feeling = make_world(scenario);
    feeling->run();
    const auto unfeeling = make_world(numb);
    unfeeling->run();

    EXPECT_EQ(violations(*feeling), "");
    const char* mean_load = "SELECT avg(value) FROM metric_point";
    EXPECT_LT(number(*feeling, mean_load) + 20, number(*unfeeling, mean_load));
    EXPECT_EQ(number(*unfeeling, "SELECT max(value) FROM metric_point"), 90);
    EXPECT_GT(number(*feeling, "SELECT count(*) FROM decision WHERE status = 0"), 0);
    EXPECT_EQ(number(*unfeeling, "SELECT count(*) FROM decision WHERE status <> 4"), 0);
    EXPECT_EQ(
        number(*feeling, "SELECT count(*) FROM decision WHERE status = 0 AND invoked > 0"), 0
    );
}

TEST(World, OverlappingPassesDoubleNoTaskAndTheirExcessIsALimitRace) {
    Scenario scenario = small_world();
    set_latency(scenario, milliseconds{40}, milliseconds{100});
    scenario.rules.push_back({.target = RuleTarget::Orchestrator, .offset = milliseconds{200}});
    scenario.rules.push_back({.target = RuleTarget::Scavenger, .offset = milliseconds{70}});
    scenario.workload.front().phases.front().rate_per_second = 0.5;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_GT(number(*world, "SELECT sum(overlapped) FROM pass"), 0);
    EXPECT_GT(number(*world, "SELECT count(*) FROM task_event WHERE event = 'skipped'"), 0);
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM (SELECT 1 FROM task_event WHERE event = 'invoked'"
            " GROUP BY task, attempt HAVING count(*) > 1)"
        ),
        0
    );
    EXPECT_GT(number(*world, "SELECT count(*) FROM limit_race"), 0);
    EXPECT_GT(number(*world, "SELECT min(overlapping) FROM limit_race"), 0);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM limit_race WHERE running <= max"), 0);
}

TEST(World, PassesThatDoNotOverlapKeepTheMaximum) {
    Scenario scenario = small_world();
    set_latency(scenario, milliseconds{4}, milliseconds{25});
    scenario.workload.front().phases.front().rate_per_second = 0.5;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(number(*world, "SELECT max(running) FROM sample"), 10);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM limit_race"), 0);
}

TEST(World, ShuffledTiesLoseNothing) {
    Scenario scenario = small_world();
    scenario.shuffle_ties = true;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'closed'"), 150);
}

TEST(World, AFunctionIsReachedUnderTheArnOfTheUsersAccount) {
    Scenario scenario = small_world();
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().arn =
            "arn:aws:lambda:us-west-2:0000000000:function:worker";  // ten digits, as in the docs
    }

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'closed'"), 150);
}

TEST(World, SettingsThatLambdaRefusesAreAnError) {
    Scenario scenario = small_world();
    scenario.functions.front().reserved_concurrency = 950;

    const auto world = World::create(scenario);

    ASSERT_FALSE(world.has_value());
    EXPECT_EQ(world.error().code, ErrorCode::InvalidRequest);
}

TEST(World, StoppedBeforeItsEndItLeavesAReadableRecord) {
    Scenario scenario = small_world();
    set_latency(scenario, seconds{2});
    const auto world = make_world(scenario);
    std::stop_source stop;
    int calls = 0;

    const WorldResult result = world->run(stop.get_token(), [&](const WorldProgress& progress) {
        EXPECT_LE(progress.now, progress.end);
        if (++calls == 20) {
            stop.request_stop();
        }
    });

    EXPECT_FALSE(result.finished);
    EXPECT_EQ(result.violations, 0);
    EXPECT_EQ(number(*world, "SELECT finished FROM run"), 0);
    EXPECT_LT(number(*world, "SELECT end_us FROM run"), epoch_microseconds(scenario.end()));
    EXPECT_EQ(text(*world, "SELECT event_log_hash FROM run"), result.event_log_hash);
}

TEST(World, APassUnderWayAtTheEndIsCutOffAndSaysSo) {
    Scenario scenario = small_world();
    set_latency(scenario, minutes{3});

    const auto world = make_world(scenario);
    const WorldResult result = world->run();

    EXPECT_TRUE(result.finished);
    EXPECT_EQ(violations(*world), "");
    EXPECT_GT(number(*world, "SELECT count(*) FROM pass WHERE finished_us IS NULL"), 0);
}

TEST(World, DestroyedInTheMiddleItUnwindsItsPasses) {
    Scenario scenario = small_world();
    set_latency(scenario, seconds{5});
    const auto world = make_world(scenario);

    world->run_until(scenario.start + seconds{61});

    EXPECT_EQ(world->now(), scenario.start + seconds{61});
}

}  // namespace
}  // namespace sosw::sim
