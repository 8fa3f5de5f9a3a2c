#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Tasks of a labourer that expire after two minutes and are tried twice.
Scenario short_lives() {
    Scenario scenario = small_world();
    scenario.duration = hours{2};
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        LabourerConfig& labourer = config->task_manager.labourers.front();
        labourer.duration = seconds{90};
        labourer.cooldown = seconds{30};
        labourer.max_attempts = 2;
    }
    return scenario;
}

TEST(WorldLimits, AWorkerThatAlwaysFailsIsRetriedAndDies) {
    Scenario scenario = short_lives();
    scenario.functions.front().failure_probability = 1;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'invoked'"), 300);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'failed'"), 300);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'expired'"), 150);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'retried'"), 150);
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM task_event WHERE event = 'closed' AND reason = 'dead'"
            " AND attempt = 2"
        ),
        150
    );
    EXPECT_EQ(number(*world, "SELECT sum(dead) FROM pass"), 150);
    EXPECT_GT(number(*world, "SELECT count(*) FROM sns_message"), 0);
    EXPECT_EQ(text(*world, "SELECT subject FROM sns_message"), "``sosw`` Dead Task");
}

TEST(WorldLimits, LambdaTriesAFailedExecutionAgainByItself) {
    Scenario scenario = small_world();
    scenario.functions.front().failure_probability = 1;
    scenario.functions.front().maximum_retry_attempts = 2;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT max(execution) FROM invocation"), 3);
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM (SELECT 1 FROM invocation GROUP BY request_id"
            " HAVING count(DISTINCT task) > 1)"
        ),
        0
    );
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM (SELECT DISTINCT request_id FROM invocation)"),
        number(*world, "SELECT count(*) FROM task_event WHERE event = 'invoked'")
    );
}

TEST(WorldLimits, AnExecutionThatIsTooLongTimesOut) {
    Scenario scenario = short_lives();
    scenario.functions.front().timeout = seconds{50};

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT count(*) FROM invocation WHERE outcome <> 'timeout'"), 0);
    EXPECT_EQ(number(*world, "SELECT max(finished_us - started_us) FROM invocation"), 50'000'000);
    EXPECT_EQ(
        number(
            *world, "SELECT count(*) FROM task_event WHERE event = 'failed' AND reason = 'timeout'"
        ),
        300
    );
}

TEST(WorldLimits, InvocationsBeyondTheReservedConcurrencyWaitInLambdasQueue) {
    Scenario scenario = small_world();
    scenario.duration = hours{3};
    scenario.functions.front().reserved_concurrency = 2;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_GT(number(*world, "SELECT max(waiting) FROM sample"), 0);
    EXPECT_EQ(number(*world, "SELECT max(executing) FROM sample"), 2);
    EXPECT_GT(number(*world, "SELECT max(wait_us) FROM task_event WHERE event = 'started'"), 0);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'refused'"), 0);
}

TEST(WorldLimits, ALateReportOfARetriedTaskCompletesItWhereItStands) {
    Scenario scenario = short_lives();
    scenario.completion.latency = Distribution::constant(seconds{100});  // after its expiry

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_GT(
        number(
            *world,
            "SELECT count(*) FROM task_event WHERE event = 'completed'"
            " AND reason = 'closed_from_retry'"
        ),
        0
    );
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM task_event WHERE event = 'closed' AND reason = 'completed'"
        ),
        150
    );
}

TEST(WorldLimits, AWorkerThatDoesNotReportIsRetried) {
    Scenario scenario = short_lives();
    scenario.functions.front().completes = false;

    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'completed'"), 0);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM invocation WHERE outcome = 'success'"), 300);
}

TEST(WorldLimits, ColdStartsTakeTheirTime) {
    Scenario scenario = small_world();
    scenario.functions.front().cold_start = {
        .probability = 0.5, .duration = Distribution::constant(seconds{7})};

    const auto world = make_world(scenario);
    world->run();

    const std::int64_t cold = number(*world, "SELECT sum(cold_start) FROM invocation");
    EXPECT_GT(cold, 40);
    EXPECT_LT(cold, 110);
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM invocation"
            " WHERE finished_us - started_us = 60000000 + 7000000 * cold_start"
        ),
        150
    );
}

TEST(WorldLimits, ASilentMetricIsNoHealthyOne) {
    Scenario scenario = small_world();
    add_database(scenario, 10, 1);
    scenario.metrics.front().silent = {{.from = minutes{10}, .to = minutes{20}}};

    const auto world = make_world(scenario);
    world->run();

    // The last point is of minute 9: it is in the five minutes before minute 14. The next, of
    // minute 20, is not yet in those before minute 20.
    EXPECT_EQ(number(*world, "SELECT count(*) FROM decision_metric WHERE missing"), 6);
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM decision JOIN decision_metric USING (pass, labourer)"
            " WHERE missing AND (status <> 0 OR invoked > 0)"
        ),
        0
    );
    EXPECT_EQ(violations(*world), "");
}

TEST(WorldLimits, AMetricWasThereBeforeTheScenarioBegan) {
    Scenario scenario = small_world();
    add_database(scenario, 10, 1);
    scenario.metrics.front().delay = Distribution::constant(minutes{2});

    const auto world = make_world(scenario);
    world->run_until(scenario.start);

    EXPECT_EQ(number(*world, "SELECT status FROM decision"), 4);
    EXPECT_EQ(number(*world, "SELECT missing FROM decision_metric"), 0);
}

TEST(WorldLimits, AMetricThatIsSilentFromTheBeginningWasNever) {
    Scenario scenario = small_world();
    add_database(scenario, 10, 1);
    scenario.metrics.front().silent = {{.from = minutes{0}, .to = minutes{20}}};

    const auto world = make_world(scenario);
    world->run_until(scenario.start);

    EXPECT_EQ(number(*world, "SELECT status FROM decision"), 0);
}

}  // namespace
}  // namespace sosw::sim
