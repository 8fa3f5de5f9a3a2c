#include "core/essentials/worker_assistant.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }

Item waiting_item(const TestWorld& world, const std::string& id, int attempts) {
    return world.task_item(
        id, {{"attempts", number(attempts)}, {"desired_launch_time", number(world.now() + 300)}}
    );
}

/// A world in which `a` waits for retry after its first attempt.
void put_waiting(TestWorld& world) { world.put("sosw_retry_tasks", waiting_item(world, "a", 1)); }

Result<CompletionResult> handle(TestWorld& world, const std::string& event) {
    return Processors{world}.assistant.handle(decoded(event));
}

void expect_invalid(TestWorld& world, const std::string& event, const std::string& says) {
    const Result<CompletionResult> result = handle(world, event);
    ASSERT_FALSE(result) << event;
    EXPECT_EQ(result.error().code, ErrorCode::InvalidRequest);
    EXPECT_THAT(result.error().message, HasSubstr(says));
}

TEST(WorkerAssistant, ACompletionIsWrittenIntoTheTask) {
    TestWorld world;
    const std::string id = world.create_task();
    const auto done = handle(
        world,
        R"({"action": "mark_task_as_completed", "task_id": "task-0001",
            "stats": {"rows": 5}, "result": "{\"ok\": true}"})"
    );
    ASSERT_TRUE(done);
    EXPECT_EQ(*done, CompletionResult::MarkedCompleted);
    const Item item = world.task(id);
    EXPECT_EQ(number_of(item, "completed_at"), world.now());
    EXPECT_EQ(*item.find("stat_rows"), number(5));
    EXPECT_EQ(*item.find("result_ok"), AttributeValue::boolean(true));
}

TEST(WorkerAssistant, AnActionMayStandInAListOfOne) {
    TestWorld world;
    world.create_tasks(1);
    EXPECT_TRUE(handle(world, R"({"actions": ["mark_task_as_completed"], "task_id": "task-0001"})")
    );
}

TEST(WorkerAssistant, WhatIsNoReportIsRefusedWithTheReason) {
    TestWorld world;
    expect_invalid(world, "{}", "no `action`");
    expect_invalid(world, R"({"action": "sing", "task_id": "a"})", "`sing` is not supported");
    expect_invalid(world, R"({"actions": ["a", "b"]})", "exactly one");
    expect_invalid(world, R"({"action": 5})", "must be a string");
    expect_invalid(world, R"({"action": "mark_task_as_completed"})", "no `task_id`");
    expect_invalid(
        world, R"({"action": "mark_task_as_completed", "task_id": 5})", "must be a string"
    );
    const auto with = [](const std::string& more) {
        return R"({"action": "mark_task_as_completed", "task_id": "a", )" + more + "}";
    };
    expect_invalid(world, with(R"("stats": [1])"), "`stats` must be an object");
    expect_invalid(world, with(R"("result": "{")"), "`result` is no valid JSON");
    expect_invalid(world, with(R"("attempts": "one")"), "`attempts` must be a number");
}

TEST(WorkerAssistant, M19_CompletingWhatIsNowhereIsAnErrorAndCreatesNothing) {
    TestWorld world;
    const Result<CompletionResult> result = world.complete("nowhere");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());
    EXPECT_THAT(world.ids_in_closed(), IsEmpty());
}

TEST(WorkerAssistant, M19_AGhostIsNoTask) {
    TestWorld world;
    const Item ghost{{"task_id", "a"}, {"completed_at", number(5)}};
    world.put("sosw_tasks", ghost);
    EXPECT_EQ(world.complete("a").error().code, ErrorCode::NotFound);
    EXPECT_EQ(world.task("a"), ghost);
    put_waiting(world);
    EXPECT_EQ(*world.complete("a"), CompletionResult::ClosedFromRetry);
}

