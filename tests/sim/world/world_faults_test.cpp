#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

/// What a scenario's faults do to a world, and what they never do.

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// Tasks that expire after two minutes, faults during the half hour in which they are created, and
/// two hours more to get over them.
Scenario faulty_world(std::vector<FaultModel> faults) {
    Scenario scenario = small_world();
    scenario.duration = hours{3};
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        LabourerConfig& labourer = config->task_manager.labourers.front();
        labourer.duration = seconds{90};
        labourer.cooldown = seconds{30};
        labourer.max_attempts = 5;
        labourer.max_duration = seconds{60};
    }
    scenario.functions.front().maximum_retry_attempts = 2;
    for (FaultModel& fault : faults) {
        fault.to = std::min<Duration>(fault.to, minutes{30});
    }
    scenario.faults = std::move(faults);
    return scenario;
}

std::unique_ptr<World> run(const Scenario& scenario) {
    auto world = make_world(scenario);
    world->run();
    return world;
}

std::int64_t struck(World& world) { return number(world, "SELECT count(*) FROM fault"); }

std::int64_t not_closed(World& world) {
    return number(
        world,
        "SELECT count(*) FROM task WHERE task NOT IN (SELECT task FROM task_event WHERE event = "
        "'closed')"
    );
}

struct NamedFault {
    const char* name;
    FaultModel fault;
};

class EveryFault : public ::testing::TestWithParam<NamedFault> {};

TEST_P(EveryFault, StrikesAndNeitherLosesNorDoublesATask) {
    Scenario scenario = faulty_world({GetParam().fault});
    add_database(scenario, 10, 1);
    const auto world = run(scenario);
    EXPECT_GT(struck(*world), 0);
    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(not_closed(*world), 0);
}

TEST_P(EveryFault, StrikesTheSameCallsAgainWithTheSameSeed) {
    Scenario scenario = faulty_world({GetParam().fault});
    add_database(scenario, 10, 1);
    EXPECT_EQ(run_to_hash(scenario), run_to_hash(scenario));
}

INSTANTIATE_TEST_SUITE_P(
    WorldFaults,
    EveryFault,
    ::testing::Values(
        NamedFault{"Error", {.kind = FaultKind::Error, .probability = 0.1}},
        NamedFault{"Throttle", {.kind = FaultKind::Throttle, .probability = 0.1}},
        NamedFault{"LostReply", {.kind = FaultKind::LostReply, .probability = 0.1}},
        NamedFault{
            "Latency",
            {.kind = FaultKind::Latency,
             .probability = 0.2,
             .duration = Distribution::constant(seconds{5})}},
        NamedFault{"PartialBatch", {.kind = FaultKind::PartialBatch, .probability = 0.3}},
        NamedFault{"MetricSilence", {.kind = FaultKind::MetricSilence, .probability = 0.3}},
        NamedFault{
            "StaleMetric",
            {.kind = FaultKind::StaleMetric, .probability = 0.3, .age = minutes{10}}},
        NamedFault{
            "LambdaRefuses",
            {.kind = FaultKind::LambdaRefuses,
             .probability = 0.3,
             .error = "TooManyRequestsException"}},
        NamedFault{"CrashOfAWorkerBefore", {.kind = FaultKind::WorkerCrash, .probability = 0.3}},
        NamedFault{
            "CrashOfAWorkerAfter",
            {.kind = FaultKind::WorkerCrash, .probability = 0.3, .when = FaultMoment::After}},
        NamedFault{"CompletionLost", {.kind = FaultKind::Completion, .probability = 0.3}},
        NamedFault{
            "CompletionTwice",
            {.kind = FaultKind::Completion,
             .probability = 0.3,
             .duration = Distribution::constant(seconds{40}),
             .how = CompletionFault::Twice}},
        NamedFault{
            "CompletionLate",
            {.kind = FaultKind::Completion,
             .probability = 0.3,
             .duration = Distribution::exponential({.mean = minutes{4}}),
             .how = CompletionFault::Late}},
        NamedFault{"CrashBefore", {.kind = FaultKind::Crash, .probability = 0.02}},
        NamedFault{
            "CrashAfter",
            {.kind = FaultKind::Crash, .probability = 0.02, .when = FaultMoment::After}},
        NamedFault{"DoubleStart", {.kind = FaultKind::DoubleStart, .probability = 0.3}},
        NamedFault{"ClockSkew", {.kind = FaultKind::ClockSkew, .within = seconds{20}}}
    ),
    [](const auto& test) { return std::string{test.param.name}; }
);

TEST(WorldFaults, WithoutFaultsNoneIsRecorded) {
    const auto world = run(faulty_world({}));
    EXPECT_EQ(struck(*world), 0);
}

TEST(WorldFaults, WhatAFaultRefusesIsRefusedInTheRecord) {
    const auto world = run(faulty_world(
        {{.kind = FaultKind::LambdaRefuses, .probability = 0.3, .error = "ServiceException"}}
    ));
    EXPECT_GT(struck(*world), 0);
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM task_event WHERE event = 'refused'"), struck(*world)
    );
}

