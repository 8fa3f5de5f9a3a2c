#include "backends/wrap/metering.hpp"

#include <cmath>
#include <map>
#include <span>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "backends/sqlite/capacity_observer.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/random.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

/// Half units by table or `table/index`, and access.
using Account = std::map<std::pair<std::string, bool>, std::int64_t>;

void add(Account& account, std::string what, bool writes, double units) {
    if (units > 0) {
        account[{std::move(what), writes}] += std::llround(units * 2);
    }
}

/// What the meter heard; the local index counts with its table.
class HeardByTheMeter final : public DynamoDbMeter {
public:
    void consumed(Access access, const ConsumedCapacity& capacity) override {
        const bool writes = access == Access::Write;
        add(account, capacity.table_name, writes, capacity.table_units);
        for (const auto& [index, units] : capacity.index_units) {
            const bool local = index == "by_weight";
            add(account, capacity.table_name + (local ? "" : "/" + index), writes, units);
        }
    }
    void throttled(Access, std::string_view, const std::string&, const std::string&) override {}

    Account account;
};

class TakenOfTheTables final : public sqlite::CapacityObserver {
public:
    void took(
        const std::string& table,
        sqlite::CapacityOperation operation,
        std::span<const sqlite::CapacityUse> uses
    ) override {
        for (const sqlite::CapacityUse& use : uses) {
            const std::string index =
                use.index.empty() ? std::string{} : "/" + std::string{use.index};
            add(account, table + index, operation == sqlite::CapacityOperation::Write, use.units);
        }
    }

    Account account;
};

class Metering : public testing::Test {
protected:
    Metering() {
        EXPECT_EQ(outcome(tables_.create_table(items_definition())), "success");
        EXPECT_EQ(outcome(tables_.create_table(events_definition())), "success");
        tables_.set_capacity_observer(&taken_);
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
    TakenOfTheTables taken_;
    HeardByTheMeter heard_;
    MeteringDynamoDb metered_{tables_, heard_};
};

Item random_key(Random& random) { return {{"id", "i" + std::to_string(random.below(12))}}; }

/// Of up to six kilobytes, in one of the indexes or in none.
Item random_item(Random& random) {
    Item item = random_key(random);
    item.set("text", std::string(random.below(3) == 0 ? random.below(6000) : 10, 'x'));
    if (random.chance(0.7)) {
        item.set("owner", "o" + std::to_string(random.below(3)));
        item.set("rank", n(static_cast<int>(random.below(9))));
    }
    return item;
}

Item random_event(Random& random) {
    return {
        {"lane", "l" + std::to_string(random.below(3))},
        {"tick", n(static_cast<int>(random.below(9)))},
        {"weight", n(static_cast<int>(random.below(9)))},
        {"text", std::string(random.below(3000), 'x')}};
}

constexpr const char* kConditions[] = {"", "attribute_exists(id)", "attribute_not_exists(id)"};

void call_at_random(DynamoDb& db, Random& random) {
    const std::string condition = kConditions[random.below(3)];
    switch (random.below(8)) {
        case 0:
            (void)db.put_item(
                {.table_name = "items",
                 .item = random_item(random),
                 .condition_expression = condition}
            );
            break;
        case 1:
            (void)db.update_item(
                {.table_name = "items",
                 .key = random_key(random),
                 .update_expression = "SET colour = :c",
                 .condition_expression = condition,
                 .expression_attribute_values = {{":c", random.chance(0.5) ? "red" : "blue"}}}
            );
            break;
        case 2:
            (void)db.delete_item(
                {.table_name = "items",
                 .key = random_key(random),
                 .condition_expression = condition}
            );
            break;
        case 3:
            (void)db.transact_write_items(
                {.transact_items =
                     {DeleteItemInput{
                          .table_name = "items",
                          .key = random_key(random),
                          .condition_expression = condition},
                      PutItemInput{.table_name = "events", .item = random_event(random)}}}
            );
            break;
        case 4:
            (void)db.get_item(
                {.table_name = "items",
                 .key = random_key(random),
                 .consistent_read = random.chance(0.5)}
            );
            break;
        case 5:
            (void)db.query(
                {.table_name = "events",
                 .index_name = random.chance(0.5) ? "by_weight" : "",
                 .key_condition_expression = "lane = :l",
                 .expression_attribute_values = {{":l", "l1"}}}
            );
            break;
        case 6:
            (void)db.query(
                {.table_name = "items",
                 .index_name = random.chance(0.5) ? "by_owner" : "owners",
                 .key_condition_expression = "#o = :o",
                 .expression_attribute_names = {{"#o", "owner"}},
                 .expression_attribute_values = {{":o", "o1"}}}
            );
            break;
        default:
            (void)db.scan({.table_name = random.chance(0.5) ? "items" : "events"});
            break;
    }
}

TEST_F(Metering, HearsWhatTheTablesTake) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Random random{seed};
        for (int i = 0; i < 150; ++i) {
            call_at_random(metered_, random);
            ASSERT_EQ(heard_.account, taken_.account) << "seed " << seed << ", call " << i;
        }
    }
    EXPECT_GE(taken_.account.size(), 8U);
}

TransactWriteItemsInput refused_move(ReturnValuesOnConditionCheckFailure answer) {
    return {
        .transact_items = {
            DeleteItemInput{
                .table_name = "items",
                .key = {{"id", "a"}},
                .condition_expression = "colour = :c",
                .expression_attribute_values = {{":c", "red"}},
                .on_condition_check_failure = answer},
            PutItemInput{.table_name = "events", .item = {{"lane", "l"}, {"tick", n(1)}}}}};
}

bool tells_the_item(const Result<TransactWriteItemsOutput>& output) {
    const auto* cancelled = output.error().detail<TransactionCanceled>();
    return cancelled->reasons.front().item.has_value();
}

TEST_F(Metering, ACancelledTransactionTellsTheItemsThatItsCallerAskedFor) {
    using enum ReturnValuesOnConditionCheckFailure;
    ASSERT_TRUE(metered_.put_item({.table_name = "items", .item = {{"id", "a"}}}));
    EXPECT_FALSE(tells_the_item(metered_.transact_write_items(refused_move(None))));
    EXPECT_TRUE(tells_the_item(metered_.transact_write_items(refused_move(AllOld))));
}

}  // namespace
}  // namespace sosw::test
