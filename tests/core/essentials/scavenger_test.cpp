#include "core/essentials/scavenger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kDelta = 31'557'600;

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }

/// A task that expired with this many attempts made.
void put_expired(TestWorld& world, const std::string& id, int attempts) {
    world.put(
        "sosw_tasks",
        world.task_item(
            id,
            {{"greenfield", number(world.now() + kDelta - 1300)}, {"attempts", number(attempts)}}
        )
    );
}

void put_due(TestWorld& world, const std::string& id) {
    world.put(
        "sosw_retry_tasks", world.task_item(id, {{"desired_launch_time", number(world.now())}})
    );
}

TEST(Scavenger, K6_TheDelayGrowsWithTheAttempts) {
    Labourer labourer;
    labourer.max_attempts = 3;
    labourer.max_duration = std::chrono::seconds{300};
    EXPECT_EQ(calculate_delay_for_task_retry(labourer, 1), std::chrono::seconds{300});
    EXPECT_EQ(calculate_delay_for_task_retry(labourer, 2), std::chrono::seconds{600});
    EXPECT_EQ(calculate_delay_for_task_retry(labourer, 0), Duration::zero());
    EXPECT_TRUE(should_retry_task(labourer, 2));
    EXPECT_FALSE(should_retry_task(labourer, 3));
    EXPECT_FALSE(should_retry_task(labourer, 4));
}

TEST(Scavenger, K6_AnExpiredTaskWaitsInTheRetryTableUntilItsDelayIsOver) {
    TestWorld world;
    put_expired(world, "a", 2);
    const ScavengerPass pass = world.scavenge();
    const ScavengeOutcome& outcome = pass.scavenges.at(0).outcomes.at(0);
    EXPECT_EQ(outcome.result, ScavengeResult::ScheduledForRetry);
    EXPECT_EQ(outcome.retry_delay, std::chrono::seconds{600});
    EXPECT_EQ(number_of(world.retry("a"), "desired_launch_time"), world.now() + 600);
    EXPECT_EQ(number_of(world.retry("a"), "attempts"), 2);
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());

    world.clock.advance(std::chrono::seconds{599});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::DueForRetry), 0);
    world.clock.advance(std::chrono::seconds{1});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::DueForRetry), 1);
    EXPECT_EQ(world.orchestrate().invoked_tasks(), 1);
    EXPECT_EQ(number_of(world.task("a"), "attempts"), 3);
}

TEST(Scavenger, K6_WithoutAttemptsLeftATaskIsClosedAsDead) {
    TestWorld world;
    put_expired(world, "a", 3);
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ClosedDead), 1);
    EXPECT_EQ(text_of(world.closed("a"), "labourer_id_task_status"), "some_function_0");
    EXPECT_FALSE(world.closed("a").contains("completed_at"));
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());
    EXPECT_THAT(world.ids_in_retry(), IsEmpty());
}

TEST(Scavenger, K4_TheBoundarySecondExpires) {
    TestWorld world;
    world.create_tasks(1);
    ASSERT_EQ(world.orchestrate().invoked_tasks(), 1);
    world.clock.advance(std::chrono::seconds{1199});
    EXPECT_THAT(world.scavenge().scavenges.at(0).outcomes, IsEmpty());
    world.clock.advance(std::chrono::seconds{1});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 1);
}

TEST(Scavenger, K10_ClosingAndLaunchTimesAreWholeSeconds) {
    TestWorld world;
    world.clock.advance(std::chrono::milliseconds{700});
    put_expired(world, "dead", 3);
    put_expired(world, "late", 1);
    world.scavenge();
    EXPECT_EQ(*world.closed("dead").find("closed_at"), number(world.now()));
    EXPECT_EQ(*world.retry("late").find("desired_launch_time"), number(world.now() + 300));
}

TEST(Scavenger, K11_TheMessageAboutADeadTaskIsSoswsOwn) {
    TestWorld world;
    put_expired(world, "abc", 3);
    world.scavenge();
    ASSERT_EQ(world.sns.published.size(), 1U);
    EXPECT_EQ(world.sns.published[0].topic_arn, "arn:aws:sns:us-west-2:000000000000:sosw_info");
    EXPECT_EQ(world.sns.published[0].subject, "``sosw`` Dead Task");
    EXPECT_EQ(world.sns.published[0].message, "Closing dead task: abc ");
}

