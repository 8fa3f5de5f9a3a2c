#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/ports/throttling.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

// Tables with limits: who is refused, with which reason, and that a refused call changed nothing.

namespace sosw::test {
namespace {

using sqlite::CapacityOperation;
using sqlite::CapacityReport;
using sqlite::TableLimits;
using std::chrono::seconds;
using Reasons = std::vector<std::string>;

TableLimits provisioned(double read, double write) {
    return {
        .billing_mode = BillingMode::Provisioned,
        .table = {.read = read, .write = write},
        .burst = seconds{0}};
}

template <typename T>
Reasons reasons(const Result<T>& result) {
    Reasons found;
    if (!result) {
        if (const auto* throttled = result.error().template detail<RequestThrottled>()) {
            for (const ThrottlingReason& reason : throttled->reasons) {
                found.push_back(reason.reason);
            }
        }
    }
    return found;
}

class DynamoThrottling : public testing::Test {
protected:
    DynamoThrottling() {
        EXPECT_EQ(outcome(db_.create_table(items_definition())), "success");
        EXPECT_EQ(outcome(db_.create_table(events_definition())), "success");
    }
    void limit(const TableLimits& limits) {
        EXPECT_EQ(outcome(db_.set_limits("items", limits)), "success");
    }
    void lift_limits() { limit({.partition_limits = false}); }
    Result<PutItemOutput> put(Item item) {
        return db_.put_item({.table_name = "items", .item = std::move(item)});
    }
    Result<PutItemOutput> put(const std::string& id) { return put(Item{{"id", id}}); }
    static Item owned(const std::string& id) {
        return {{"id", id}, {"owner", "o"}, {"rank", n(1)}};
    }
    Result<GetItemOutput> get(const std::string& id) {
        return db_.get_item({.table_name = "items", .key = {{"id", id}}, .consistent_read = true});
    }
    Result<UpdateItemOutput> set_x(const std::string& id, int value) {
        return db_.update_item(
            {.table_name = "items",
             .key = {{"id", id}},
             .update_expression = "SET x = :x",
             .expression_attribute_values = {{":x", n(value)}}}
        );
    }
    /// The whole table, of whatever limits.
    std::vector<Item> contents() {
        lift_limits();
        return db_.scan({.table_name = "items"})->items;
    }
    void pass(Duration duration) { clock_.advance(duration); }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb db_{database_, clock_};
};

TEST_F(DynamoThrottling, ATableWithoutLimitsTakesWhatComes) {
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(outcome(put(std::to_string(i))), "success");
    }
    EXPECT_TRUE(db_.take_capacity_report().empty());
}

TEST_F(DynamoThrottling, APutBeyondTheProvisionedUnitsIsRefusedWithItsReason) {
    limit(provisioned(10, 2));
    ASSERT_TRUE(put("a") && put("b"));
    const auto refused = put("c");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Throttled);
    EXPECT_EQ(refused.error().name, "ProvisionedThroughputExceededException");
    EXPECT_EQ(reasons(refused), Reasons{"TableWriteProvisionedThroughputExceeded"});
    EXPECT_EQ(contents().size(), 2);
}

TEST_F(DynamoThrottling, TheNextSecondServesAgain) {
    limit(provisioned(10, 1));
    ASSERT_TRUE(put("a"));
    ASSERT_FALSE(put("b"));
    pass(seconds{1});
    EXPECT_TRUE(put("b"));
}

TEST_F(DynamoThrottling, FiveMinutesOfUnusedCapacityAreABurst) {
    TableLimits limits = provisioned(10, 2);
    limits.burst = seconds{300};
    limit(limits);
    pass(seconds{1000});
    int written = 0;
    while (put(std::to_string(written))) {
        ++written;
    }
    EXPECT_EQ(written, 2 * 300 + 2);
}

TEST_F(DynamoThrottling, ARefusedUpdateChangesNothing) {
    ASSERT_TRUE(set_x("a", 1));
    limit(provisioned(10, 1));
    ASSERT_TRUE(put("b"));
    EXPECT_EQ(reasons(set_x("a", 2)), Reasons{"TableWriteProvisionedThroughputExceeded"});
    EXPECT_EQ(contents().front().find("x")->as_int64(), 1);
}

