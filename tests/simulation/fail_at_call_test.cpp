#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

/// One pass over a small world with tasks in every state, failing at each of its calls in turn, in
/// every way: afterwards no task is lost, none doubled, and all of them get done.

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Failure {
    const char* name;
    FaultModel fault;
};

std::vector<Failure> failures() {
    return {
        {"error", {.kind = FaultKind::Error}},
        {"throttle", {.kind = FaultKind::Throttle}},
        {"lost reply", {.kind = FaultKind::LostReply}},
        {"crash before", {.kind = FaultKind::Crash}},
        {"crash after", {.kind = FaultKind::Crash, .when = FaultMoment::After}},
    };
}

/// Tasks come for ten minutes, half of the reports are lost until then, and lives are short: within
/// minutes there are tasks queued, running, completed, expired, due for retry and about to die.
Scenario busy_world() {
    Scenario scenario = small_world();
    scenario.seed = 3;
    scenario.duration = hours{1};
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        LabourerConfig& labourer = config->task_manager.labourers.front();
        labourer.max_simultaneous_invocations = 6;
        labourer.duration = seconds{90};
        labourer.cooldown = seconds{30};
        labourer.max_attempts = 2;
        labourer.max_duration = seconds{60};
    }
    scenario.functions.front().duration = Distribution::constant(seconds{30});
    scenario.workload.front().phases = {{
        .duration = minutes{10},
        .rate_per_second = 4.0 / 60,
        .ramp_to_per_second = 4.0 / 60,
        .arrivals = Arrivals::Even,
    }};
    scenario.faults = {
        {.kind = FaultKind::Completion, .to = minutes{10}, .probability = 0.5},
    };
    add_database(scenario, 10, 1);
    return scenario;
}

/// When the first pass begins in which there is everything to do, since the scenario's start.
std::optional<Duration> moment_of(const Scenario& scenario, std::string_view condition) {
    const auto world = make_world(scenario);
    world->run();
    const std::int64_t us = number(
        *world,
        "SELECT min(started_us) - (SELECT start_us FROM run) FROM pass WHERE " +
            std::string{condition}
    );
    return us > 0 ? std::optional{Duration{us}} : std::nullopt;
}

/// True where the pass made that many calls, so that the fault struck.
bool fail_at(Scenario scenario, const Failure& failure, std::int64_t call) {
    FaultModel& fault = scenario.faults.back();
    fault.kind = failure.fault.kind;
    fault.when = failure.fault.when;
    fault.call = call;
    const auto world = make_world(scenario);
    world->run();
    if (number(*world, "SELECT count(*) FROM fault WHERE fault = 1") == 0) {
        return false;
    }
    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM task WHERE task NOT IN"
            " (SELECT task FROM task_event WHERE event = 'closed')"
        ),
        0
    );
    EXPECT_EQ(
        number(
            *world,
            "SELECT count(*) FROM (SELECT 1 FROM task_event WHERE event = 'invoked'"
            " GROUP BY task, attempt HAVING count(*) > 1)"
        ),
        0
    );
    return true;
}

/// Fails the pass of `target` that begins at `at`, at each of its calls and in every way.
void fail_everywhere(const Scenario& scenario, FaultTarget target, Duration at) {
    for (const Failure& failure : failures()) {
        Scenario failing = scenario;
        failing.faults.push_back({.from = at, .to = at + seconds{1}, .target = target});
        std::int64_t call = 1;
        for (;; ++call) {
            SCOPED_TRACE(std::string{failure.name} + " at call " + std::to_string(call));
            if (!fail_at(failing, failure, call)) {
                break;
            }
        }
        std::cout << to_string(target) << ", " << failure.name << ": " << call - 1 << " calls\n";
        EXPECT_GT(call, 10);
    }
}

TEST(FailAtEachCall, OfTheOrchestratorLosesAndDoublesNothing) {
    const Scenario scenario = busy_world();
    const auto at = moment_of(
        scenario,
        "essential = 'sosw_orchestrator' AND invoked > 2 AND started_us > "
        "(SELECT min(at_us) FROM task_event WHERE reason = 'dead')"
    );
    ASSERT_TRUE(at);
    fail_everywhere(scenario, FaultTarget::Orchestrator, *at);
}

TEST(FailAtEachCall, OfTheScavengerLosesAndDoublesNothing) {
    const Scenario scenario = busy_world();
    const auto at = moment_of(
        scenario,
        "essential = 'sosw_scavenger' AND archived > 0 AND expired > 0 AND dead > 0 "
        "AND retried > 0"
    );
    ASSERT_TRUE(at);
    fail_everywhere(scenario, FaultTarget::Scavenger, *at);
}

}  // namespace
}  // namespace sosw::sim
