#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ports/attribute_number.hpp"
#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

/// The task manager's queue: creation, and what counts as queued, running and expired.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t kDelta = 31'557'600;
constexpr std::int64_t kLimit = 1200;  ///< duration + cooldown

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }

void put_task(TestWorld& world, const std::string& id, std::int64_t greenfield, int attempts) {
    world.put(
        "sosw_tasks",
        world.task_item(id, {{"greenfield", number(greenfield)}, {"attempts", number(attempts)}})
    );
}

TEST(TaskManager, K1_NewTaskGoesOneStepBehindTheNewest) {
    TestWorld world;
    world.create_tasks(2);
    EXPECT_EQ(number_of(world.task("task-0001"), "greenfield"), 2000);
    EXPECT_EQ(number_of(world.task("task-0002"), "greenfield"), 3000);
    world.put(
        "sosw_tasks", world.task_item("odd", {{"greenfield", AttributeValue::number("7000.75")}})
    );
    world.create_tasks(1);
    EXPECT_EQ(number_of(world.task("task-0003"), "greenfield"), 8000);
}

TEST(TaskManager, K1_OnlyTheQueueOfTheLabourerCounts) {
    TestWorld world{sosw_config({labourer_config("a"), labourer_config("b")})};
    world.create_tasks(3, "a");
    const std::string id = world.create_task("b");
    EXPECT_EQ(number_of(world.task(id), "greenfield"), 2000);
}

TEST(TaskManager, K1_TasksInvokedAlreadyDoNotCount) {
    TestWorld world;
    put_task(world, "running", world.now() + kDelta, 1);
    const std::string id = world.create_task();
    EXPECT_EQ(number_of(world.task(id), "greenfield"), 2000);
}

TEST(TaskManager, K4_TheBoundarySecondCountsAsRunningAndAsExpired) {
    TestWorld world;
    const std::int64_t boundary = world.now() + kDelta - kLimit;
    put_task(world, "before", boundary - 1, 1);
    put_task(world, "boundary", boundary, 1);
    put_task(world, "after", boundary + 1, 1);
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    EXPECT_EQ(labourer.expired, boundary);
    EXPECT_THAT(
        ids_of(*pass.tasks.get_running_tasks_for_labourer(labourer)),
        UnorderedElementsAre("boundary", "after")
    );
    EXPECT_EQ(*pass.tasks.count_running_tasks_for_labourer(labourer), 2);
    EXPECT_THAT(
        ids_of(*pass.tasks.get_expired_tasks_for_labourer(labourer)),
        ElementsAre("before", "boundary")
    );
}

TEST(TaskManager, K4_ExpiredBeginsAtTheSecondOfRegistration) {
    TestWorld world;
    put_task(world, "queued", world.now() - 1, 1);
    put_task(world, "at start", world.now(), 1);
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    EXPECT_THAT(
        ids_of(*pass.tasks.get_expired_tasks_for_labourer(labourer)), ElementsAre("at start")
    );
    EXPECT_THAT(ids_of(*pass.tasks.get_next_for_labourer(labourer, 10)), ElementsAre("queued"));
}

TEST(TaskManager, K4_CompletedTasksNeitherRunNorExpire) {
    TestWorld world;
    put_task(world, "old", world.now() + kDelta - kLimit - 5, 1);
    put_task(world, "new", world.now() + kDelta, 1);
    ASSERT_TRUE(world.complete("old"));
    ASSERT_TRUE(world.complete("new"));
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    EXPECT_THAT(*pass.tasks.get_running_tasks_for_labourer(labourer), IsEmpty());
    EXPECT_EQ(*pass.tasks.count_running_tasks_for_labourer(labourer), 0);
    EXPECT_THAT(*pass.tasks.get_expired_tasks_for_labourer(labourer), IsEmpty());
    EXPECT_THAT(
        ids_of(*pass.tasks.get_completed_tasks_for_labourer(labourer)),
        UnorderedElementsAre("old", "new")
    );
}

TEST(TaskManager, K10_SecondsOfGreenfieldAreWholeAndCreationKeepsItsFraction) {
    TestWorld world;
    world.clock.advance(std::chrono::milliseconds{250});
    const std::string id = world.create_task();
    EXPECT_EQ(*world.task(id).find("created_at"), AttributeValue::number("1772438400.25"));
    ASSERT_FALSE(world.orchestrate().failed());
    EXPECT_EQ(*world.task(id).find("greenfield"), number(world.now() + kDelta));
    ASSERT_TRUE(world.complete(id));
    EXPECT_EQ(*world.task(id).find("completed_at"), number(world.now()));
}

TEST(TaskManager, K11_TablesAndIndexesBearTheirNames) {
    const TaskManagerConfig config = sosw_config().task_manager;
    EXPECT_EQ(config.dynamo_db.table_name, "sosw_tasks");
    EXPECT_EQ(config.dynamo_db.index_greenfield, "sosw_tasks_greenfield");
    EXPECT_EQ(config.sosw_retry_tasks_table, "sosw_retry_tasks");
    EXPECT_EQ(config.sosw_retry_tasks_greenfield_index, "labourer_id_greenfield");
    EXPECT_EQ(config.sosw_closed_tasks_table, "sosw_closed_tasks");
    EXPECT_EQ(config.sosw_closed_tasks_labourer_index, "labourer_task_status_with_time");
}

