#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

// Points of metrics that are lost, late, or out of order.

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Scenario world_with_database() {
    Scenario scenario = small_world();
    scenario.duration = hours{10};
    add_database(scenario, 20, 0);
    return scenario;
}

TEST(MetricGaps, LoseAboutAsManyPointsAsTheirProbabilitySays) {
    Scenario scenario = world_with_database();
    scenario.metrics.front().gap_probability = 0.2;
    const auto world = make_world(scenario);
    world->run();

    const std::int64_t lost =
        number(*world, "SELECT count(*) FROM metric_gap WHERE reason = 'lost'");
    EXPECT_GT(lost, 80);
    EXPECT_LT(lost, 160);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM metric_point"), 600 - lost);
}

TEST(MetricGaps, OfASilentWindowHaveTheirReason) {
    Scenario scenario = world_with_database();
    scenario.metrics.front().silent = {{.from = minutes{10}, .to = minutes{20}}};
    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(number(*world, "SELECT count(*) FROM metric_gap WHERE reason = 'silent'"), 10);
}

TEST(MetricGaps, AreSeenByThePasses) {
    Scenario scenario = world_with_database();
    scenario.metrics.front().gap_probability = 1;
    const auto world = make_world(scenario);
    world->run();

    EXPECT_EQ(number(*world, "SELECT count(*) FROM decision_metric WHERE missing = 0"), 0);
}

TEST(MetricGaps, DoNotDisturbTheValuesOfOtherPoints) {
    Scenario scenario = world_with_database();
    scenario.metrics.front().noise_stddev = 2;
    const auto whole = make_world(scenario);
    scenario.metrics.front().gap_probability = 0.5;
    const auto torn = make_world(scenario);
    whole->run();
    torn->run();

    const char* const last = "SELECT round(1e6 * value) FROM metric_point WHERE at_us = %";
    const std::int64_t at = number(*torn, "SELECT max(at_us) FROM metric_point");
    std::string sql{last};
    sql.replace(sql.find('%'), 1, std::to_string(at));
    EXPECT_EQ(number(*torn, sql), number(*whole, sql));
}

TEST(MetricDelay, OfManyLengthsBringsPointsOutOfOrder) {
    Scenario scenario = world_with_database();
    scenario.metrics.front().delay = Distribution::uniform({.min = seconds{0}, .max = minutes{5}});
    const auto world = make_world(scenario);
    world->run();

    EXPECT_GT(
        number(
            *world,
            "SELECT count(*) FROM metric_point AS earlier JOIN metric_point AS later"
            " ON later.at_us = earlier.at_us + 60000000 WHERE later.visible_us < earlier.visible_us"
        ),
        50
    );
    EXPECT_EQ(violations(*world), "");
}

}  // namespace
}  // namespace sosw::sim
