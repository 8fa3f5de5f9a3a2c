#include "core/essentials/orchestrator.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/loader.hpp"
#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kCpu = "CPUUtilization";

LabourerConfig healthy_when_idle(const std::string& id, double max_simultaneous) {
    LabourerConfig config = labourer_config(id, max_simultaneous);
    config.health_metrics = {cpu_metric()};
    return config;
}

/// How many tasks a pass wants of a labourer with `max` slots whose status is `status`.
std::int64_t desired(double max, int status) {
    LabourerConfig config = labourer_config(kLabourer, max);
    config.health_metrics = {health_metric(
        "level",
        ComparisonOperator::GreaterEqual,
        {{EcoStatus::High, 4}, {EcoStatus::Good, 3}, {EcoStatus::Moderate, 2}, {EcoStatus::Poor, 1}}
    )};
    TestWorld world{sosw_config({config})};
    world.metrics.set("level", {static_cast<double>(status)});
    Processors pass{world};
    return *pass.orchestrator.get_desired_invocation_number_for_labourer(pass.labourer());
}

std::vector<std::string> invoked_functions(const TestWorld& world) {
    std::vector<std::string> names;
    names.reserve(world.lambda.invocations.size());
    for (const InvokeInput& input : world.lambda.invocations) {
        names.push_back(input.function_name);
    }
    return names;
}

/// The user's documents, lowest precedence first.
SoswConfig load_layers(const std::vector<std::string>& documents) {
    std::vector<ConfigDocument> layers;
    layers.reserve(documents.size());
    for (const std::string& text : documents) {
        layers.push_back({.file = "layer", .text = text});
    }
    Checked<SoswConfig> config = load_config(layers);
    EXPECT_TRUE(config);
    return config ? *std::move(config) : SoswConfig{};
}

/// A document with one labourer of these settings.
std::string labourer_json(const std::string& settings) {
    return R"({"task_config": {"labourers": {"some_function": {"arn": ")" + arn_of(kLabourer) +
           "\", " + settings + "}}}}";
}

TEST(Orchestrator, K3_DesiredIsTheShareOfTheStatusRoundedDown) {
    const std::vector<std::int64_t> of_ten{0, 0, 5, 7, 10};
    const std::vector<std::int64_t> of_one{0, 0, 0, 0, 1};
    for (int status = 0; status <= 4; ++status) {
        EXPECT_EQ(desired(10, status), of_ten.at(static_cast<std::size_t>(status))) << status;
        EXPECT_EQ(desired(1, status), of_one.at(static_cast<std::size_t>(status))) << status;
    }
    EXPECT_EQ(desired(2.5, 4), 2);
    EXPECT_EQ(desired(0, 4), 0);
}

TEST(Orchestrator, K3_WhatRunsIsTakenOffAndNeverBelowZero) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 3)})};
    world.create_tasks(10);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 3);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 0);
    ASSERT_TRUE(world.complete("task-0001"));
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.decisions.at(0).running, 2);
    EXPECT_EQ(pass.invoked_tasks(), 1);
    world.clock.advance(std::chrono::seconds{1201});  // the three now in flight expire
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 3);
}

TEST(Orchestrator, K3_MoreRunningThanAllowedWantsNothing) {
    LabourerConfig config = healthy_when_idle(kLabourer, 4);
    TestWorld world{sosw_config({config})};
    world.metrics.set(kCpu, {10});
    world.create_tasks(9);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 4);
    world.metrics.set(kCpu, {40});  // floor(4 × 0.75) = 3
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.decisions.at(0).desired, 0);
    EXPECT_EQ(pass.invoked_tasks(), 0);
    EXPECT_FALSE(pass.failed());
}

TEST(Orchestrator, K5_LostRacesAreCountedAndThePassGoesOn) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 3)})};
    world.create_tasks(3);
    bool interrupted = false;
    world.dynamo_db.meanwhile = [&](const TableCall& call) {
        if (call.operation == "UpdateItem" && !std::exchange(interrupted, true)) {
            Processors rival{world, world.tables};
            ASSERT_TRUE(rival.tasks.invoke_task(rival.labourer(), "task-0001"));
        }
    };
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.concurrent_task_invocations_skipped(), 1);
    EXPECT_EQ(pass.invoked_tasks(), 2);
    EXPECT_FALSE(pass.failed());
    EXPECT_EQ(world.lambda.invocations.size(), 3U);
}

