#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_world.hpp"

/// sosw with every field under another name, and with indexes that project nothing but keys.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::IsEmpty;

SoswConfig renamed() {
    SoswConfig config = load_or_die(R"({"task_config": {"dynamo_db_config": {"field_names": {
        "task_id": "id", "labourer_id": "who", "created_at": "born", "completed_at": "done",
        "greenfield": "green", "attempts": "tries", "closed_at": "shut",
        "desired_launch_time": "launch", "payload": "load", "arn": "function",
        "labourer_id_task_status": "who_status"}}}})");
    config.task_manager.labourers = {labourer_config(kLabourer, 2)};
    return config;
}

/// The whole life of two tasks: one completes at once, one expires, is retried, and dies.
void live_and_die(TestWorld& world) {
    const FieldNames& names = world.tasks_config().dynamo_db.field_names;
    world.create_tasks(3);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 2);
    const OrchestratorPass full = world.orchestrate();
    EXPECT_EQ(full.decisions.at(0).running, 2);
    EXPECT_EQ(full.invoked_tasks(), 0);
    world.clock.advance(std::chrono::seconds{40});
    ASSERT_TRUE(world.complete("task-0001"));
    EXPECT_EQ(world.scavenge().count(ScavengeResult::Archived), 1);
    EXPECT_EQ(text_of(world.closed("task-0001"), names.labourer_id_task_status), "some_function_1");
    EXPECT_TRUE(world.closed("task-0001").contains(names.completed_at));
    EXPECT_EQ(Processors{world}.labourer().average_duration, 40);

    for (int attempt = 1; attempt < 3; ++attempt) {
        world.clock.advance(std::chrono::seconds{1201});
        EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 1) << attempt;
        EXPECT_EQ(number_of(world.retry("task-0002"), names.attempts), attempt);
        world.clock.advance(std::chrono::seconds{300} * attempt);
        EXPECT_EQ(world.scavenge().count(ScavengeResult::DueForRetry), 1) << attempt;
        Processors pass{world};
        const auto again = pass.tasks.invoke_task(pass.labourer(), "task-0002");
        ASSERT_TRUE(again);
        EXPECT_EQ(again->result, InvocationResult::Invoked);
    }
    world.clock.advance(std::chrono::seconds{1201});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ClosedDead), 1);
    EXPECT_EQ(text_of(world.closed("task-0002"), names.labourer_id_task_status), "some_function_0");
    EXPECT_THAT(world.ids_in_tasks(), ElementsAre("task-0003"));
    EXPECT_THAT(world.ids_in_retry(), IsEmpty());
}

TEST(RenamedFields, M29_TheMappingHoldsEverywhere) {
    TestWorld world{renamed()};
    live_and_die(world);
    const Item queued = world.task("task-0003");
    for (const char* name : {"id", "who", "born", "green", "tries", "load"}) {
        EXPECT_TRUE(queued.contains(name)) << name;
    }
    EXPECT_EQ(queued.size(), 6U);
}

TEST(RenamedFields, M29_PayloadsBearTheStoredNames) {
    TestWorld world{renamed()};
    world.create_tasks(1);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    const Map payload = decoded(world.lambda.invocations.at(0).payload);
    EXPECT_EQ(text_of(payload, "id"), "task-0001");
    EXPECT_EQ(number_of(payload, "tries"), 0);
    EXPECT_FALSE(payload.contains("load"));
}

TEST(RenamedFields, M29_WhatAnIndexLacksIsReadFromTheTable) {
    TestWorld world{renamed(), {.projection = IndexProjection::KeysOnly}};
    live_and_die(world);
}

TEST(RenamedFields, M29_CompletedTasksAreFoundThoughTheIndexDoesNotShowThem) {
    TestWorld world{sosw_config(), {.projection = IndexProjection::KeysOnly}};
    world.create_tasks(2);
    ASSERT_TRUE(world.complete("task-0001"));
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 1);
    EXPECT_EQ(number_of(world.task("task-0001"), "attempts"), 0);
    EXPECT_EQ(world.scavenge().count(ScavengeResult::Archived), 1);
}

}  // namespace
}  // namespace sosw