TEST(TaskManager, M12_APayloadThatIsNoObjectIsWrappedAtCreation) {
    const std::vector<std::pair<AttributeValue, std::string>> forms{
        {AttributeValue{R"({"a": 1.0})"}, R"({"a": 1.0})"},
        {AttributeValue{"[1, 2]"}, R"({"payload": [1, 2]})"},
        {AttributeValue{"null"}, R"({"payload": null})"},
        {AttributeValue{"7"}, R"({"payload": 7})"},
        {AttributeValue{"plain text"}, R"({"payload": "plain text"})"},
        {AttributeValue{AttributeValue::Variant{List{number(1)}}}, R"({"payload": [1]})"},
        {AttributeValue{AttributeValue::Variant{Map{{"k", number(2)}}}}, R"({"k": 2})"}};
    TestWorld world;
    for (const auto& [payload, stored] : forms) {
        const std::string id = world.create_task(kLabourer, {.payload = payload});
        EXPECT_EQ(text_of(world.task(id), "payload"), stored);
    }
    EXPECT_EQ(text_of(world.task(world.create_task()), "payload"), "{}");
}

TEST(TaskManager, M14_OneItemIsAskedForWithALimitAndOnce) {
    TestWorld world;
    world.create_tasks(5);
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    world.dynamo_db.queries.clear();
    ASSERT_EQ(pass.tasks.get_newest_greenfield_for_labourer(kLabourer)->value().text, "6000");
    ASSERT_EQ(pass.tasks.get_oldest_greenfield_for_labourer(kLabourer)->value().text, "2000");
    EXPECT_THAT(
        ids_of(*pass.tasks.get_next_for_labourer(labourer, 2)),
        ElementsAre("task-0001", "task-0002")
    );
    ASSERT_EQ(world.dynamo_db.queries.size(), 3U);
    EXPECT_EQ(world.dynamo_db.queries[0].limit, 1);
    EXPECT_EQ(world.dynamo_db.queries[1].limit, 1);
    EXPECT_EQ(world.dynamo_db.queries[2].limit, 2);
}

TEST(TaskManager, M15_ThousandsOfCreationsInOneInstantKeepTheirOrderBelowTheClock) {
    TestWorld world;
    put_task(world, "near", world.now() - 500, 0);
    const std::vector<std::string> created = world.create_tasks(2000);
    std::string newest = std::to_string(world.now() - 500);
    for (const std::string& id : created) {
        const std::string greenfield =
            world.tables.get_item({.table_name = "sosw_tasks", .key = {{"task_id", id}}})
                ->item->find("greenfield")
                ->get_if<Number>()
                ->text;
        ASSERT_TRUE(compare_numbers(greenfield, newest) > 0) << id;
        ASSERT_TRUE(compare_numbers(greenfield, std::to_string(world.now())) < 0) << id;
        newest = greenfield;
    }
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    std::vector<std::string> expected{"near"};
    expected.insert(expected.end(), created.begin(), created.end());
    EXPECT_THAT(
        ids_of(*pass.tasks.get_next_for_labourer(labourer, 5000)), ElementsAreArray(expected)
    );
    EXPECT_THAT(*pass.tasks.get_expired_tasks_for_labourer(labourer), IsEmpty());
}

TEST(TaskManager, M15_ADelayedTaskWaitsNeitherRunningNorExpired) {
    TestWorld world{sosw_config({labourer_config(kLabourer, 10)})};
    for (const std::int64_t delay : {std::int64_t{3600}, kDelta - 3600, kDelta + 3600}) {
        world.create_task(
            kLabourer,
            {.attributes = {{"greenfield", number(world.now() + delay)}}, .strict = false}
        );
    }
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    EXPECT_THAT(*pass.tasks.get_next_for_labourer(labourer, 10), IsEmpty());
    EXPECT_THAT(*pass.tasks.get_running_tasks_for_labourer(labourer), IsEmpty());
    EXPECT_EQ(*pass.tasks.count_running_tasks_for_labourer(labourer), 0);
    EXPECT_THAT(*pass.tasks.get_expired_tasks_for_labourer(labourer), IsEmpty());
    EXPECT_EQ(world.scavenge().scavenges.at(0).outcomes.size(), 0U);

    world.clock.advance(std::chrono::seconds{3601});
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 1);
}

TEST(TaskManager, M15_NewTasksDoNotQueueBehindADelayedOne) {
    TestWorld world;
    world.create_task(
        kLabourer, {.attributes = {{"greenfield", number(world.now() + 3600)}}, .strict = false}
    );
    EXPECT_EQ(number_of(world.task(world.create_task()), "greenfield"), 2000);
}