TEST(Orchestrator, K8_LabourersShareWhatTheyAskOfCloudWatch) {
    TestWorld world{sosw_config({healthy_when_idle("a", 1), healthy_when_idle("b", 1)})};
    world.metrics.set(kCpu, {10});
    world.orchestrate();
    EXPECT_EQ(world.cloud_watch.calls.size(), 1U);
}

TEST(Orchestrator, K10_LabourersAreServedInTheOrderOfTheConfiguration) {
    TestWorld world{
        sosw_config({labourer_config("z"), labourer_config("a"), labourer_config("m")})};
    for (const char* id : {"a", "m", "z"}) {
        world.create_task(id);
    }
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_THAT(invoked_functions(world), ElementsAre(arn_of("z"), arn_of("a"), arn_of("m")));
    ASSERT_EQ(pass.decisions.size(), 3U);
    EXPECT_EQ(pass.decisions[0].labourer, "z");
    EXPECT_EQ(pass.labourers[2].id(), "m");
}

TEST(Orchestrator, M1_TheDocumentedOperatorDecidesAPass) {
    TestWorld world{
        load_or_die(labourer_json(R"("max_simultaneous_invocations": 4, "health_metrics": {
        "SomeDBCPU": {"details": {"Namespace": "AWS/RDS", "MetricName": "CPUUtilization"},
                      "feelings": {"3": 50, "4": 25}, "feeling_comparison_operator": "<="}})"))};
    world.create_tasks(5);
    world.metrics.set(kCpu, {40});
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 3);
}

TEST(Orchestrator, M2_AMetricWhereMoreIsBetterDecidesAPass) {
    TestWorld world{
        load_or_die(labourer_json(R"("max_simultaneous_invocations": 4, "health_metrics": {
        "Memory": {"details": {"Namespace": "AWS/RDS", "MetricName": "FreeableMemory"},
                   "feelings": {"2": 0, "4": 100}, "feeling_comparison_operator": ">="}})"))};
    world.create_tasks(9);
    world.metrics.set("FreeableMemory", {-1});
    EXPECT_EQ(world.orchestrate().decisions.at(0).desired, 0);
    world.metrics.set("FreeableMemory", {50});
    EXPECT_EQ(world.orchestrate().decisions.at(0).desired, 2);
    world.metrics.set("FreeableMemory", {100});
    EXPECT_EQ(world.orchestrate().decisions.at(0).health.status, EcoStatus::High);
}

TEST(Orchestrator, M3_AMetricWithoutDataTouchesOnlyItsLabourers) {
    TestWorld world{sosw_config({healthy_when_idle("blind", 1), labourer_config("free")})};
    world.create_task("blind");
    world.create_task("free");
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_THAT(invoked_functions(world), ElementsAre(arn_of("free")));
    EXPECT_EQ(pass.decisions.at(0).health.status, EcoStatus::Bad);
    EXPECT_FALSE(pass.failed());
}

TEST(Orchestrator, M4_NameIsAnotherWordForMetricName) {
    TestWorld world{load_or_die(labourer_json(R"("health_metrics": {
        "SomeDBCPU": {"details": {"Namespace": "AWS/RDS", "Name": "CPUUtilization"},
                      "feelings": {"4": 25}, "feeling_comparison_operator": "<="}})"))};
    world.metrics.set(kCpu, {10});
    world.create_tasks(1);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 1);
    EXPECT_EQ(world.cloud_watch.calls.at(0).metric_name, kCpu);
}

TEST(Orchestrator, M5_ASumDecidesAPass) {
    TestWorld world{load_or_die(labourer_json(R"("health_metrics": {
        "errors": {"details": {"Namespace": "N", "MetricName": "Errors", "Statistics": ["Sum"]},
                   "feelings": {"4": 5}, "feeling_comparison_operator": "<="}})"))};
    world.metrics.set("Errors", {2, 2, 2});
    world.create_tasks(1);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 0);
    world.metrics.set("Errors", {2, 2});
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 1);
}

TEST(Orchestrator, M6_CoefficientsAreNumbersHoweverTheirKeysAreSpelled) {
    const SoswConfig config = load_layers(
        {labourer_json(R"("max_simultaneous_invocations": 10)"),
         R"({"invocation_number_coefficient": {"4": 0.5, "3.0": 0.3}})"}
    );
    EXPECT_EQ(
        config.orchestrator.invocation_number_coefficient,
        (std::array<double, 5>{0, 0, 0.5, 0.3, 0.5})
    );
    TestWorld world{config};
    world.create_tasks(20);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 5);
}

