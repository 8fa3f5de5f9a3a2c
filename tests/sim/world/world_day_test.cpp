#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST(WorldDay, AHundredThousandTasksComeAndGo) {
    Scenario scenario = small_world();
    scenario.duration = hours{25};
    scenario.functions.front().duration =
        Distribution::lognormal({.median = seconds{40}, .p95 = minutes{2}});
    scenario.functions.front().failure_probability = 0.01;
    scenario.workload.front().phases = {{
        .duration = hours{24},
        .rate_per_second = 100'000.0 / (24 * 3600),
        .ramp_to_per_second = 100'000.0 / (24 * 3600),
        .arrivals = Arrivals::Even,
    }};
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().max_simultaneous_invocations = 200;
    }

    const auto world = make_world(scenario);
    const WorldResult result = world->run();

    EXPECT_TRUE(result.finished);
    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(world->progress().created, 100'000);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'closed'"), 100'000);
}

}  // namespace
}  // namespace sosw::sim