TEST(WorldFaults, WhatWasAcceptedAndNotAnsweredIsNotRefused) {
    const auto world =
        run(faulty_world({{.kind = FaultKind::LostReply, .probability = 0.3, .operation = "invoke"}}
        ));
    EXPECT_GT(struck(*world), 0);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'refused'"), 0);
}

TEST(WorldFaults, AFaultStrikesWithinItsWindowOnly) {
    const auto world = run(faulty_world(
        {{.kind = FaultKind::Error, .from = minutes{5}, .to = minutes{8}, .probability = 0.5}}
    ));
    EXPECT_GT(struck(*world), 0);
    EXPECT_GE(number(*world, "SELECT min(at_us - start_us) FROM fault, run"), 300'000'000);
    EXPECT_LT(number(*world, "SELECT max(at_us - start_us) FROM fault, run"), 480'000'000);
}

TEST(WorldFaults, AFaultStrikesWhomAndWhatItIsAbout) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::LostReply,
        .probability = 0.5,
        .target = FaultTarget::Scavenger,
        .operation = "transact_write_items",
        .table = "sosw_tasks",
    }}));
    EXPECT_GT(struck(*world), 0);
    EXPECT_EQ(
        text(
            *world,
            "SELECT group_concat(DISTINCT kind || caller || service || operation || resource)"
            " FROM fault"
        ),
        "lost_replysosw_scavengerdynamodbtransact_write_itemssosw_tasks"
    );
}

TEST(WorldFaults, ALostReplyOfAWorkersReportIsAReportAllTheSame) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::LostReply,
        .target = FaultTarget::Worker,
        .operation = "update_item",
    }}));
    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'completed'"), 150);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'expired'"), 0);
}

TEST(WorldFaults, ACreatorTriesAgainWhatWasRefused) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::Throttle,
        .probability = 0.5,
        .target = FaultTarget::Creator,
    }}));
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task"), 150);
}

TEST(WorldFaults, ACreatorDoesNotRepeatWhatMayHaveBeenDone) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::LostReply,
        .target = FaultTarget::Creator,
        .operation = "put_item",
    }}));
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task"), 150);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM fault"), 150);
}

TEST(WorldFaults, ACrashEndsEachPassAtItsCall) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::Crash,
        .target = FaultTarget::Orchestrator,
        .call = 2,
    }}));
    EXPECT_EQ(number(*world, "SELECT count(*) FROM pass WHERE error = 'crashed'"), 30);
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM pass WHERE error = 'crashed' AND finished_us IS NULL"),
        30
    );
    EXPECT_EQ(
        number(*world, "SELECT min(at_us - start_us) FROM task_event, run WHERE event = 'invoked'"),
        1'800'000'000
    );
}

TEST(WorldFaults, AWorkerThatCrashesAfterItsReportRunsAgain) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::WorkerCrash,
        .probability = 0.3,
        .labourer = "worker",
        .when = FaultMoment::After,
    }}));
    EXPECT_GT(number(*world, "SELECT max(execution) FROM invocation"), 1);
    EXPECT_GT(
        number(*world, "SELECT count(*) FROM task_event WHERE event = 'completed' AND reason > ''"),
        0
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'expired'"), 0);
}

TEST(WorldFaults, ALostCompletionIsRetried) {
    const auto world = run(faulty_world({{.kind = FaultKind::Completion, .probability = 0.2}}));
    EXPECT_EQ(
        number(*world, "SELECT count(*) FROM task_event WHERE event = 'expired'"), struck(*world)
    );
}

TEST(WorldFaults, ATickThatStartsTwoPassesInvokesEachTaskOnce) {
    Scenario scenario = faulty_world({{.kind = FaultKind::DoubleStart}});
    set_latency(scenario, std::chrono::milliseconds{4}, std::chrono::milliseconds{20});
    const auto world = run(scenario);
    EXPECT_GT(number(*world, "SELECT sum(skipped) FROM pass"), 0);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_event WHERE event = 'invoked'"), 150);
}

TEST(WorldFaults, ASilentMetricIsFeltAsMissing) {
    Scenario scenario =
        faulty_world({{.kind = FaultKind::MetricSilence, .metric = "CPUUtilization"}});
    add_database(scenario, 10, 1);
    const auto world = run(scenario);
    EXPECT_EQ(number(*world, "SELECT count(*) FROM decision_metric WHERE missing = 1"), 30);
}

TEST(WorldFaults, AnOrchestratorWhoseClockIsBehindBreaksNothing) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::ClockSkew,
        .target = FaultTarget::Orchestrator,
        .by = -seconds{600},
    }}));
    EXPECT_EQ(text(*world, "SELECT detail FROM fault"), "10m behind");
    EXPECT_EQ(violations(*world), "");
}

TEST(WorldFaults, ACallThatIsStruckByADelayTakesLonger) {
    const auto world = run(faulty_world({{
        .kind = FaultKind::Latency,
        .target = FaultTarget::Orchestrator,
        .service = PortService::Lambda,
        .operation = "get_function_configuration",
        .duration = Distribution::constant(seconds{11}),
    }}));
    EXPECT_EQ(number(*world, "SELECT max(finished_us - started_us) FROM pass"), 11'000'000);
}

}  // namespace
}  // namespace sosw::sim