TEST(Orchestrator, M7_DurationAndCooldownSetWhenATaskExpires) {
    TestWorld world{load_or_die(labourer_json(R"("duration": 100, "cooldown": 20)"))};
    world.create_tasks(1);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    Processors pass{world};
    EXPECT_EQ(pass.labourer().expired, pass.labourer().invoked - 120);
    world.clock.advance(std::chrono::seconds{119});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 0);
    world.clock.advance(std::chrono::seconds{1});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 1);
}

TEST(Orchestrator, M8_LaterDocumentsWinKeyByKeyBeforeAnythingIsBuilt) {
    TestWorld world{load_layers(
        {labourer_json(R"("max_simultaneous_invocations": 7, "duration": 10)"),
         R"({"task_config": {"labourers": {"some_function": {"max_simultaneous_invocations": 2}}}})"}
    )};
    world.create_tasks(9);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 2);
    EXPECT_EQ(world.tasks_config().labourers.at(0).duration, std::chrono::seconds{10});
}

TEST(Orchestrator, M9_NullAsksTheOrchestratorThenTheDefaults) {
    struct Case {
        std::optional<double> orchestrator, orchestrator_default, task_default;
        std::int64_t expected;
    };
    for (const Case& c : {
             Case{4, 3, 2, 4},
             Case{{}, 3, 2, 3},
             Case{{}, {}, 2, 2},
             Case{{}, {}, {}, 1},
         }) {
        LabourerConfig labourer = labourer_config();
        labourer.max_simultaneous_invocations.reset();
        labourer.max_simultaneous_invocations_is_null = true;
        SoswConfig config = sosw_config({labourer});
        config.orchestrator.max_simultaneous_invocations = c.orchestrator;
        config.orchestrator.default_simultaneous_invocations = c.orchestrator_default;
        config.task_manager.default_simultaneous_invocations = c.task_default;
        TestWorld world{config};
        EXPECT_EQ(world.orchestrate().decisions.at(0).desired, c.expected);
    }
}

TEST(Orchestrator, M9_ASettingThatIsNotGivenIsTheTaskManagers) {
    LabourerConfig labourer = labourer_config();
    labourer.max_simultaneous_invocations.reset();
    SoswConfig config = sosw_config({labourer});
    config.orchestrator.max_simultaneous_invocations = 9;
    TestWorld world{config};
    EXPECT_EQ(world.orchestrate().decisions.at(0).desired, 1);
}

TEST(Orchestrator, M10_AMissingFunctionEndsItsLabourersTurnOnly) {
    TestWorld world{sosw_config({labourer_config("gone"), labourer_config("fine")})};
    world.lambda.remove_function(arn_of("gone"));
    world.create_task("gone");
    world.create_task("fine");
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_THAT(invoked_functions(world), ElementsAre(arn_of("fine")));
    ASSERT_TRUE(pass.decisions.at(0).error);
    EXPECT_EQ(pass.decisions.at(0).error->code, ErrorCode::NotFound);
    EXPECT_FALSE(pass.decisions.at(1).error);
    EXPECT_TRUE(pass.failed());
}

TEST(Orchestrator, M10_AFailingMetricEndsItsLabourersTurnOnly) {
    TestWorld world{sosw_config({healthy_when_idle("sick", 1), labourer_config("fine")})};
    world.metrics.fail_metric(
        kCpu, {.code = ErrorCode::AccessDenied, .name = "AccessDenied", .message = "no"}
    );
    world.create_task("sick");
    world.create_task("fine");
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_THAT(invoked_functions(world), ElementsAre(arn_of("fine")));
    EXPECT_EQ(pass.decisions.at(0).error->code, ErrorCode::AccessDenied);
    EXPECT_TRUE(pass.failed());
}

TEST(Orchestrator, M10_AFailingTableEndsItsLabourersTurnOnly) {
    TestWorld world{sosw_config({labourer_config("a"), labourer_config("b")})};
    world.create_task("a");
    world.create_task("b");
    world.dynamo_db.add({.matches = [](const TableCall& call) {
        return call.query != nullptr && call.table == "sosw_tasks" &&
               call.query->expression_attribute_values.at(0).second == AttributeValue{"a"};
    }});
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_THAT(invoked_functions(world), ElementsAre(arn_of("b")));
    EXPECT_EQ(pass.decisions.at(0).error->code, ErrorCode::Throttled);
    EXPECT_TRUE(pass.failed());
}