TEST(TaskManager, M16_RunningCountsWhatALaterSecondInvoked) {
    TestWorld world;
    put_task(world, "later", world.now() + kDelta + 5, 1);
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    EXPECT_EQ(*pass.tasks.count_running_tasks_for_labourer(labourer), 1);
    EXPECT_THAT(ids_of(*pass.tasks.get_running_tasks_for_labourer(labourer)), ElementsAre("later"));
}

TEST(TaskManager, M20_CompletedTasksAreLeftOutBeforeTheLimitCounts) {
    TestWorld world;
    world.create_tasks(4);
    ASSERT_TRUE(world.complete("task-0001"));
    ASSERT_TRUE(world.complete("task-0003"));
    Processors pass{world};
    EXPECT_THAT(
        ids_of(*pass.tasks.get_next_for_labourer(pass.labourer(), 2)),
        ElementsAre("task-0002", "task-0004")
    );
}

TEST(TaskManager, M27_NumbersAreStoredNormalised) {
    TestWorld world;
    const std::string id = world.create_task(
        kLabourer,
        {.attributes =
             {{"greenfield", AttributeValue::number("+0002000.50")}, {"attempts", "1.0E+1"}},
         .strict = false}
    );
    EXPECT_EQ(*world.task(id).find("greenfield"), AttributeValue::number("2000.5"));
    EXPECT_EQ(*world.task(id).find("attempts"), AttributeValue::number("10"));
    world.put("sosw_tasks", world.task_item("x", {{"n", AttributeValue::number("-0.0")}}));
    EXPECT_EQ(*world.task("x").find("n"), AttributeValue::number("0"));
}

TEST(TaskManager, M27_NumbersBeyond38DigitsAreRefused) {
    TestWorld world;
    Processors pass{world};
    const Result<std::string> created = pass.tasks.create_task(
        kLabourer,
        {.attributes = {{"attempts", AttributeValue::number(std::string(39, '1'))}},
         .strict = false}
    );
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::InvalidRequest);
}

TEST(TaskManager, M28_ALimitOfZeroIsNoneAndAsksNothing) {
    TestWorld world;
    world.create_tasks(1);
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    world.dynamo_db.calls.clear();
    EXPECT_THAT(*pass.tasks.get_next_for_labourer(labourer, 0), IsEmpty());
    EXPECT_THAT(*pass.tasks.get_next_for_labourer(labourer, -3), IsEmpty());
    EXPECT_THAT(*pass.tasks.get_tasks_to_retry_for_labourer(labourer, 0), IsEmpty());
    EXPECT_THAT(world.dynamo_db.calls, IsEmpty());
}

TEST(TaskManager, StrictCreationRefusesGeneratedFieldsThatDiffer) {
    TestWorld world;
    Processors pass{world};
    const auto create = [&](Map attributes) {
        return pass.tasks.create_task(kLabourer, {.attributes = std::move(attributes)});
    };
    EXPECT_TRUE(create({{"attempts", AttributeValue::number("0.0")}}));
    EXPECT_TRUE(create({{"labourer_id", kLabourer}}));
    const Result<std::string> refused = create({{"attempts", number(1)}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidRequest);
    EXPECT_THAT(refused.error().message, HasSubstr("strict = false"));
    EXPECT_FALSE(create({{"attempts", AttributeValue::boolean(true)}}));
}

TEST(TaskManager, OtherAttributesGoIntoThePayload) {
    TestWorld world;
    const std::string id = world.create_task(
        kLabourer, {.payload = AttributeValue{R"({"a": 1})"}, .attributes = {{"b", number(2)}}}
    );
    EXPECT_EQ(text_of(world.task(id), "payload"), R"({"a": 1, "b": 2})");
    EXPECT_FALSE(world.task(id).contains("b"));
}

TEST(TaskManager, ATaskIdIsTakenOnlyOnce) {
    TestWorld world;
    Processors pass{world};
    const CreateTaskInput input{.attributes = {{"task_id", "mine"}}, .strict = false};
    EXPECT_EQ(*pass.tasks.create_task(kLabourer, input), "mine");
    EXPECT_EQ(pass.tasks.create_task(kLabourer, input).error().code, ErrorCode::ConditionFailed);
}

TEST(TaskManager, AnUnknownLabourerIsNamedWithTheNearestOne) {
    TestWorld world;
    Processors pass{world};
    const Result<std::string> created = pass.tasks.create_task("some_functoin", {});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().code, ErrorCode::InvalidRequest);
    EXPECT_THAT(created.error().message, HasSubstr("some_function"));
    EXPECT_FALSE(pass.tasks.register_labourer("nobody"));
}

TEST(TaskManager, TheLengthOfTheQueueLeavesOutWhatWasInvoked) {
    TestWorld world;
    world.create_tasks(3);
    put_task(world, "running", world.now() + kDelta, 1);
    Processors pass{world};
    EXPECT_EQ(*pass.tasks.get_length_of_queue_for_labourer(pass.labourer()), 3);
}

}  // namespace
}  // namespace sosw
