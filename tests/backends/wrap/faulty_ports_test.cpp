#include "backends/wrap/faulty_ports.hpp"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_sns.hpp"
#include "backends/wrap/skewed_clock.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_dynamo_db.hpp"
#include "tests/support/recording_lambda.hpp"

namespace sosw {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// Gives every call the same fate, and notes what it was asked about.
class OneFate final : public FaultInjector {
public:
    CallFate fate_of(const PortCall& call) override {
        asked.push_back(
            std::string{to_string(call.service)} + "." + std::string{call.operation} + " " +
            std::string{call.resource}
        );
        return fate;
    }

    CallFate fate{};
    std::vector<std::string> asked{};
};

class FaultyTables : public ::testing::Test {
protected:
    FaultyTables() {
        const auto created = tables.create_table(
            {.table_name = "tasks",
             .attribute_definitions = {{.attribute_name = "id"}},
             .key_schema = {.hash = "id"}}
        );
        EXPECT_TRUE(created);
    }

    Result<PutItemOutput> put(const std::string& id) {
        return faulty.put_item({.table_name = "tasks", .item = {{"id", id}}});
    }
    bool has(const std::string& id) {
        return tables.get_item({.table_name = "tasks", .key = {{"id", id}}})->item.has_value();
    }

    test::ManualClock clock;
    test::MemoryDynamoDb tables{clock};
    OneFate faults;
    FaultyDynamoDb faulty{clock, tables, faults};
};

TEST_F(FaultyTables, WithoutAFaultTheAnswerIsThatOfThePort) {
    EXPECT_TRUE(put("a"));
    EXPECT_TRUE(has("a"));
    EXPECT_EQ(faults.asked, std::vector<std::string>{"dynamodb.put_item tasks"});
}

TEST_F(FaultyTables, ARefusedCallNeverTakesEffect) {
    faults.fate.refusal = unavailable(PortService::DynamoDb);
    const auto answer = put("a");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Unavailable);
    EXPECT_FALSE(has("a"));
}

TEST_F(FaultyTables, ALostReplyIsOneOfACallThatTookEffect) {
    faults.fate.reply_lost = true;
    const auto answer = put("a");
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_TRUE(has("a"));
}

TEST_F(FaultyTables, ACrashBeforeTheCallLeavesNothing) {
    faults.fate.crash = CallerCrash::Before;
    EXPECT_THROW(static_cast<void>(put("a")), CallerCrashed);
    EXPECT_FALSE(has("a"));
}

TEST_F(FaultyTables, ACrashAfterTheCallLeavesItsEffect) {
    faults.fate.crash = CallerCrash::After;
    EXPECT_THROW(static_cast<void>(put("a")), CallerCrashed);
    EXPECT_TRUE(has("a"));
}

TEST_F(FaultyTables, ADelayPassesBeforeTheCall) {
    faults.fate.delay = seconds{7};
    EXPECT_TRUE(put("a"));
    EXPECT_EQ(clock.slept(), seconds{7});
}

TEST_F(FaultyTables, APartialBatchGivesBackWhatItDidNotWrite) {
    faults.fate.partial = true;
    std::vector<WriteRequest> requests;
    for (const char* id : {"a", "b", "c"}) {
        requests.emplace_back(PutRequest{.item = {{"id", id}}});
    }
    const auto answer = faulty.batch_write_item({.request_items = {{"tasks", requests}}});
    ASSERT_TRUE(answer);
    EXPECT_TRUE(has("a"));
    EXPECT_FALSE(has("b"));
    ASSERT_EQ(answer->unprocessed_items.size(), 1U);
    EXPECT_EQ(answer->unprocessed_items.front().second.size(), 2U);
}