TEST(Orchestrator, M10_APayloadThatLambdaRefusesEndsThatTaskOnly) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 2)})};
    world.create_tasks(2);
    world.lambda.fail_next(
        arn_of(kLabourer),
        1,
        {.code = ErrorCode::InvalidRequest, .name = "RequestTooLargeException", .message = "big"}
    );
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.invoked_tasks(), 1);
    EXPECT_EQ(pass.decisions.at(0).count(InvocationResult::ClosedInvalid), 1);
    EXPECT_TRUE(pass.failed());
}

TEST(Orchestrator, M11_AThrottledFunctionEndsTheTurnAndKeepsItsQueue) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 3)})};
    world.create_tasks(3);
    world.lambda.fail_next(arn_of(kLabourer), 1);
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.invoked_tasks(), 0);
    EXPECT_EQ(pass.decisions.at(0).count(InvocationResult::TakenBack), 1);
    EXPECT_TRUE(pass.failed());
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 3);
    EXPECT_EQ(
        *decoded(world.lambda.invocations.at(0).payload).find("task_id"),
        AttributeValue{"task-0001"}
    );
}

TEST(Orchestrator, M12_PoisonPayloadsEndNoPass) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 3)})};
    world.put("sosw_tasks", world.task_item("a", {{"payload", "[1]"}}));
    world.put("sosw_tasks", world.task_item("b", {{"payload", "7"}}));
    world.put("sosw_tasks", world.task_item("c", {{"payload", "{\"broken\""}}));
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.invoked_tasks(), 3);
    EXPECT_FALSE(pass.failed());
}

TEST(Orchestrator, M13_AnInvalidTaskAtTheHeadDoesNotBlockTheQueue) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 2)})};
    Item bad = world.task_item("bad", {{"greenfield", AttributeValue::number(1)}});
    bad.erase("created_at");
    world.put("sosw_tasks", bad);
    world.create_tasks(1);
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.invoked_tasks(), 1);
    EXPECT_EQ(pass.decisions.at(0).count(InvocationResult::ClosedInvalid), 1);
    EXPECT_THAT(world.ids_in_closed(), ElementsAre("bad"));
}

TEST(Orchestrator, M14_NoQuestionIsAskedTwiceInAPass) {
    TestWorld world{sosw_config({healthy_when_idle("a", 2), healthy_when_idle("b", 2)})};
    world.metrics.set(kCpu, {10});
    world.create_tasks(3, "a");
    world.create_tasks(3, "b");
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 4);
    std::vector<std::string> questions;
    for (const QueryInput& query : world.dynamo_db.queries) {
        std::string question = query.table_name + query.key_condition_expression +
                               query.filter_expression + query.projection_expression;
        for (const auto& [name, value] : query.expression_attribute_values) {
            question += name + to_json(value);
        }
        EXPECT_THAT(questions, ::testing::Not(::testing::Contains(question)));
        questions.push_back(question);
    }
    EXPECT_EQ(world.lambda.configuration_calls, 2);
}

TEST(Orchestrator, M20_CompletedTasksTakeNoSlotOfThePass) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 2)})};
    world.create_tasks(3);
    ASSERT_TRUE(world.complete("task-0001"));
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 2);
    EXPECT_EQ(number_of(world.task("task-0001"), "attempts"), 0);
}

TEST(Orchestrator, M28_ALabourerWithoutSlotsReadsNoQueue) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 0)})};
    world.create_tasks(1);
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.invoked_tasks(), 0);
    EXPECT_EQ(pass.decisions.at(0).fetched, 0);
    EXPECT_FALSE(pass.failed());
}

TEST(Orchestrator, M31_NoLabourersAreAnEmptyPass) {
    TestWorld world{sosw_config({})};
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_THAT(pass.decisions, IsEmpty());
    EXPECT_FALSE(pass.failed());
    EXPECT_FALSE(world.scavenge().failed());
    EXPECT_THAT(world.dynamo_db.calls, IsEmpty());
}

TEST(Orchestrator, K9_AFailingAverageDurationStopsNothing) {
    TestWorld world;
    world.create_tasks(1);
    world.dynamo_db.add({.operation = "Query", .table = "sosw_closed_tasks"});
    const OrchestratorPass pass = world.orchestrate();
    EXPECT_EQ(pass.invoked_tasks(), 1);
    EXPECT_FALSE(pass.labourers.at(0).average_duration);
    EXPECT_TRUE(pass.labourers.at(0).average_duration_error);
}

