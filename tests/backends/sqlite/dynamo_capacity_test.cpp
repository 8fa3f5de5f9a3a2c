#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

// What the emulation bills: the model bills nothing, so these are not in the contract.

namespace sosw::test {
namespace {

using Units = std::vector<std::pair<std::string, double>>;
constexpr auto kTotal = ReturnConsumedCapacity::Total;
constexpr auto kIndexes = ReturnConsumedCapacity::Indexes;

class DynamoCapacity : public testing::Test {
protected:
    DynamoCapacity() {
        EXPECT_EQ(outcome(db_.create_table(items_definition())), "success");
        EXPECT_EQ(outcome(db_.create_table(events_definition())), "success");
    }
    ConsumedCapacity put(const std::string& table, Item item) {
        return db_
            .put_item(
                {.table_name = table, .item = std::move(item), .return_consumed_capacity = kIndexes}
            )
            .value()
            .consumed_capacity.value();
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb db_{database_, clock_};
};

TEST_F(DynamoCapacity, AWriteTakesAUnitPerKilobyte) {
    EXPECT_EQ(put("items", {{"id", "a"}}).capacity_units, 1);
    EXPECT_EQ(put("items", {{"id", "a"}, {"x", std::string(1500, 'x')}}).capacity_units, 2);
    const ConsumedCapacity smaller = put("items", {{"id", "a"}});
    EXPECT_EQ(smaller.capacity_units, 2) << "the larger of old and new";
    EXPECT_EQ(smaller.write_capacity_units, 2);
    EXPECT_EQ(smaller.table_name, "items");
}

TEST_F(DynamoCapacity, AReadTakesHalfAUnitPerFourKilobytesUnlessItIsConsistent) {
    put("items", {{"id", "a"}, {"x", std::string(5000, 'x')}});
    GetItemInput get{
        .table_name = "items", .key = {{"id", "a"}}, .return_consumed_capacity = kTotal};
    EXPECT_EQ(db_.get_item(get)->consumed_capacity->capacity_units, 1);
    get.consistent_read = true;
    EXPECT_EQ(db_.get_item(get)->consumed_capacity->capacity_units, 2);
    get.key = {{"id", "missing"}};
    EXPECT_EQ(db_.get_item(get)->consumed_capacity->capacity_units, 1) << "at least one unit";
}

TEST_F(DynamoCapacity, AnIndexTakesItsShareWhereItChanges) {
    EXPECT_EQ(put("items", {{"id", "a"}}).index_units, Units{});
    const ConsumedCapacity entered =
        put("items", {{"id", "a"}, {"owner", "o"}, {"rank", AttributeValue::number(1)}});
    EXPECT_EQ(entered.index_units, (Units{{"by_owner", 1}, {"owners", 1}}));
    EXPECT_EQ(entered.capacity_units, 3);
    EXPECT_EQ(entered.table_units, 1);
    const ConsumedCapacity moved =
        put("items", {{"id", "a"}, {"owner", "o"}, {"rank", AttributeValue::number(2)}});
    EXPECT_EQ(moved.index_units, (Units{{"by_owner", 2}})) << "taken out and put in";
    const ConsumedCapacity left = put("items", {{"id", "a"}});
    EXPECT_EQ(left.index_units, (Units{{"by_owner", 1}, {"owners", 1}}));
}

TEST_F(DynamoCapacity, AQueryIsBilledForAllItExamined) {
    for (int i = 0; i < 5; ++i) {
        put("events",
            {{"lane", "s"}, {"tick", AttributeValue::number(i)}, {"x", std::string(2000, 'x')}});
    }
    const auto page = db_.query(
        {.table_name = "events",
         .key_condition_expression = "lane = :s",
         .filter_expression = "attribute_exists(missed)",
         .expression_attribute_values = {{":s", "s"}},
         .return_consumed_capacity = kTotal}
    );
    ASSERT_EQ(outcome(page), "success");
    EXPECT_EQ(page->count, 0);
    EXPECT_EQ(page->consumed_capacity->capacity_units, 1.5) << "10 KB together, not item by item";
}

TEST_F(DynamoCapacity, ATransactionTakesTwiceAsMuch) {
    const auto written = db_.transact_write_items(
        {.transact_items =
             {PutItemInput{.table_name = "items", .item = {{"id", "a"}}},
              PutItemInput{.table_name = "items", .item = {{"id", "b"}}}},
         .return_consumed_capacity = kTotal}
    );
    ASSERT_EQ(outcome(written), "success");
    ASSERT_EQ(written->consumed_capacity.size(), 1U);
    EXPECT_EQ(written->consumed_capacity.front().capacity_units, 4);
    const auto read = db_.transact_get_items(
        {.transact_items = {{.table_name = "items", .key = {{"id", "a"}}}},
         .return_consumed_capacity = kTotal}
    );
    EXPECT_EQ(read->consumed_capacity.front().capacity_units, 2);
}

}  // namespace
}  // namespace sosw::test