TEST_F(DynamoThrottling, ARefusedDeleteChangesNothing) {
    ASSERT_TRUE(put("a"));
    limit(provisioned(10, 1));
    ASSERT_TRUE(put("b"));
    EXPECT_FALSE(db_.delete_item({.table_name = "items", .key = {{"id", "a"}}}));
    EXPECT_EQ(contents().size(), 2);
}

TEST_F(DynamoThrottling, AnIndexWithoutCapacityThrottlesTheTablesWrites) {
    TableLimits limits = provisioned(100, 100);
    limits.indexes = {{"by_owner", {.read = 100, .write = 1}}};
    limit(limits);
    ASSERT_TRUE(put(owned("a")));
    const auto refused = put(owned("b"));
    EXPECT_EQ(reasons(refused), Reasons{"IndexWriteProvisionedThroughputExceeded"});
    EXPECT_THAT(refused.error().message, testing::HasSubstr("table/items/index/by_owner]"));
    EXPECT_TRUE(put("c")) << "what is not in that index is not held up";
    EXPECT_EQ(contents().size(), 2);
}

TEST_F(DynamoThrottling, AnUpdateThatLeavesTheIndexAloneIsNotHeldUpByIt) {
    ASSERT_TRUE(put(owned("a")));
    TableLimits limits = provisioned(100, 100);
    limits.indexes = {{"owners", {.read = 100, .write = 1}}, {"by_owner", {}}};
    limit(limits);
    ASSERT_TRUE(put(owned("b")));
    EXPECT_TRUE(set_x("a", 1)) << "`owners` does not project x";
}

