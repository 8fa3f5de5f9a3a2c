#include "backends/sqlite/time_to_live.hpp"

#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/sqlite_table_administration.hpp"
#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;

class TimeToLiveTest : public testing::Test {
protected:
    TimeToLiveTest() {
        EXPECT_EQ(outcome(db_.create_table(items_definition())), "success");
        EXPECT_EQ(
            outcome(
                tables_.update_time_to_live("items", {.enabled = true, .attribute_name = "until"})
            ),
            "success"
        );
    }
    void put(const std::string& id, const AttributeValue& until) {
        const Item item{{"id", id}, {"owner", "o"}, {"rank", n(1)}, {"until", until}};
        EXPECT_EQ(outcome(db_.put_item({.table_name = "items", .item = item})), "success");
    }
    AttributeValue in(Duration duration) {
        return AttributeValue::number(epoch_seconds(clock_.now() + duration));
    }
    std::vector<std::string> ids() {
        std::vector<std::string> ids;
        const ScanOutput page = db_.scan({.table_name = "items"}).value();
        for (const Item& item : page.items) {
            ids.emplace_back(item.find("id")->as_string().value());
        }
        return ids;
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb db_{database_, clock_};
    sqlite::SqliteTableAdministration tables_{db_};
    sqlite::TimeToLiveSweeper sweeper_{db_};
};

TEST_F(TimeToLiveTest, AnExpiredItemIsThereUntilItIsSwept) {
    put("a", in(seconds{10}));
    clock_.advance(seconds{11});
    EXPECT_THAT(ids(), ElementsAre("a"));
    EXPECT_TRUE(sweeper_.sweep(100));
    EXPECT_TRUE(ids().empty());
    const auto owned = db_.scan({.table_name = "items", .index_name = "by_owner"});
    EXPECT_EQ(owned->count, 0) << "neither is it in an index";
}

TEST_F(TimeToLiveTest, OnlyNumbersOfThePastFiveYearsExpireAnItem) {
    put("future", in(seconds{5}));
    put("text", "1");
    put("ancient", in(-hours{24 * 366 * 5}));
    put("milliseconds", AttributeValue::number(epoch_microseconds(clock_.now()) / 1000));
    put("fraction", n("1700000000.5"));
    put("past", in(-seconds{5}));
    EXPECT_TRUE(sweeper_.sweep(100));
    EXPECT_THAT(ids(), testing::UnorderedElementsAre("future", "text", "ancient", "milliseconds"));
}

TEST_F(TimeToLiveTest, ASweepGoesOnWhereTheLastOneStopped) {
    for (int i = 0; i < 25; ++i) {
        put(std::to_string(i), in(-seconds{5}));
    }
    EXPECT_FALSE(sweeper_.sweep(10));
    EXPECT_EQ(ids().size(), 15U);
    EXPECT_FALSE(sweeper_.sweep(10));
    EXPECT_TRUE(sweeper_.sweep(10));
    EXPECT_TRUE(ids().empty());
}

TEST_F(TimeToLiveTest, WhatExpiresAfterASweepIsFoundByALaterOne) {
    put("a", in(seconds{10}));
    EXPECT_TRUE(sweeper_.sweep(100));
    clock_.advance(seconds{11});
    put("b", in(-seconds{1}));
    EXPECT_TRUE(sweeper_.sweep(100));
    EXPECT_TRUE(ids().empty());
}

TEST_F(TimeToLiveTest, NothingExpiresWhereTimeToLiveIsDisabled) {
    EXPECT_EQ(
        outcome(tables_.update_time_to_live("items", {.enabled = false, .attribute_name = "until"})
        ),
        "success"
    );
    EXPECT_FALSE(sweeper_.has_work());
    put("a", in(-seconds{5}));
    EXPECT_TRUE(sweeper_.sweep(100));
    EXPECT_THAT(ids(), ElementsAre("a"));
}

}  // namespace
}  // namespace sosw::test