TEST(WorkerAssistant, M19_ATaskThatWaitsForRetryIsClosedAsCompleted) {
    for (const std::optional<std::string>& labourer :
         {std::optional<std::string>{}, std::optional<std::string>{kLabourer}}) {
        TestWorld world{sosw_config({labourer_config("other"), labourer_config(kLabourer)})};
        put_waiting(world);
        const auto done =
            world.report({.task_id = "a", .stats = {{"rows", number(3)}}, .labourer_id = labourer});
        ASSERT_TRUE(done);
        EXPECT_EQ(*done, CompletionResult::ClosedFromRetry);
        EXPECT_THAT(world.ids_in_retry(), IsEmpty());
        const Item closed = world.closed("a");
        EXPECT_EQ(text_of(closed, "labourer_id_task_status"), "some_function_1");
        EXPECT_EQ(number_of(closed, "completed_at"), world.now());
        EXPECT_EQ(number_of(closed, "closed_at"), world.now());
        EXPECT_EQ(number_of(closed, "stat_rows"), 3);
        EXPECT_FALSE(closed.contains("desired_launch_time"));
    }
}

TEST(WorkerAssistant, M19_TheLabourerInTheReportSavesTheSearch) {
    TestWorld world{sosw_config({labourer_config("x"), labourer_config("y"), labourer_config()})};
    put_waiting(world);
    const auto reads_of_retry = [&] {
        return std::ranges::count_if(world.dynamo_db.calls, [](const TableCall& call) {
            return call.operation == "GetItem" && call.table == "sosw_retry_tasks";
        });
    };
    ASSERT_TRUE(world.report({.task_id = "a", .labourer_id = kLabourer}));
    EXPECT_EQ(reads_of_retry(), 1);
    world.dynamo_db.calls.clear();
    put_waiting(world);
    ASSERT_TRUE(world.complete("a"));
    EXPECT_EQ(reads_of_retry(), 3);
}

TEST(WorkerAssistant, M19_AClosedTaskStaysAsItIs) {
    TestWorld world;
    world.create_tasks(1);
    ASSERT_TRUE(world.complete("task-0001"));
    world.scavenge();
    const Item closed = world.closed("task-0001");
    const auto again = world.report({.task_id = "task-0001", .stats = {{"x", number(1)}}});
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, CompletionResult::AlreadyClosed);
    EXPECT_EQ(world.closed("task-0001"), closed);
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());
}

TEST(WorkerAssistant, M19_ATaskThatLeavesRetryMeanwhileIsMarkedInTheQueue) {
    for (std::int64_t moment = 1; moment <= 6; ++moment) {
        TestWorld world;
        put_waiting(world);
        world.clock.advance(std::chrono::seconds{300});
        world.dynamo_db.meanwhile = [&](const TableCall& call) {
            if (call.number == moment) {
                Processors(world, world.tables).scavenger.run_once();
            }
        };
        const Result<CompletionResult> result = world.complete("a");
        ASSERT_TRUE(result) << moment << ": " << to_string(result.error());
        world.dynamo_db.meanwhile = {};
        world.scavenge();
        EXPECT_THAT(world.ids_in_closed(), ElementsAre("a")) << moment;
        EXPECT_TRUE(world.closed("a").contains("completed_at")) << moment;
    }
}

TEST(WorkerAssistant, M19_ATableThatFailsIsReportedAsItIs) {
    for (const char* operation : {"UpdateItem", "GetItem", "TransactWriteItems"}) {
        TestWorld world;
        put_waiting(world);
        world.dynamo_db.add({.operation = operation});
        const Result<CompletionResult> result = world.complete("a");
        ASSERT_FALSE(result) << operation;
        EXPECT_EQ(result.error().code, ErrorCode::Throttled) << operation;
        EXPECT_THAT(world.ids_in_retry(), ElementsAre("a"));
    }
}

TEST(WorkerAssistant, M20_AReportOfAnEarlierAttemptIsRefused) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("a", {{"attempts", number(2)}}));
    const Item before = world.task("a");
    const Result<CompletionResult> stale = world.report({.task_id = "a", .attempts = 0});
    ASSERT_FALSE(stale);
    EXPECT_EQ(stale.error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(stale.error().name, "StaleReport");
    EXPECT_THAT(stale.error().message, HasSubstr("attempt 2"));
    EXPECT_EQ(world.task("a"), before);
    EXPECT_EQ(*world.report({.task_id = "a", .attempts = 1}), CompletionResult::MarkedCompleted);
}