TEST_F(DynamoThrottling, AConditionThatFailsTakesCapacityToo) {
    ASSERT_TRUE(put("a"));
    limit(provisioned(10, 1));
    const PutItemInput input{
        .table_name = "items",
        .item = {{"id", "a"}},
        .condition_expression = "attribute_not_exists(id)"};
    EXPECT_EQ(db_.put_item(input).error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(db_.put_item(input).error().code, ErrorCode::Throttled);
}

TEST_F(DynamoThrottling, ReadsHaveUnitsOfTheirOwn) {
    limit(provisioned(1, 1));
    ASSERT_TRUE(put("a"));
    EXPECT_TRUE(get("a"));
    EXPECT_EQ(reasons(get("a")), Reasons{"TableReadProvisionedThroughputExceeded"});
}

TEST_F(DynamoThrottling, AnEventuallyConsistentReadTakesHalf) {
    limit(provisioned(1, 1));
    const GetItemInput input{.table_name = "items", .key = {{"id", "a"}}};
    EXPECT_TRUE(db_.get_item(input));
    EXPECT_TRUE(db_.get_item(input));
    EXPECT_FALSE(db_.get_item(input));
}

TEST_F(DynamoThrottling, AQueryOfAnIndexTakesOfTheIndex) {
    ASSERT_TRUE(put(owned("a")));
    TableLimits limits = provisioned(1, 1);
    limits.indexes = {{"by_owner", {.read = 1, .write = 1}}};
    limit(limits);
    const QueryInput input{
        .table_name = "items",
        .index_name = "by_owner",
        .key_condition_expression = "#o = :o",
        .expression_attribute_names = {{"#o", "owner"}},
        .expression_attribute_values = {{":o", "o"}}};
    EXPECT_TRUE(db_.query(input));
    EXPECT_TRUE(db_.query(input));
    EXPECT_EQ(reasons(db_.query(input)), Reasons{"IndexReadProvisionedThroughputExceeded"});
    EXPECT_TRUE(get("a")) << "the table's own capacity is untouched";
}

TEST_F(DynamoThrottling, AScanIsChargedByWhatItReads) {
    for (int i = 0; i < 10; ++i) {
        ASSERT_TRUE(put({{"id", std::to_string(i)}, {"x", std::string(8000, 'x')}}));
    }
    limit(provisioned(5, 1));
    ASSERT_TRUE(db_.scan({.table_name = "items"}));
    EXPECT_FALSE(get("0")) << "80 KB are 10 units: two seconds of 5";
    pass(seconds{1});
    EXPECT_FALSE(get("0"));
    pass(seconds{1});
    EXPECT_TRUE(get("0"));
}

TEST_F(DynamoThrottling, ALocalIndexTakesOfTheTable) {
    ASSERT_EQ(outcome(db_.set_limits("events", provisioned(10, 3))), "success");
    const auto put_event = [&](int tick) {
        return db_.put_item(
            {.table_name = "events", .item = {{"lane", "l"}, {"tick", n(tick)}, {"weight", n(1)}}}
        );
    };
    EXPECT_TRUE(put_event(1));
    EXPECT_TRUE(put_event(2));
    EXPECT_EQ(reasons(put_event(3)), Reasons{"TableWriteProvisionedThroughputExceeded"});
}

TEST_F(DynamoThrottling, OneKeyCannotExceedAPartition) {
    limit(provisioned(40'000, 40'000));
    const Item heavy{{"id", "hot"}, {"x", std::string(100'000, 'x')}};
    for (int i = 0; i < 11; ++i) {
        ASSERT_TRUE(put(heavy)) << i;  // 98 units each
    }
    EXPECT_EQ(reasons(put(heavy)), Reasons{"TableWriteKeyRangeThroughputExceeded"});
    EXPECT_TRUE(put("cold"));
}

TEST_F(DynamoThrottling, WithoutPartitionLimitsAHotKeyMayUseTheWholeTable) {
    TableLimits limits = provisioned(40'000, 40'000);
    limits.partition_limits = false;
    limit(limits);
    const Item heavy{{"id", "hot"}, {"x", std::string(100'000, 'x')}};
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(put(heavy)) << i;
    }
}

TEST_F(DynamoThrottling, AHotKeyOfAnIndexThrottlesTheTable) {
    limit(provisioned(40'000, 40'000));
    const std::string large(100'000, 'x');
    int written = 0;
    Result<PutItemOutput> last = put("first");
    while (last) {
        Item item = owned(std::to_string(written++));
        item.set("x", large);
        last = put(std::move(item));
    }
    EXPECT_EQ(reasons(last), Reasons{"IndexWriteKeyRangeThroughputExceeded"});
    EXPECT_EQ(written, 12);
}

TransactWriteItemsInput put_both(const std::string& first, const std::string& second) {
    return {
        .transact_items = {
            PutItemInput{.table_name = "items", .item = {{"id", first}}},
            PutItemInput{.table_name = "items", .item = {{"id", second}}}}};
}

TEST_F(DynamoThrottling, ATransactionTakesTwiceAsMuch) {
    limit(provisioned(10, 4));
    ASSERT_TRUE(db_.transact_write_items(put_both("a", "b")));
    EXPECT_FALSE(put("c"));
}

TEST_F(DynamoThrottling, ARefusedTransactionChangesNothingAndSaysWhy) {
    limit(provisioned(10, 1));
    ASSERT_TRUE(put("a"));
    const auto refused = db_.transact_write_items(put_both("b", "c"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Throttled);
    EXPECT_EQ(refused.error().name, "TransactionCanceledException");
    const auto* cancelled = refused.error().detail<TransactionCanceled>();
    ASSERT_NE(cancelled, nullptr);
    EXPECT_EQ(cancelled->reasons.at(1).code, "ProvisionedThroughputExceeded");
    EXPECT_EQ(contents().size(), 1);
}

TEST_F(DynamoThrottling, ATransactionOverTwoTablesIsAllOrNothing) {
    ASSERT_EQ(outcome(db_.set_limits("events", provisioned(10, 1))), "success");
    ASSERT_TRUE(db_.put_item({.table_name = "events", .item = {{"lane", "l"}, {"tick", n(1)}}}));
    limit(provisioned(10, 2));
    const auto refused = db_.transact_write_items(
        {.transact_items =
             {PutItemInput{.table_name = "items", .item = {{"id", "a"}}},
              PutItemInput{.table_name = "events", .item = {{"lane", "l"}, {"tick", n(2)}}}}}
    );
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail<TransactionCanceled>()->reasons.at(0).code, "None");
    EXPECT_TRUE(put("b") && put("c")) << "the first table's capacity was not taken";
    EXPECT_EQ(contents().size(), 2);
}

TEST_F(DynamoThrottling, ATransactionalReadIsAllOrNothing) {
    limit(provisioned(1, 1));
    const TransactGetItemsInput both{
        .transact_items = {
            {.table_name = "items", .key = {{"id", "a"}}},
            {.table_name = "items", .key = {{"id", "b"}}}}};
    EXPECT_TRUE(db_.transact_get_items(both)) << "4 units, of which 3 are owed";
    pass(seconds{3});
    EXPECT_EQ(db_.transact_get_items(both).error().code, ErrorCode::Throttled);
    pass(seconds{1});
    EXPECT_TRUE(db_.transact_get_items(both));
}

BatchWriteItemInput put_all(const std::vector<std::string>& ids) {
    BatchWriteItemInput input;
    auto& requests = input.request_items.emplace_back("items", std::vector<WriteRequest>{}).second;
    for (const std::string& id : ids) {
        requests.emplace_back(PutRequest{.item = {{"id", id}}});
    }
    return input;
}

TEST_F(DynamoThrottling, ABatchAnswersWithWhatItCouldNotWrite) {
    limit(provisioned(10, 2));
    const auto written = db_.batch_write_item(put_all({"a", "b", "c", "d"}));
    ASSERT_TRUE(written);
    ASSERT_EQ(written->unprocessed_items.size(), 1);
    const std::vector<WriteRequest>& left = written->unprocessed_items.front().second;
    ASSERT_EQ(left.size(), 2);
    EXPECT_EQ(std::get<PutRequest>(left.front()).item.find("id")->as_string(), "c");
    EXPECT_EQ(contents().size(), 2);
}

TEST_F(DynamoThrottling, ABatchOfWhichNothingCouldBeWrittenFails) {
    limit(provisioned(10, 1));
    ASSERT_TRUE(put("a"));
    EXPECT_EQ(
        db_.batch_write_item(put_all({"b", "c"})).error().name,
        "ProvisionedThroughputExceededException"
    );
    EXPECT_EQ(contents().size(), 1);
}

TEST_F(DynamoThrottling, ABatchAnswersWithWhatItCouldNotRead) {
    ASSERT_TRUE(put("a") && put("b"));
    limit(provisioned(1, 1));
    const BatchGetItemInput input{
        .request_items = {
            {"items", {.keys = {{{"id", "a"}}, {{"id", "b"}}}, .consistent_read = true}}}};
    const auto read = db_.batch_get_item(input);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->responses.front().second.size(), 1);
    EXPECT_EQ(read->unprocessed_keys.front().second.keys.size(), 1);
    EXPECT_EQ(db_.batch_get_item(input).error().code, ErrorCode::Throttled);
}

TEST_F(DynamoThrottling, AnOnDemandTableHasItsMaximum) {
    limit({.table = {.read = 100, .write = 1}});
    ASSERT_TRUE(put("a"));
    const auto refused = put("b");
    EXPECT_EQ(refused.error().name, "ThrottlingException");
    EXPECT_EQ(reasons(refused), Reasons{"TableWriteMaxOnDemandThroughputExceeded"});
}

TEST_F(DynamoThrottling, ANewOnDemandTableTakesFourThousandWritesPerSecond) {
    limit({});
    const std::string large(399 * 1024, 'x');
    int written = 0;
    Result<PutItemOutput> last = put("first");
    while (last) {
        last = put({{"id", std::to_string(written++)}, {"x", large}});
    }
    EXPECT_EQ(reasons(last), Reasons{"TableWriteKeyRangeThroughputExceeded"});
    EXPECT_EQ(written, 11) << "400 units each";
}

TEST_F(DynamoThrottling, TheReportCountsWhatWasTakenAndRefused) {
    TableLimits limits = provisioned(100, 100);
    limits.indexes = {{"by_owner", {.read = 100, .write = 1}}};
    limit(limits);
    ASSERT_TRUE(put(owned("a")));
    ASSERT_FALSE(put(owned("b")));
    const std::vector<CapacityReport> reports = db_.take_capacity_report();
    const auto found = std::ranges::find(reports, "by_owner", &CapacityReport::index_name);
    ASSERT_NE(found, reports.end());
    EXPECT_EQ(found->operation, CapacityOperation::Write);
    EXPECT_EQ(found->consumed, 1);
    EXPECT_EQ(found->units_per_second, 1);
    ASSERT_EQ(found->throttled.size(), 1);
    EXPECT_EQ(found->throttled.front().first, "IndexWriteProvisionedThroughputExceeded");
    EXPECT_EQ(found->throttled.front().second, 1);
    EXPECT_TRUE(db_.take_capacity_report().empty()) << "each report tells what is new";
}

}  // namespace
}  // namespace sosw::test
