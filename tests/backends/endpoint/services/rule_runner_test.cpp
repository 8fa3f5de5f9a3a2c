#include "backends/endpoint/services/rule_runner.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_lambda.hpp"

namespace sosw::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const std::string kFunction = "arn:aws:lambda:us-west-2:000000000000:function:worker";

class RuleRunnerTest : public testing::Test {
protected:
    void SetUp() override { lambda_.set_function(kFunction, minutes{1}); }
    void schedule(const std::string& target_arn) {
        ASSERT_TRUE(events_.put_rule({.name = "r", .schedule_expression = "rate(1 minute)"}));
        ASSERT_TRUE(
            events_.put_targets("r", {{.id = "t", .arn = target_arn, .input = R"({"job":1})"}})
        );
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteEvents events_{database_, clock_, Random{1}};
    RecordingLambda lambda_;
    endpoint::RuleRunner runner_{events_, lambda_};
};

TEST_F(RuleRunnerTest, InvokesTheFunctionWhenTheRulesTimeHasCome) {
    schedule(kFunction);
    EXPECT_EQ(runner_.next_due(), clock_.now() + minutes{1});
    runner_.run_due();
    EXPECT_TRUE(lambda_.invocations.empty()) << "too early";
    clock_.advance(minutes{1});
    runner_.run_due();
    ASSERT_EQ(lambda_.invocations.size(), 1U);
    EXPECT_EQ(lambda_.invocations[0].function_name, kFunction);
    EXPECT_EQ(lambda_.invocations[0].invocation_type, InvocationType::Event);
    EXPECT_EQ(lambda_.invocations[0].payload, R"({"job":1})");
    runner_.run_due();
    EXPECT_EQ(lambda_.invocations.size(), 1U) << "once";
    EXPECT_EQ(runner_.next_due(), clock_.now() + minutes{1});
}

TEST_F(RuleRunnerTest, InvokesForAnEventAtOnce) {
    ASSERT_TRUE(events_.put_rule({.name = "p", .event_pattern = R"({"source":["a"]})"}));
    ASSERT_TRUE(events_.put_targets("p", {{.id = "t", .arn = kFunction}}));
    ASSERT_TRUE(events_.put_events({{.source = "a", .detail_type = "b", .detail = "{}"}}));
    EXPECT_EQ(runner_.next_due(), clock_.now());
    runner_.run_due();
    EXPECT_EQ(lambda_.invocations.size(), 1U);
    EXPECT_FALSE(runner_.next_due());
}

TEST_F(RuleRunnerTest, AThrottledFunctionIsTriedAgain) {
    schedule(kFunction);
    lambda_.fail_next(kFunction, 1);
    clock_.advance(minutes{1});
    runner_.run_due();
    EXPECT_TRUE(lambda_.invocations.empty());
    EXPECT_EQ(runner_.next_due(), clock_.now() + seconds{1});
    clock_.advance(seconds{1});
    runner_.run_due();
    EXPECT_EQ(lambda_.invocations.size(), 1U);
}

TEST_F(RuleRunnerTest, WhatCannotBeInvokedIsGivenUp) {
    schedule("arn:aws:sqs:us-west-2:000000000000:queue");
    clock_.advance(minutes{1});
    runner_.run_due();
    EXPECT_EQ(lambda_.invoke_calls, 0);
    EXPECT_EQ(runner_.next_due(), clock_.now() + minutes{1});
}

}  // namespace
}  // namespace sosw::test
