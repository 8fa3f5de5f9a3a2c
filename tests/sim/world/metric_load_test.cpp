#include "sim/world/metric_load.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Timestamp kStart = *parse_timestamp("2026-03-02T08:00:00Z");

MetricModel per_running(double adds) {
    return {.metric_namespace = "N", .name = "M", .per_running = {{"f", adds}}};
}

MetricModel per_invocation(InvocationLoad load) {
    return {.metric_namespace = "N", .name = "M", .per_invocation = {load}};
}

TEST(MetricLoad, EachExecutionAddsWhileItRuns) {
    const MetricModel model = per_running(4);
    MetricLoad load{model, kStart};
    load.started("f", kStart + seconds{1});
    load.started("other", kStart + seconds{1});
    load.started("f", kStart + seconds{2});
    EXPECT_EQ(load.value(kStart + seconds{2}), 8);
    load.finished("f", kStart + seconds{3});
    EXPECT_EQ(load.value(kStart + seconds{3}), 4);
}

TEST(MetricLoad, WhatAnInvocationAddsIsHalvedEachHalfLife) {
    const MetricModel model = per_invocation({.function = "f", .adds = 8, .half_life = minutes{1}});
    MetricLoad load{model, kStart};
    load.started("f", kStart);
    EXPECT_EQ(load.value(kStart), 8);
    EXPECT_EQ(load.value(kStart + minutes{1}), 4);
    load.finished("f", kStart + minutes{1});
    load.started("f", kStart + minutes{2});
    EXPECT_EQ(load.value(kStart + minutes{3}), 5);
}

TEST(MetricLoad, WhatAnInvocationAddsIsHeldForItsTime) {
    const MetricModel model = per_invocation({.function = "f", .adds = 3, .hold = minutes{2}});
    MetricLoad load{model, kStart};
    load.started("f", kStart);
    load.started("f", kStart + minutes{1});
    EXPECT_EQ(load.value(kStart + minutes{1}), 6);
    EXPECT_EQ(load.value(kStart + minutes{2} - Duration{1}), 6);
    EXPECT_EQ(load.value(kStart + minutes{2}), 3);
    EXPECT_EQ(load.value(kStart + minutes{9}), 0);
}

TEST(MetricLoad, SaturationBendsTheWholeLoad) {
    MetricModel model = per_running(10);
    model.saturation = HyperbolicSaturation{.limit = 100, .half = 20};
    MetricLoad load{model, kStart};
    load.started("f", kStart);
    load.started("f", kStart);
    EXPECT_EQ(load.value(kStart), 50);
}

TEST(MetricLoad, CurveIsLevelOutsideOfItsPoints) {
    const Saturation curve = CurveSaturation{
        {{.load = 0, .value = 5}, {.load = 20, .value = 15}, {.load = 30, .value = 90}}};
    EXPECT_EQ(saturated(curve, -1), 5);
    EXPECT_EQ(saturated(curve, 10), 10);
    EXPECT_EQ(saturated(curve, 20), 15);
    EXPECT_EQ(saturated(curve, 22), 30);
    EXPECT_EQ(saturated(curve, 1000), 90);
}

TEST(MetricLoad, DeadTimeShowsTheLoadAsItWas) {
    MetricModel model = per_running(4);
    model.lag.dead_time = seconds{30};
    MetricLoad load{model, kStart};
    load.started("f", kStart);
    EXPECT_EQ(load.value(kStart + seconds{30} - Duration{1}), 0);
    EXPECT_EQ(load.value(kStart + seconds{30}), 4);
    load.finished("f", kStart + seconds{40});
    EXPECT_EQ(load.value(kStart + seconds{69}), 4);
    EXPECT_EQ(load.value(kStart + seconds{70}), 0);
}

TEST(MetricLoad, FirstOrderLagFollowsTheExponential) {
    MetricModel model = per_running(4);
    model.lag.time_constant = minutes{2};
    MetricLoad load{model, kStart};
    load.started("f", kStart);
    EXPECT_EQ(load.value(kStart), 0);
    EXPECT_NEAR(load.value(kStart + minutes{2}), 4 * (1 - std::exp(-1)), 1e-12);
    load.finished("f", kStart + minutes{2});
    EXPECT_NEAR(load.value(kStart + minutes{4}), 4 * (1 - std::exp(-1)) * std::exp(-1), 1e-12);
}

TEST(MetricLoad, HowOftenItIsAskedChangesNothing) {
    MetricModel model = per_running(4);
    model.per_invocation = {{.function = "f", .adds = 3, .hold = seconds{95}}};
    model.lag = {.dead_time = seconds{7}, .time_constant = minutes{2}};
    MetricLoad often{model, kStart};
    MetricLoad once{model, kStart};
    often.started("f", kStart + seconds{5});
    once.started("f", kStart + seconds{5});
    for (int second = 5; second < 300; ++second) {
        often.value(kStart + seconds{second});
    }
    EXPECT_NEAR(often.value(kStart + minutes{5}), once.value(kStart + minutes{5}), 1e-12);
}

TEST(MetricLoad, DecayThroughALagIsCloseToItsClosedForm) {
    MetricModel model = per_invocation({.function = "f", .adds = 8, .half_life = minutes{1}});
    model.lag.time_constant = minutes{2};
    MetricLoad load{model, kStart};
    load.started("f", kStart);
    for (int minute = 0; minute < 3; ++minute) {
        load.value(kStart + minutes{minute});
    }
    const double rate = std::log(2.0);  // Per minute.
    const double exact = 8 * (std::exp(-3 * rate) - std::exp(-1.5)) / (1 - 2 * rate);
    EXPECT_NEAR(load.value(kStart + minutes{3}), exact, 0.1);
}

TEST(MetricLoad, BeforeTheStartAMetricShowsTheLoadAtRest) {
    Scenario scenario = small_world();
    add_database(scenario, 10, 3);
    scenario.metrics.front().saturation = CurveSaturation{{{.load = 0, .value = 7}}};
    const auto world = make_world(scenario);
    world->run_until(scenario.start + minutes{1});
    EXPECT_EQ(number(*world, "SELECT value FROM decision_metric WHERE pass = 1"), 17);
}

TEST(MetricLoad, AnInvocationIsSeenByTheMetricOfTheWorld) {
    Scenario scenario = small_world();
    add_database(scenario, 10, 0);
    scenario.metrics.front().per_invocation = {
        {.function = "worker", .adds = 1, .hold = minutes{60}}};
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(
        number(*world, "SELECT value FROM metric_point ORDER BY at_us DESC LIMIT 1"),
        10 + number(*world, "SELECT count(*) FROM task_event WHERE event = 'started'")
    );
}

}  // namespace
}  // namespace sosw::sim