TEST(WorkerAssistant, M20_TheAttemptsOfThePayloadNameTheAttempt) {
    TestWorld world;
    world.create_tasks(1);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    Map event = decoded(world.lambda.invocations.at(0).payload);  // as the worker got it
    event.set("action", "mark_task_as_completed");
    const Result<CompletionResult> done = Processors{world}.assistant.handle(event);
    ASSERT_TRUE(done) << to_string(done.error());
    EXPECT_EQ(*done, CompletionResult::MarkedCompleted);
}

TEST(WorkerAssistant, M20_WithoutAttemptsEveryReportCounts) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("a", {{"attempts", number(2)}}));
    EXPECT_EQ(*world.complete("a"), CompletionResult::MarkedCompleted);
}

TEST(WorkerAssistant, M20_AStaleReportClosesNoTaskThatWaitsForRetry) {
    TestWorld world;
    world.put("sosw_retry_tasks", waiting_item(world, "a", 2));
    EXPECT_EQ(
        world.report({.task_id = "a", .attempts = 0}).error().code, ErrorCode::ConditionFailed
    );
    EXPECT_THAT(world.ids_in_retry(), ElementsAre("a"));
    EXPECT_EQ(*world.report({.task_id = "a", .attempts = 1}), CompletionResult::ClosedFromRetry);
}

TEST(WorkerAssistant, M20_ALateReportOfTheFirstAttemptDoesNotEndTheSecond) {
    TestWorld world;
    world.create_tasks(1);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    world.clock.advance(std::chrono::seconds{1201});
    world.scavenge();
    world.clock.advance(std::chrono::seconds{300});
    world.scavenge();
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    EXPECT_FALSE(world.report({.task_id = "task-0001", .attempts = 0}));
    EXPECT_FALSE(world.task("task-0001").contains("completed_at"));
    EXPECT_TRUE(world.report({.task_id = "task-0001", .attempts = 1}));
}

TEST(WorkerAssistant, M30_OddAttributeNamesAreStored) {
    TestWorld world;
    const std::string id = world.create_task();
    const Map stats{
        {"my.key", number(1)},
        {"with-dash", number(2)},
        {"with blank", number(3)},
        {"name", number(4)},
        {"größe", number(5)},
        {"#x:y", number(6)},
        {"", number(7)}};
    ASSERT_TRUE(world.report({.task_id = id, .stats = stats, .result = stats}));
    const Item item = world.task(id);
    for (const Attribute& stat : stats) {
        for (const char* prefix : {"stat_", "result_"}) {
            const AttributeValue* stored = item.find(prefix + stat.name);
            ASSERT_NE(stored, nullptr) << stat.name;
            EXPECT_EQ(*stored, stat.value);
        }
    }
}

TEST(WorkerAssistant, M30_EveryJsonValueKeepsItsType) {
    TestWorld world;
    const std::string id = world.create_task();
    const std::string result =
        R"({"digits": "0123", "list": [0.1, [1.5e-3], {"a.b": 2.25}], "none": null,
            "yes": true, "empty": "", "float": 1.50})";
    ASSERT_TRUE(world.report({.task_id = id, .result = decoded(result)}));
    const Item item = world.task(id);
    EXPECT_EQ(*item.find("result_digits"), AttributeValue{"0123"});
    EXPECT_EQ(to_json(*item.find("result_list")), R"([0.1, [0.0015], {"a.b": 2.25}])");
    EXPECT_EQ(item.find("result_none")->type_name(), "NULL");
    EXPECT_EQ(item.find("result_yes")->type_name(), "BOOL");
    EXPECT_EQ(*item.find("result_empty"), AttributeValue{""});
    EXPECT_EQ(*item.find("result_float"), AttributeValue::number("1.5"));
}

TEST(WorkerAssistant, ResultsHaveNames) {
    EXPECT_EQ(to_string(CompletionResult::MarkedCompleted), "marked_completed");
    EXPECT_EQ(to_string(CompletionResult::ClosedFromRetry), "closed_from_retry");
    EXPECT_EQ(to_string(CompletionResult::AlreadyClosed), "already_closed");
}

}  // namespace
}  // namespace sosw
