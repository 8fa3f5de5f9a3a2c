#include "core/essentials/scheduler/siblings_manager.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_events.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_lambda.hpp"

namespace sosw {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::string kScheduler = "arn:aws:lambda:us-west-2:000000000000:function:sosw_scheduler";

class SiblingsManagerTest : public testing::Test {
protected:
    SiblingsManagerTest() { lambda_.set_function(kScheduler, std::chrono::minutes{15}); }

    void add_rule(const std::string& name, RuleState state, const std::string& target) {
        ASSERT_TRUE(
            events_.put_rule({.name = name, .schedule_expression = "rate(1 hour)", .state = state})
        );
        ASSERT_TRUE(events_.put_targets(name, {{.id = "t", .arn = target}}));
    }

    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteEvents events_{database_, clock_, Random{7}};
    test::RecordingLambda lambda_;
    SiblingsManager siblings_{events_, lambda_, kScheduler};
};

TEST_F(SiblingsManagerTest, AnEnabledRuleOfTheFunctionLetsItStartItself) {
    add_rule("off", RuleState::Disabled, kScheduler);
    add_rule("on", RuleState::Enabled, kScheduler);
    EXPECT_EQ(siblings_.any_events_rules_enabled(), true);
    EXPECT_EQ(siblings_.spawn_sibling({{"file_name", "tasks_queue_r1.txt"}}), true);
    ASSERT_THAT(lambda_.invocations, SizeIs(1));
    EXPECT_EQ(lambda_.invocations[0].function_name, kScheduler);
    EXPECT_EQ(lambda_.invocations[0].invocation_type, InvocationType::Event);
    EXPECT_EQ(lambda_.invocations[0].payload, R"({"file_name": "tasks_queue_r1.txt"})");
}

TEST_F(SiblingsManagerTest, WithoutOneNothingIsStarted) {
    EXPECT_EQ(siblings_.spawn_sibling({}), false) << "there is no rule at all";
    add_rule("off", RuleState::Disabled, kScheduler);
    add_rule("other", RuleState::Enabled, kScheduler + "_2");
    EXPECT_EQ(siblings_.spawn_sibling({}), false);
    ASSERT_TRUE(events_.set_state("off", RuleState::Enabled));
    EXPECT_EQ(siblings_.spawn_sibling({}), true);
    ASSERT_TRUE(events_.set_state("off", RuleState::Disabled));
    EXPECT_EQ(siblings_.spawn_sibling({}), false);
    EXPECT_THAT(lambda_.invocations, SizeIs(1));
}

TEST_F(SiblingsManagerTest, ARefusedInvocationIsToldOf) {
    add_rule("on", RuleState::Enabled, kScheduler);
    lambda_.fail_next(kScheduler, 1);
    EXPECT_EQ(siblings_.spawn_sibling({}).error().code, ErrorCode::Throttled);
    EXPECT_THAT(lambda_.invocations, IsEmpty());
}

}  // namespace
}  // namespace sosw