TEST(Scavenger, M26_MessagesAreJoinedAndSentAtTheEndOfTheirPass) {
    TestWorld world;
    put_expired(world, "a", 3);
    put_expired(world, "b", 4);
    Processors warm{world};
    EXPECT_FALSE(warm.scavenger.run_once().failed());
    ASSERT_EQ(world.sns.published.size(), 1U);
    EXPECT_EQ(
        world.sns.published[0].message, "Closing dead task: a \n\n#####\n\nClosing dead task: b "
    );
    EXPECT_FALSE(warm.scavenger.run_once().failed());
    EXPECT_EQ(world.sns.published.size(), 1U);
}

TEST(Scavenger, M26_AMessageThatCannotBeSentFailsThePassAndNoTask) {
    TestWorld world;
    put_expired(world, "a", 3);
    world.sns.failure = Error{.code = ErrorCode::NotFound, .name = "NotFound", .message = "topic"};
    const ScavengerPass pass = world.scavenge();
    EXPECT_TRUE(pass.failed());
    ASSERT_TRUE(pass.publish_error);
    EXPECT_THAT(world.ids_in_closed(), ElementsAre("a"));
}

TEST(Scavenger, M10_AFailureEndsItsLabourersTurnOnly) {
    TestWorld world{sosw_config({labourer_config("gone"), labourer_config(kLabourer)})};
    world.lambda.remove_function(arn_of("gone"));
    put_expired(world, "a", 1);
    const ScavengerPass pass = world.scavenge();
    EXPECT_EQ(pass.count(ScavengeResult::ScheduledForRetry), 1);
    EXPECT_TRUE(pass.scavenges.at(0).error);
    EXPECT_TRUE(pass.failed());
}

TEST(Scavenger, M10_AFailingMoveEndsThatTaskOnly) {
    TestWorld world;
    put_expired(world, "a", 1);
    put_expired(world, "b", 1);
    world.dynamo_db.add({.operation = "TransactWriteItems", .count = 1});
    const ScavengerPass pass = world.scavenge();
    EXPECT_EQ(pass.count(ScavengeResult::Failed), 1);
    EXPECT_EQ(pass.count(ScavengeResult::ScheduledForRetry), 1);
    EXPECT_TRUE(pass.failed());
    world.dynamo_db.heal();
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 1);
}

TEST(Scavenger, M3_AMetricWithoutDataHindersNoCleaning) {
    LabourerConfig config = labourer_config();
    config.health_metrics = {cpu_metric()};
    TestWorld world{sosw_config({config})};
    put_expired(world, "a", 1);
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 1);
}

TEST(Scavenger, M18_ACompletionAtAnyMomentOfAPassIsKept) {
    for (const int attempts : {1, 3}) {
        for (std::int64_t moment = 1; moment <= 12; ++moment) {
            TestWorld world;
            put_expired(world, "a", attempts);
            std::optional<CompletionResult> completed;
            world.dynamo_db.meanwhile = [&](const TableCall& call) {
                if (call.number == moment) {
                    Processors worker{world, world.tables};
                    const auto result = worker.assistant.mark_task_as_completed({.task_id = "a"});
                    ASSERT_TRUE(result) << moment;
                    completed = *result;
                }
            };
            ASSERT_FALSE(world.scavenge().failed());
            world.dynamo_db.meanwhile = {};
            world.scavenge();
            if (!completed) {
                continue;  // the pass had fewer calls
            }
            EXPECT_THAT(world.ids_in_closed(), ElementsAre("a")) << moment;
            EXPECT_THAT(world.ids_in_tasks(), IsEmpty()) << moment;
            EXPECT_THAT(world.ids_in_retry(), IsEmpty()) << moment;
            const bool in_time = *completed != CompletionResult::AlreadyClosed;
            EXPECT_EQ(world.closed("a").contains("completed_at"), in_time) << moment;
            EXPECT_EQ(
                text_of(world.closed("a"), "labourer_id_task_status"),
                in_time ? "some_function_1" : "some_function_0"
            );
        }
    }
}

/// One task for each thing that a Scavenger does.
void put_one_of_each(TestWorld& world) {
    put_expired(world, "dead", 3);
    put_expired(world, "expired", 1);
    put_expired(world, "finished", 1);
    put_due(world, "due");
    ASSERT_TRUE(
        Processors(world, world.tables).assistant.mark_task_as_completed({.task_id = "finished"})
    );
}

