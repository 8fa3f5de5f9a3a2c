#include "tests/support/interleaving.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_world.hpp"

/// Passes and workers that overlap, in every order in which their table calls can come.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;

constexpr std::int64_t kDelta = 31'557'600;

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }

/// A labourer with `slots` and without an average duration, whose reads would multiply the orders.
SoswConfig few_calls(double slots) {
    SoswConfig config = sosw_config({labourer_config(kLabourer, slots)});
    config.task_manager.max_closed_to_analyse_for_duration = 0;
    return config;
}

InterleavedActor orchestrator(TestWorld& world) {
    return [&world](DynamoDb& dynamo_db) {
        EXPECT_FALSE(Processors(world, dynamo_db).orchestrator.run_once().failed());
    };
}

InterleavedActor scavenger(TestWorld& world) {
    return [&world](DynamoDb& dynamo_db) {
        EXPECT_FALSE(Processors(world, dynamo_db).scavenger.run_once().failed());
    };
}

InterleavedActor worker(TestWorld& world) {
    return [&world](DynamoDb& dynamo_db) {
        const auto done =
            Processors(world, dynamo_db).assistant.mark_task_as_completed({.task_id = "a"});
        EXPECT_TRUE(done) << to_string(done.error());
    };
}

/// A task of the id `a` that expired after so many attempts.
void put_expired(TestWorld& world, int attempts) {
    world.put(
        "sosw_tasks",
        world.task_item(
            "a",
            {{"greenfield", number(world.now() + kDelta - 1300)}, {"attempts", number(attempts)}}
        )
    );
}

void put_due(TestWorld& world) {
    world.put(
        "sosw_retry_tasks",
        world.task_item(
            "a", {{"attempts", number(1)}, {"desired_launch_time", number(world.now())}}
        )
    );
}

std::size_t places_of_the_task(TestWorld& world) {
    return world.ids_in_tasks().size() + world.ids_in_retry().size() + world.ids_in_closed().size();
}

/// Runs the actors over a world made by `fill`, and `check` on it, for every order.
std::size_t every_order(
    double slots,
    const std::function<void(TestWorld&)>& fill,
    const std::vector<InterleavedActor (*)(TestWorld&)>& makers,
    const std::function<void(TestWorld&)>& check
) {
    TestWorld world{few_calls(slots)};
    return for_each_interleaving(
        [&] {
            world.start_over();
            fill(world);
            InterleavedRun run{.dynamo_db = &world.tables};
            for (const auto& make : makers) {
                run.actors.push_back(make(world));
            }
            return run;
        },
        [&](const std::string& order) {
            SCOPED_TRACE(order);
            check(world);
        }
    );
}

TEST(Interleaving, AllOrdersAreTriedOnce) {
    std::vector<std::string> orders;
    TestWorld world;
    const InterleavedActor two_reads = [](DynamoDb& dynamo_db) {
        for (int i = 0; i < 2; ++i) {
            EXPECT_TRUE(dynamo_db.scan({.table_name = "sosw_tasks"}));
        }
    };
    const std::size_t count = for_each_interleaving(
        [&] {
            return InterleavedRun{.dynamo_db = &world.tables, .actors = {two_reads, two_reads}};
        },
        [&](const std::string& order) { orders.push_back(order); }
    );
    EXPECT_EQ(count, 6U);
    EXPECT_THAT(orders, ElementsAre("0011", "0101", "0110", "1001", "1010", "1100"));
}

TEST(Interleaving, M18_TwoOrchestratorsInvokeEachTaskOnce) {
    const std::size_t orders = every_order(
        2,
        [](TestWorld& world) { world.create_tasks(3); },
        {orchestrator, orchestrator},
        [](TestWorld& world) {
            std::set<std::string> ids;
            for (const InvokeInput& input : world.lambda.invocations) {
                const std::string id = text_of(decoded(input.payload), "task_id");
                EXPECT_TRUE(ids.insert(id).second) << id;
            }
            EXPECT_GE(ids.size(), 2U);
            std::int64_t attempts = 0;
            for (const std::string& id : world.ids_in_tasks()) {
                attempts += number_of(world.task(id), "attempts");
                EXPECT_LE(number_of(world.task(id), "attempts"), 1);
            }
            EXPECT_EQ(attempts, std::ssize(ids));
        }
    );
    EXPECT_GT(orders, 50U);
}

