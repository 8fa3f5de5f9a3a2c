#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

/// Moving tasks between the three tables: nothing is lost, doubled or changed on the way.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::IsEmpty;

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }
AttributeValue value(AttributeValue::Variant variant) { return variant; }

/// One attribute of each of DynamoDB's ten types, none of them in the row mapper.
Map attributes_of_all_types() {
    return {
        {"x_s", "5"},
        {"x_n", AttributeValue::number("1E+20")},
        {"x_b", value(Binary{std::string{"\x00\xFF", 2}})},
        {"x_bool", AttributeValue::boolean(true)},
        {"x_null", value(Null{})},
        {"x_ss", value(StringSet{{"b", "a"}})},
        {"x_ns", value(NumberSet{{"1", "2.5"}})},
        {"x_bs", value(BinarySet{{"p", "q"}})},
        {"x_l", value(List{number(1), AttributeValue{"1"}, value(List{})})},
        {"x_m", value(Map{{"name", AttributeValue::number("0.1")}, {"e", value(Map{})}})}};
}

void expect_untouched(const Item& item) {
    Map expected = attributes_of_all_types();
    expected.set("x_n", AttributeValue::number("100000000000000000000"));
    for (const Attribute& attribute : expected) {
        ASSERT_TRUE(item.contains(attribute.name)) << attribute.name;
        EXPECT_EQ(*item.find(attribute.name), attribute.value) << attribute.name;
        EXPECT_EQ(item.find(attribute.name)->type_name(), attribute.value.type_name());
    }
}

Task read_task(TestWorld& world, const std::string& id) {
    return to_task(world.task(id), world.tasks_config().dynamo_db.field_names);
}

TEST(TaskManager, K7_RetriedTasksGoInFrontOfTheQueueByLaunchTime) {
    TestWorld world;
    world.create_tasks(2);
    for (const auto& [id, launch] : {std::pair{"late", 20}, {"early", 10}, {"future", 9999}}) {
        world.put(
            "sosw_retry_tasks",
            world.task_item(id, {{"desired_launch_time", number(world.now() - 100 + launch)}})
        );
    }
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    const std::vector<Task> due = *pass.tasks.get_tasks_to_retry_for_labourer(labourer, 20);
    EXPECT_THAT(ids_of(due), ElementsAre("early", "late"));
    for (const Result<MoveResult>& moved : pass.tasks.retry_tasks(kLabourer, due)) {
        EXPECT_EQ(*moved, MoveResult::Moved);
    }
    EXPECT_EQ(number_of(world.task("early"), "greenfield"), 1999);
    EXPECT_EQ(number_of(world.task("late"), "greenfield"), 1998);
    EXPECT_FALSE(world.task("early").contains("desired_launch_time"));
    EXPECT_THAT(world.ids_in_retry(), ElementsAre("future"));
}

TEST(TaskManager, K7_IntoAnEmptyQueueRetriesCountDownFrom999) {
    TestWorld world;
    for (const char* id : {"a", "b"}) {
        world.put(
            "sosw_retry_tasks", world.task_item(id, {{"desired_launch_time", number(world.now())}})
        );
    }
    Processors pass{world};
    const std::vector<Task> due = *pass.tasks.get_tasks_to_retry_for_labourer(pass.labourer(), 20);
    ASSERT_EQ(pass.tasks.retry_tasks(kLabourer, due).size(), 2U);
    EXPECT_EQ(number_of(world.task("a"), "greenfield"), 999);
    EXPECT_EQ(number_of(world.task("b"), "greenfield"), 998);
}

TEST(TaskManager, K11_TheStatusKeyTellsCompletedFromFailed) {
    TestWorld world;
    world.create_tasks(2);
    ASSERT_TRUE(world.complete("task-0001"));
    Processors pass{world};
    for (const char* id : {"task-0001", "task-0002"}) {
        EXPECT_EQ(*pass.tasks.archive_task(read_task(world, id)), MoveResult::Moved);
    }
    EXPECT_EQ(text_of(world.closed("task-0001"), "labourer_id_task_status"), "some_function_1");
    EXPECT_EQ(text_of(world.closed("task-0002"), "labourer_id_task_status"), "some_function_0");
}

TEST(TaskManager, M17_TheArchivedPayloadIsTheSameJson) {
    TestWorld world;
    const std::string text = R"({"a": null, "b": [1.0, "\u00e9"], "c": true})";
    const std::string id = world.create_task(kLabourer, {.payload = AttributeValue{text}});
    Processors pass{world};
    ASSERT_EQ(*pass.tasks.archive_task(read_task(world, id)), MoveResult::Moved);
    EXPECT_EQ(text_of(world.closed(id), "payload"), text);
}

TEST(TaskManager, M18_AnArchivingThatFailsLeavesTheTaskWhereItWas) {
    for (const FailureMoment moment : {FailureMoment::BeforeEffect, FailureMoment::AfterEffect}) {
        TestWorld world;
        const std::string id = world.create_task();
        world.dynamo_db.add({.operation = "TransactWriteItems", .moment = moment});
        Processors pass{world};
        EXPECT_FALSE(pass.tasks.archive_task(read_task(world, id)));
        EXPECT_EQ(world.ids_in_tasks().size() + world.ids_in_closed().size(), 1U);
    }
}