TEST(Scavenger, M18_ARivalAtAnyMomentLeavesEachTaskExactlyOnce) {
    std::int64_t calls_of_a_pass = 0;
    {
        TestWorld world;
        put_one_of_each(world);
        world.scavenge();
        calls_of_a_pass = std::ssize(world.dynamo_db.calls);
    }
    ASSERT_GT(calls_of_a_pass, 10);
    for (std::int64_t moment = 1; moment <= calls_of_a_pass; ++moment) {
        TestWorld world;
        put_one_of_each(world);
        std::int64_t moved_by_rival = 0;
        world.dynamo_db.meanwhile = [&](const TableCall& call) {
            if (call.number == moment) {
                const ScavengerPass rival = Processors(world, world.tables).scavenger.run_once();
                EXPECT_FALSE(rival.failed());
                moved_by_rival = std::ssize(rival.scavenges.at(0).outcomes) -
                                 rival.count(ScavengeResult::LostRace);
            }
        };
        const ScavengerPass pass = world.scavenge();
        EXPECT_FALSE(pass.failed()) << moment;
        EXPECT_EQ(
            std::ssize(pass.scavenges.at(0).outcomes) - pass.count(ScavengeResult::LostRace) +
                moved_by_rival,
            4
        ) << moment;
        EXPECT_THAT(world.ids_in_tasks(), ElementsAre("due")) << moment;
        EXPECT_THAT(world.ids_in_retry(), ElementsAre("expired")) << moment;
        EXPECT_THAT(world.ids_in_closed(), testing::UnorderedElementsAre("dead", "finished"));
        EXPECT_EQ(world.sns.published.size(), 1U) << moment;
    }
}

TEST(Scavenger, M20_CompletedTasksAreArchivedWhereverTheyStand) {
    TestWorld world;
    const std::string queued = world.create_task();
    put_expired(world, "expired", 1);
    world.put(
        "sosw_tasks", world.task_item("delayed", {{"greenfield", number(world.now() + 5000)}})
    );
    for (const std::string& id : {queued, std::string{"expired"}, std::string{"delayed"}}) {
        ASSERT_TRUE(world.complete(id));
    }
    EXPECT_EQ(world.scavenge().count(ScavengeResult::Archived), 3);
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());
    EXPECT_EQ(text_of(world.closed(queued), "labourer_id_task_status"), "some_function_1");
}

TEST(Scavenger, M28_ARetryLimitOfZeroRetriesNothing) {
    SoswConfig config = sosw_config();
    config.scavenger.retry_tasks_limit = 0;
    TestWorld world{config};
    put_due(world, "a");
    EXPECT_EQ(world.scavenge().count(ScavengeResult::DueForRetry), 0);
    EXPECT_THAT(world.ids_in_retry(), ElementsAre("a"));
}

TEST(Scavenger, M13_AnInvalidTaskThatExpiredIsStillCleanedUp) {
    TestWorld world;
    put_expired(world, "a", 3);
    Item item = world.task("a");
    item.erase("created_at");
    item.erase("payload");
    world.put("sosw_tasks", item);
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ClosedDead), 1);
}

TEST(Scavenger, ResultsHaveNames) {
    EXPECT_EQ(to_string(ScavengeResult::ClosedDead), "closed_dead");
    EXPECT_EQ(to_string(ScavengeResult::LostRace), "lost_race");
}

TEST(Scavenger, APassThatIsStoppedLeavesTheRestToTheNext) {
    TestWorld world;
    put_expired(world, "a", 2);
    put_expired(world, "b", 2);
    put_due(world, "c");
    int asked = 0;
    // One question comes before the labourer, one before each of its tasks.
    const ScavengerPass pass = Processors{world}.scavenger.run_once([&] { return ++asked >= 3; });
    EXPECT_EQ(pass.count(ScavengeResult::ScheduledForRetry), 1);
    EXPECT_EQ(pass.count(ScavengeResult::DueForRetry), 0);
    EXPECT_TRUE(pass.stopped());
    EXPECT_FALSE(pass.failed());

    const ScavengerPass next = world.scavenge();
    EXPECT_EQ(next.count(ScavengeResult::ScheduledForRetry), 1);
    EXPECT_EQ(next.count(ScavengeResult::DueForRetry), 1);
    EXPECT_FALSE(next.stopped());
}

}  // namespace
}  // namespace sosw