TEST_F(FaultyTables, APartialBatchGivesBackTheKeysThatItDidNotRead) {
    EXPECT_TRUE(put("a") && put("b"));
    faults.fate.partial = true;
    const auto answer = faulty.batch_get_item(
        {.request_items = {{"tasks", {.keys = {{{"id", "a"}}, {{"id", "b"}}}}}}}
    );
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->responses.front().second.size(), 1U);
    EXPECT_EQ(answer->unprocessed_keys.front().second.keys, (std::vector<Item>{{{"id", "b"}}}));
}

TEST_F(FaultyTables, APartialTransactionMeetsAConflictAndChangesNothing) {
    faults.fate.partial = true;
    const auto answer = faulty.transact_write_items(
        {.transact_items = {PutItemInput{.table_name = "tasks", .item = {{"id", "a"}}}}}
    );
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::ConditionFailed);
    const auto* cancelled = answer.error().detail<TransactionCanceled>();
    ASSERT_NE(cancelled, nullptr);
    EXPECT_EQ(cancelled->reasons.front().code, "TransactionConflict");
    EXPECT_FALSE(has("a"));
}

class FaultyMetrics : public ::testing::Test {
protected:
    void report(double value) {
        ASSERT_TRUE(cloud_watch.put_metric_data(
            {.metric_namespace = "N", .metric_data = {{.metric_name = "cpu", .value = value}}}
        ));
    }
    std::vector<Datapoint> ask() {
        return faulty
            .get_metric_statistics(
                {.metric_namespace = "N",
                 .metric_name = "cpu",
                 .start_time = clock.now() - minutes{5},
                 .end_time = clock.now() + minutes{1},
                 .period = minutes{5},
                 .statistics = {"Average"}}
            )
            ->datapoints;
    }

    test::ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteCloudWatch cloud_watch{database, clock};
    OneFate faults;
    FaultyCloudWatch faulty{clock, cloud_watch, faults};
};

TEST_F(FaultyMetrics, ASilentMetricHasNoDatapoints) {
    report(5);
    faults.fate.silent = true;
    EXPECT_TRUE(ask().empty());
    EXPECT_EQ(faults.asked.front(), "cloudwatch.get_metric_statistics cpu");
}

TEST_F(FaultyMetrics, AStaleAnswerIsThatOfEarlier) {
    report(5);
    clock.advance(minutes{20});
    report(9);
    faults.fate.stale = minutes{20};
    ASSERT_EQ(ask().size(), 1U);
    EXPECT_EQ(ask().front().average, 5);
}

TEST(FaultyLambda, AThrottledInvokeSaysWhichLimitRefused) {
    test::ManualClock clock;
    test::RecordingLambda lambda;
    OneFate faults;
    FaultyLambda faulty{clock, lambda, faults};
    faults.fate.refusal = throttled(PortService::Lambda);
    const auto answer = faulty.invoke({.function_name = "f"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Throttled);
    ASSERT_NE(answer.error().detail<InvokeThrottled>(), nullptr);
    EXPECT_EQ(answer.error().detail<InvokeThrottled>()->reason, "CallerRateLimitExceeded");
    EXPECT_EQ(lambda.invoke_calls, 0);
}

TEST(FaultySns, AMessageWhoseReplyWasLostIsPublished) {
    test::ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteSns sns{database, clock, Random{1}};
    OneFate faults;
    FaultySns faulty{clock, sns, faults};
    faults.fate.reply_lost = true;
    const auto answer = faulty.publish(
        {.topic_arn = "arn:aws:sns:us-west-2:000000000000:sosw_info", .message = "dead"}
    );
    EXPECT_EQ(answer.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(sns.published().size(), 1U);
}

TEST(SkewedClock, IsAheadOrBehindAndSleepsAsLong) {
    test::ManualClock clock;
    SkewedClock skewed{clock, -seconds{3}};
    EXPECT_EQ(skewed.now(), clock.now() - seconds{3});
    const Timestamp before = clock.now();
    skewed.sleep_for(seconds{5});
    EXPECT_EQ(clock.now() - before, seconds{5});
}

}  // namespace
}  // namespace sosw