TEST(TaskManager, M18_ACompletionBetweenReadAndMoveWins) {
    TestWorld world;
    const std::string id = world.create_task();
    const Task as_read = read_task(world, id);
    Processors pass{world};
    world.dynamo_db.meanwhile = [&](const TableCall& call) {
        if (call.operation == "TransactWriteItems") {
            Processors worker{world, world.tables};
            ASSERT_TRUE(worker.assistant.mark_task_as_completed({.task_id = id}));
        }
    };
    EXPECT_EQ(
        *pass.tasks.move_task_to_retry_table(as_read, std::chrono::seconds{300}),
        MoveResult::LostRace
    );
    EXPECT_EQ(*pass.tasks.archive_task(as_read), MoveResult::LostRace);
    EXPECT_TRUE(world.task(id).contains("completed_at"));
    EXPECT_THAT(world.ids_in_retry(), IsEmpty());
    EXPECT_THAT(world.ids_in_closed(), IsEmpty());
}

TEST(TaskManager, M18_ATaskThatMovedOnIsNotMoved) {
    TestWorld world;
    const std::string id = world.create_task();
    const Task as_read = read_task(world, id);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    Processors pass{world};
    EXPECT_EQ(*pass.tasks.archive_task(as_read), MoveResult::LostRace);
    EXPECT_EQ(
        *pass.tasks.move_task_to_retry_table(as_read, std::chrono::seconds{1}), MoveResult::LostRace
    );
    EXPECT_THAT(world.ids_in_tasks(), ElementsAre(id));
}

TEST(TaskManager, M18_ATaskOfTheSameIdInTheQueueIsNotOverwrittenByARetry) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("a", {{"mark", "queued"}}));
    world.put(
        "sosw_retry_tasks", world.task_item("a", {{"desired_launch_time", number(world.now())}})
    );
    Processors pass{world};
    const std::vector<Task> due = *pass.tasks.get_tasks_to_retry_for_labourer(pass.labourer(), 5);
    EXPECT_EQ(*pass.tasks.retry_tasks(kLabourer, due).at(0), MoveResult::LostRace);
    EXPECT_EQ(text_of(world.task("a"), "mark"), "queued");
}

TEST(TaskManager, M19_ARetryReplacesAGhostOfItsId) {
    TestWorld world;
    world.put("sosw_tasks", {{"task_id", "a"}, {"completed_at", number(5)}});
    world.put(
        "sosw_retry_tasks", world.task_item("a", {{"desired_launch_time", number(world.now())}})
    );
    Processors pass{world};
    const std::vector<Task> due = *pass.tasks.get_tasks_to_retry_for_labourer(pass.labourer(), 5);
    EXPECT_EQ(*pass.tasks.retry_tasks(kLabourer, due).at(0), MoveResult::Moved);
    EXPECT_FALSE(world.task("a").contains("completed_at"));
}

TEST(TaskManager, M25_EveryAttributeTravelsThroughRetryAndArchiveUntouched) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("a", attributes_of_all_types()));
    Processors pass{world};
    ASSERT_EQ(
        *pass.tasks.move_task_to_retry_table(read_task(world, "a"), Duration{}), MoveResult::Moved
    );
    expect_untouched(world.retry("a"));
    const std::vector<Task> due = *pass.tasks.get_tasks_to_retry_for_labourer(pass.labourer(), 5);
    ASSERT_EQ(*pass.tasks.retry_tasks(kLabourer, due).at(0), MoveResult::Moved);
    expect_untouched(world.task("a"));
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    expect_untouched(world.task("a"));
    ASSERT_TRUE(world.complete("a"));
    ASSERT_EQ(world.scavenge().count(ScavengeResult::Archived), 1);
    expect_untouched(world.closed("a"));
}

TEST(TaskManager, M28_TheRetryLimitCountsTasks) {
    TestWorld world;
    for (const char* id : {"a", "b", "c"}) {
        world.put(
            "sosw_retry_tasks", world.task_item(id, {{"desired_launch_time", number(world.now())}})
        );
    }
    Processors pass{world};
    EXPECT_EQ(pass.tasks.get_tasks_to_retry_for_labourer(pass.labourer(), 2)->size(), 2U);
}

TEST(TaskManager, ARetryTableThatFailsFailsEachTask) {
    TestWorld world;
    world.put(
        "sosw_retry_tasks", world.task_item("a", {{"desired_launch_time", number(world.now())}})
    );
    Processors pass{world};
    const std::vector<Task> due = *pass.tasks.get_tasks_to_retry_for_labourer(pass.labourer(), 5);
    world.dynamo_db.add({.operation = "Query", .table = "sosw_tasks"});
    const std::vector<Result<MoveResult>> moved = pass.tasks.retry_tasks(kLabourer, due);
    ASSERT_EQ(moved.size(), 1U);
    EXPECT_EQ(moved[0].error().code, ErrorCode::Throttled);
    EXPECT_THAT(world.ids_in_retry(), ElementsAre("a"));
}

}  // namespace
}  // namespace sosw