TEST(Orchestrator, K6_TheLabourersOwnSettingsWin) {
    LabourerConfig own = labourer_config("own");
    own.max_attempts = 7;
    own.max_duration = std::chrono::seconds{42};
    SoswConfig config = sosw_config({own, labourer_config("named"), labourer_config("plain")});
    config.task_manager.max_attempts_by_labourer = {{"named", 5}, {"own", 6}};
    TestWorld world{config};
    const std::vector<Labourer> labourers = Processors{world}.orchestrator.get_labourers();
    ASSERT_EQ(labourers.size(), 3U);
    EXPECT_EQ(labourers[0].max_attempts, 7);
    EXPECT_EQ(labourers[1].max_attempts, 5);
    EXPECT_EQ(labourers[2].max_attempts, 3);
    EXPECT_EQ(labourers[0].max_duration, std::chrono::seconds{42});
    EXPECT_EQ(labourers[1].max_duration, std::chrono::seconds{300});
}

TEST(Orchestrator, StoredNamesAreFoundByTheFieldsOwn) {
    SoswConfig config = sosw_config();
    config.task_manager.dynamo_db.field_names.task_id = "id";
    TestWorld world{config};
    Processors pass{world};
    EXPECT_EQ(*pass.orchestrator.get_db_field_name("task_id"), "id");
    EXPECT_EQ(*pass.orchestrator.get_db_field_name("greenfield"), "greenfield");
    const Result<std::string> unknown = pass.orchestrator.get_db_field_name("colour");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::InvalidRequest);
}

TEST(Orchestrator, TheExplanationHoldsTheNumbersOfTheDecision) {
    TestWorld world{sosw_config({healthy_when_idle(kLabourer, 4)})};
    world.metrics.set(kCpu, {40});
    world.create_tasks(2);
    EXPECT_EQ(
        world.orchestrate().decisions.at(0).explanation(),
        "some_function: CPUUtilization = 40 feels Good; status 3 (Good), floor(4 x 0.75) - 0 "
        "running = 3 desired, 2 queued, 2 invoked"
    );
}

TEST(Orchestrator, TheExplanationSaysWhyALabourerWasNotServed) {
    TestWorld world;
    world.lambda.remove_function(arn_of(kLabourer));
    const std::string text = world.orchestrate().decisions.at(0).explanation();
    EXPECT_THAT(text, HasSubstr("some_function: not served, ResourceNotFoundException"));
}

TEST(Orchestrator, TheExplanationSaysWhatStoppedALabourer) {
    LabourerConfig config = healthy_when_idle(kLabourer, 1);
    config.health_metrics.front().treat_missing_data = TreatMissingData::Missing;
    TestWorld world{sosw_config({config})};
    world.create_tasks(1);
    world.lambda.fail_next(arn_of(kLabourer), 1);
    const std::string text = world.orchestrate().decisions.at(0).explanation();
    EXPECT_THAT(text, HasSubstr("CPUUtilization = no data, left out"));
    EXPECT_THAT(text, HasSubstr("0 invoked; stopped: TooManyRequestsException"));
}

TEST(Orchestrator, DesiredOfALabourerThatFailedIsItsError) {
    TestWorld world;
    world.lambda.remove_function(arn_of(kLabourer));
    Processors pass{world};
    EXPECT_EQ(
        pass.orchestrator.get_desired_invocation_number_for_labourer(pass.labourer()).error().code,
        ErrorCode::NotFound
    );
}

/// True from the question of that number on, counted from 1.
StopRequested stop_at(int question) {
    return [asked = 0, question]() mutable { return ++asked >= question; };
}

TEST(Orchestrator, APassThatIsStoppedLeavesTheRestToTheNext) {
    TestWorld world{sosw_config({labourer_config("a", 3), labourer_config("b", 3)})};
    const std::vector<std::string> tasks = world.create_tasks(3, "a");
    world.create_tasks(1, "b");
    // One question comes before the labourer, one before each of its tasks.
    const OrchestratorPass pass = Processors{world}.orchestrator.run_once(stop_at(4));
    ASSERT_EQ(pass.decisions.size(), 1U);
    const LabourerDecision& decision = pass.decisions.front();
    EXPECT_EQ(decision.count(InvocationResult::Invoked), 2);
    EXPECT_EQ(decision.left, 1);
    EXPECT_THAT(decision.explanation(), HasSubstr("2 invoked; 1 left to the next pass"));
    EXPECT_TRUE(pass.stopped());
    EXPECT_FALSE(pass.failed());

    const OrchestratorPass next = world.orchestrate();
    EXPECT_EQ(next.invoked_tasks(), 2) << "the last of a, and that of b";
    EXPECT_FALSE(next.stopped());
    EXPECT_EQ(number_of(world.task(tasks.at(2)), "attempts"), 1);
}

}  // namespace
}  // namespace sosw
