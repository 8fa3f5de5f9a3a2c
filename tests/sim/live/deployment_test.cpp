#include "sim/live/deployment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "sim/live/execution_entry.hpp"
#include "tests/sim/live/memory_functions.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_dynamo_db.hpp"

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Cannot delete a table at first, as AWS while it makes one.
class BusyDynamoDb final : public ForwardingDynamoDb {
public:
    using ForwardingDynamoDb::ForwardingDynamoDb;

    Result<TableDescription> delete_table(const std::string& table_name) override {
        if (busy > 0) {
            --busy;
            return fail(ErrorCode::InvalidRequest, "ResourceInUseException", "being created");
        }
        return next().delete_table(table_name);
    }

    int busy = 0;
};

class DeploymentTest : public testing::Test {
protected:
    DeploymentPlan plan() const {
        StandInFunction worker{.create = {.function_name = "my-worker"}};
        worker.reserved_concurrency = 3;
        worker.events.maximum_retry_attempts = 1;
        return {
            .tables = {executions_table("my-tasks"), executions_table("my-executions")},
            .functions = {worker}};
    }
    std::vector<std::string> tables() { return memory_.list_tables().value(); }

    test::ManualClock clock_;
    test::MemoryDynamoDb memory_{clock_};
    BusyDynamoDb dynamo_db_{memory_};
    test::MemoryFunctions functions_;
    Deployment deployment_{clock_, dynamo_db_, functions_};
};

TEST_F(DeploymentTest, EverythingIsThereWhenItReturnsAndGoneWhenItIsRemoved) {
    ASSERT_TRUE(deployment_.create(plan(), {}));
    EXPECT_THAT(tables(), ElementsAre("my-executions", "my-tasks"));
    EXPECT_EQ(functions_.concurrency.at("my-worker"), 3);
    EXPECT_EQ(functions_.events.at("my-worker").maximum_retry_attempts, 1);
    EXPECT_THAT(deployment_.remove(), IsEmpty());
    EXPECT_TRUE(deployment_.is_empty());
    EXPECT_THAT(tables(), IsEmpty());
    EXPECT_THAT(functions_.functions, IsEmpty());
}

TEST_F(DeploymentTest, WhatWasThereBeforeIsAFailureAndStays) {
    functions_.functions["my-worker"] = {};
    const auto created = deployment_.create(plan(), {});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().name, "ResourceConflictException");
    EXPECT_THAT(deployment_.remove(), IsEmpty());
    EXPECT_THAT(tables(), IsEmpty()) << "the tables were made before";
    EXPECT_EQ(functions_.functions.count("my-worker"), 1U);
}

TEST_F(DeploymentTest, WhatMayHaveBeenMadeIsRemovedToo) {
    functions_.lost.insert("my-worker");
    ASSERT_TRUE(deployment_.create(plan(), {}));
    EXPECT_THAT(deployment_.remove(), IsEmpty());
    EXPECT_THAT(functions_.functions, IsEmpty());
}

TEST_F(DeploymentTest, AFunctionThatFailsToStartIsToldOf) {
    functions_.state_when_ready = "Failed";
    const auto created = deployment_.create(plan(), {});
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().name, "FunctionFailed");
}

TEST_F(DeploymentTest, WhatCannotBeRemovedIsToldOfAndTriedAgain) {
    ASSERT_TRUE(deployment_.create(plan(), {}));
    functions_.kept.insert("my-worker");
    const std::vector<Leftover> leftovers = deployment_.remove();
    ASSERT_EQ(leftovers.size(), 1U);
    EXPECT_EQ(leftovers.front().name, "my-worker");
    EXPECT_EQ(leftovers.front().kind, DeployedKind::Function);
    EXPECT_THAT(tables(), IsEmpty()) << "the rest goes all the same";
    functions_.kept.clear();
    EXPECT_THAT(deployment_.remove(), IsEmpty());
    EXPECT_THAT(functions_.functions, IsEmpty());
}

TEST_F(DeploymentTest, StoppingEndsTheWaiting) {
    std::stop_source stop;
    stop.request_stop();
    const auto created = deployment_.create(plan(), stop.get_token());
    ASSERT_FALSE(created);
    EXPECT_EQ(created.error().name, "Interrupted");
    EXPECT_THAT(deployment_.remove(), IsEmpty());
    EXPECT_THAT(tables(), IsEmpty());
}

TEST_F(DeploymentTest, ATableThatIsBusyIsDeletedWhenItIsNot) {
    ASSERT_TRUE(deployment_.create(plan(), {}));
    dynamo_db_.busy = 2;
    EXPECT_THAT(deployment_.remove(), IsEmpty());
    EXPECT_THAT(tables(), IsEmpty());
}

TEST(Deployment, TheEndOfTheObjectRemovesEverything) {
    test::ManualClock clock;
    test::MemoryDynamoDb dynamo_db{clock};
    test::MemoryFunctions functions;
    {
        Deployment deployment{clock, dynamo_db, functions};
        ASSERT_TRUE(deployment.create({.tables = {executions_table("my-tasks")}}, {}));
    }
    EXPECT_THAT(dynamo_db.list_tables().value(), IsEmpty());
}

}  // namespace
}  // namespace sosw::sim