TEST(Interleaving, M18_TwoScavengersArchiveACompletedTaskOnce) {
    const std::size_t orders = every_order(
        1,
        [](TestWorld& world) {
            put_expired(world, 1);
            ASSERT_TRUE(world.complete("a"));
        },
        {scavenger, scavenger},
        [](TestWorld& world) {
            EXPECT_EQ(places_of_the_task(world), 1U);
            EXPECT_TRUE(world.closed("a").contains("completed_at"));
        }
    );
    EXPECT_GT(orders, 100U);
}

TEST(Interleaving, M18_TwoScavengersScheduleOneRetry) {
    const std::size_t orders = every_order(
        1,
        [](TestWorld& world) { put_expired(world, 1); },
        {scavenger, scavenger},
        [](TestWorld& world) {
            EXPECT_EQ(places_of_the_task(world), 1U);
            EXPECT_EQ(number_of(world.retry("a"), "desired_launch_time"), world.now() + 300);
        }
    );
    EXPECT_GT(orders, 100U);
}

TEST(Interleaving, M18_TwoScavengersReportADeadTaskOnce) {
    const std::size_t orders = every_order(
        1,
        [](TestWorld& world) { put_expired(world, 3); },
        {scavenger, scavenger},
        [](TestWorld& world) {
            EXPECT_EQ(places_of_the_task(world), 1U);
            EXPECT_THAT(world.ids_in_closed(), ElementsAre("a"));
            EXPECT_EQ(world.sns.published.size(), 1U);
        }
    );
    EXPECT_GT(orders, 100U);
}

TEST(Interleaving, M18_TwoScavengersPutADueTaskBackOnce) {
    const std::size_t orders =
        every_order(1, put_due, {scavenger, scavenger}, [](TestWorld& world) {
            EXPECT_EQ(places_of_the_task(world), 1U);
            EXPECT_EQ(number_of(world.task("a"), "attempts"), 1);
            EXPECT_EQ(number_of(world.task("a"), "greenfield"), 999);
        });
    EXPECT_GT(orders, 100U);
}

TEST(Interleaving, M18_ACompletionIsNeverLostToAScavenger) {
    for (const auto& fill :
         {std::function<void(TestWorld&)>{put_due},
          std::function<void(TestWorld&)>{[](TestWorld& world) { put_expired(world, 1); }}}) {
        const std::size_t orders = every_order(1, fill, {scavenger, worker}, [](TestWorld& world) {
            EXPECT_EQ(places_of_the_task(world), 1U);
            world.scavenge();
            EXPECT_THAT(world.ids_in_closed(), ElementsAre("a"));
            EXPECT_TRUE(world.closed("a").contains("completed_at"));
        });
        EXPECT_GT(orders, 5U);
    }
}

TEST(Interleaving, M20_ALateReportAScavengerAndAnOrchestratorEndWithOneCompletedTask) {
    const std::size_t orders = every_order(
        1,
        [](TestWorld& world) {
            world.put("sosw_tasks", world.task_item("a", {{"attempts", number(1)}}));
        },
        {worker, scavenger, orchestrator},
        [](TestWorld& world) {
            EXPECT_EQ(places_of_the_task(world), 1U);
            EXPECT_LE(world.lambda.invocations.size(), 1U);
            world.scavenge();
            EXPECT_THAT(world.ids_in_closed(), ElementsAre("a"));
            EXPECT_TRUE(world.closed("a").contains("completed_at"));
        }
    );
    EXPECT_GT(orders, 50U);
}

}  // namespace
}  // namespace sosw
