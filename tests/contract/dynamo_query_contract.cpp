#include <algorithm>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/dynamo_db_contract.hpp"

// Queries and scans: order, ranges, paging, filters, projections, indexes.

namespace sosw::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

QueryInput events_of(const std::string& stream) {
    return {
        .table_name = "events",
        .key_condition_expression = "lane = :s",
        .expression_attribute_values = {{":s", stream}}};
}

QueryInput events_where(const std::string& condition, std::vector<AttributeValue> values) {
    QueryInput input = events_of("s");
    input.key_condition_expression += " AND " + condition;
    for (std::size_t i = 0; i < values.size(); ++i) {
        input.expression_attribute_values.emplace_back(":" + std::to_string(i), values[i]);
    }
    return input;
}

QueryInput owned_by(const std::string& owner) {
    return {
        .table_name = "items",
        .index_name = "by_owner",
        .key_condition_expression = "#o = :o",
        .expression_attribute_names = {{"#o", "owner"}},
        .expression_attribute_values = {{":o", owner}}};
}

TEST_P(DynamoDbContract, NumbersAreServedInTheirOrder) {
    put_events(
        {"10",
         "9",
         "-1",
         "-10",
         "0",
         "0.5",
         "-0.25",
         "1E+20",
         "100000000000000000001",
         "1E-130",
         "-1E+125",
         "2",
         "1.5"}
    );
    EXPECT_THAT(
        query(events_of("s")),
        ElementsAre(
            testing::StartsWith("-1000"),
            "-10",
            "-1",
            "-0.25",
            "0",
            testing::StartsWith("0.000"),
            "0.5",
            "1.5",
            "2",
            "9",
            "10",
            "100000000000000000000",
            "100000000000000000001"
        )
    );
}

TEST_P(DynamoDbContract, OnlyTheHashThatWasAskedIsServed) {
    put_events({"1"});
    put("events", {{"lane", "sibling"}, {"tick", n(2)}});
    put("events", {{"lane", "S"}, {"tick", n(3)}});
    EXPECT_THAT(query(events_of("s")), ElementsAre("1"));
    EXPECT_THAT(query(events_of("none")), IsEmpty());
}

TEST_P(DynamoDbContract, ComparisonsSelectRanges) {
    put_events({"1", "2", "3", "4"});
    const auto asked = [&](const std::string& condition, std::vector<AttributeValue> values) {
        return query(events_where(condition, std::move(values)));
    };
    EXPECT_THAT(asked("tick = :0", {n("2.0")}), ElementsAre("2"));
    EXPECT_THAT(asked("tick < :0", {n(2)}), ElementsAre("1"));
    EXPECT_THAT(asked("tick <= :0", {n(2)}), ElementsAre("1", "2"));
    EXPECT_THAT(asked("tick > :0", {n(3)}), ElementsAre("4"));
    EXPECT_THAT(asked("tick >= :0", {n("3")}), ElementsAre("3", "4"));
    EXPECT_THAT(asked("tick BETWEEN :0 AND :1", {n(2), n("3.5")}), ElementsAre("2", "3"));
    EXPECT_THAT(asked("tick > :0", {n(9)}), IsEmpty());
}

TEST_P(DynamoDbContract, ADescendingQueryIsTheExactReverse) {
    put_owned("b", "1");
    put_owned("c", "1");
    put_owned("a", "1");
    put_owned("z", "0");
    EXPECT_THAT(query(owned_by("o")), ElementsAre("z", "a", "b", "c")) << "ties by primary key";
    QueryInput descending = owned_by("o");
    descending.scan_index_forward = false;
    EXPECT_THAT(query(descending), ElementsAre("c", "b", "a", "z"));
}

TEST_P(DynamoDbContract, PagesContinueWithinTies) {
    for (const char* id : {"d", "a", "c", "b", "e"}) {
        put_owned(id, "7");
    }
    for (const bool forward : {true, false}) {
        QueryInput input = owned_by("o");
        input.limit = 2;
        input.scan_index_forward = forward;
        const auto [all, pages] = query_all(input);
        std::vector<std::string> expected{"a", "b", "c", "d", "e"};
        if (!forward) {
            std::ranges::reverse(expected);
        }
        EXPECT_EQ(all, expected);
        EXPECT_EQ(pages, 3);
    }
}

TEST_P(DynamoDbContract, ALimitThatIsReachedLeavesAKeyEvenAtTheEnd) {
    put_events({"1", "2"});
    QueryInput input = events_of("s");
    input.limit = 2;
    const auto page = db().query(input);
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->last_evaluated_key, (Item{{"lane", "s"}, {"tick", n(2)}}));
    input.exclusive_start_key = page->last_evaluated_key;
    const auto rest = db().query(input);
    EXPECT_EQ(rest->count, 0);
    EXPECT_EQ(rest->last_evaluated_key, std::nullopt);
}

TEST_P(DynamoDbContract, AStartKeyNeedNotExist) {
    put_events({"1", "3"});
    QueryInput input = events_of("s");
    input.exclusive_start_key = Item{{"lane", "s"}, {"tick", n(2)}};
    EXPECT_THAT(query(input), ElementsAre("3"));
    input.scan_index_forward = false;
    EXPECT_THAT(query(input), ElementsAre("1"));
}

TEST_P(DynamoDbContract, AStartKeyMustFit) {
    QueryInput input = events_where("tick > :0", {n(5)});
    input.exclusive_start_key = Item{{"lane", "s"}};
    EXPECT_EQ(
        outcome(db().query(input)), "ValidationException: The provided starting key is invalid"
    );
    input.exclusive_start_key = Item{{"lane", "s"}, {"tick", n(5)}};
    EXPECT_EQ(
        outcome(db().query(input)),
        "ValidationException: The provided starting key does not match the range key predicate"
    );
    QueryInput whole_lane = events_of("s");
    whole_lane.exclusive_start_key = Item{{"lane", "other"}, {"tick", n(6)}};
    EXPECT_EQ(
        outcome(db().query(whole_lane)),
        "ValidationException: The provided starting key is outside query boundaries based on "
        "provided conditions"
    );
}

TEST_P(DynamoDbContract, APageEndsWithTheItemThatFillsAMegabyte) {
    for (int i = 0; i < 12; ++i) {
        put("events", {{"lane", "s"}, {"tick", n(i)}, {"x", std::string(100'000, 'x')}});
    }
    QueryInput input = events_of("s");
    const auto page = db().query(input);
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->count, 11);
    EXPECT_EQ(page->last_evaluated_key, (Item{{"lane", "s"}, {"tick", n(10)}}));
    input.select = Select::Count;
    EXPECT_EQ(db().query(input)->count, 11) << "counting reads as much as fetching";
    input.exclusive_start_key = page->last_evaluated_key;
    const auto rest = db().query(input);
    EXPECT_EQ(rest->count, 1);
    EXPECT_EQ(rest->last_evaluated_key, std::nullopt);
}

TEST_P(DynamoDbContract, AFilterComesAfterTheLimit) {
    for (int i = 0; i < 4; ++i) {
        put("events",
            {{"lane", "s"}, {"tick", n(i)}, {"even", AttributeValue::boolean(i % 2 == 0)}});
    }
    QueryInput input = events_of("s");
    input.filter_expression = "even = :true";
    input.expression_attribute_values.emplace_back(":true", AttributeValue::boolean(true));
    input.limit = 3;
    const auto page = db().query(input);
    ASSERT_EQ(outcome(page), "success");
    EXPECT_THAT(names(*page), ElementsAre("0", "2"));
    EXPECT_EQ(page->count, 2);
    EXPECT_EQ(page->scanned_count, 3);
    EXPECT_EQ(page->last_evaluated_key, (Item{{"lane", "s"}, {"tick", n(2)}}));
}

TEST_P(DynamoDbContract, FiltersMeanTheSameOnEveryTypeOfValue) {
    const std::vector<std::pair<std::string, AttributeValue>> values{
        {"0", n(5)},
        {"1", n("5.0")},
        {"2", n("5.5")},
        {"3", n("123456789012345678901234567890")},
        {"4", "5"},
        {"5", AttributeValue{}},
        {"6", string_set({"5"})},
        {"7", n(-7)}};
    for (const auto& [at, value] : values) {
        put("events", {{"lane", "s"}, {"tick", n(at)}, {"v", value}});
    }
    put("events", {{"lane", "s"}, {"tick", n(8)}});
    const auto passing = [&](const std::string& filter) {
        QueryInput input = events_of("s");
        input.filter_expression = filter;
        if (filter.find(":five") != std::string::npos) {
            input.expression_attribute_values.emplace_back(":five", n("5"));
        }
        if (filter.find(":text") != std::string::npos) {
            input.expression_attribute_values.emplace_back(":text", "5");
        }
        return query(input);
    };
    EXPECT_THAT(passing("v = :five"), ElementsAre("0", "1"));
    EXPECT_THAT(passing("v <> :five"), ElementsAre("2", "3", "4", "5", "6", "7", "8"));
    EXPECT_THAT(passing("v > :five"), ElementsAre("2", "3"));
    EXPECT_THAT(passing("v <= :five"), ElementsAre("0", "1", "7"));
    EXPECT_THAT(passing("v = :text"), ElementsAre("4"));
    EXPECT_THAT(
        passing("attribute_exists(v)"), ElementsAre("0", "1", "2", "3", "4", "5", "6", "7")
    );
    EXPECT_THAT(passing("attribute_not_exists(v)"), ElementsAre("8"));
    EXPECT_THAT(
        passing("NOT (v >= :five) AND attribute_exists(v)"), ElementsAre("4", "5", "6", "7")
    );
}

TEST_P(DynamoDbContract, AFilterIsNotOnKeys) {
    QueryInput input = events_of("s");
    input.filter_expression = "tick = :s";
    EXPECT_EQ(
        outcome(db().query(input)),
        "ValidationException: Filter Expression can only contain non-primary key attributes: "
        "Primary key attribute: tick"
    );
}

TEST_P(DynamoDbContract, CountReturnsNoItems) {
    put_events({"1", "2", "3"});
    QueryInput input = events_of("s");
    input.select = Select::Count;
    const auto page = db().query(input);
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->count, 3);
    EXPECT_EQ(page->scanned_count, 3);
    EXPECT_THAT(page->items, IsEmpty());
}

TEST_P(DynamoDbContract, AnIndexIsSparse) {
    put("items", {{"id", "a"}, {"owner", "o"}, {"rank", n(1)}});
    put("items", {{"id", "b"}, {"owner", "o"}});
    put("items", {{"id", "c"}, {"rank", n(1)}});
    EXPECT_THAT(query(owned_by("o")), ElementsAre("a"));
    EXPECT_EQ(
        outcome(db().update_item(
            {.table_name = "items",
             .key = {{"id", "a"}},
             .update_expression = "REMOVE #r",
             .expression_attribute_names = {{"#r", "rank"}}}
        )),
        "success"
    );
    EXPECT_THAT(query(owned_by("o")), IsEmpty());
    EXPECT_EQ(
        outcome(db().update_item(
            {.table_name = "items",
             .key = {{"id", "b"}},
             .update_expression = "SET #r = :r",
             .expression_attribute_names = {{"#r", "rank"}},
             .expression_attribute_values = {{":r", n(2)}}}
        )),
        "success"
    );
    EXPECT_THAT(query(owned_by("o")), ElementsAre("b"));
}

TEST_P(DynamoDbContract, AnIndexFollowsItsTable) {
    put_owned("a", "1");
    put_owned("b", "2");
    put_owned("a", "3");
    EXPECT_THAT(query(owned_by("o")), ElementsAre("b", "a"));
    EXPECT_EQ(outcome(db().delete_item({.table_name = "items", .key = {{"id", "b"}}})), "success");
    EXPECT_THAT(query(owned_by("o")), ElementsAre("a"));
}

TEST_P(DynamoDbContract, AnIndexServesWhatItProjects) {
    put("items", {{"id", "a"}, {"owner", "o"}, {"colour", "red"}, {"shape", "round"}});
    QueryInput input = owned_by("o");
    input.index_name = "owners";
    const auto page = db().query(input);
    ASSERT_EQ(outcome(page), "success");
    EXPECT_THAT(page->items, ElementsAre(Item{{"id", "a"}, {"owner", "o"}, {"colour", "red"}}));
    input.filter_expression = "attribute_exists(shape)";
    EXPECT_EQ(db().query(input)->count, 0) << "the index does not see it";
    input.filter_expression.clear();
    input.projection_expression = "id, shape";
    EXPECT_THAT(outcome(db().query(input)), HasSubstr("does not project"));
    input.projection_expression.clear();
    input.select = Select::AllAttributes;
    EXPECT_THAT(outcome(db().query(input)), HasSubstr("ValidationException"));
}

TEST_P(DynamoDbContract, ALocalIndexFetchesFromItsTable) {
    put("events", {{"lane", "s"}, {"tick", n(1)}, {"weight", n(9)}, {"text", "x"}});
    put("events", {{"lane", "s"}, {"tick", n(2)}, {"weight", n(3)}, {"text", "y"}});
    put("events", {{"lane", "s"}, {"tick", n(3)}});
    QueryInput input = events_of("s");
    input.index_name = "by_weight";
    const auto keys = db().query(input);
    ASSERT_EQ(outcome(keys), "success");
    EXPECT_THAT(
        keys->items,
        ElementsAre(
            Item{{"lane", "s"}, {"tick", n(2)}, {"weight", n(3)}},
            Item{{"lane", "s"}, {"tick", n(1)}, {"weight", n(9)}}
        )
    );
    input.select = Select::AllAttributes;
    EXPECT_EQ(*db().query(input)->items.front().find("text"), AttributeValue{"y"});
    input.select = Select::Default;
    input.projection_expression = "tick, #t";
    input.expression_attribute_names = {{"#t", "text"}};
    EXPECT_EQ(db().query(input)->items.front(), (Item{{"tick", n(2)}, {"text", "y"}}));
    input.limit = 1;
    EXPECT_EQ(
        db().query(input)->last_evaluated_key,
        (Item{{"lane", "s"}, {"weight", n(3)}, {"tick", n(2)}})
    );
}

TEST_P(DynamoDbContract, AGlobalIndexIsNotConsistent) {
    QueryInput input = owned_by("o");
    input.consistent_read = true;
    EXPECT_EQ(
        outcome(db().query(input)),
        "ValidationException: Consistent reads are not supported on global secondary indexes"
    );
    QueryInput local = events_of("s");
    local.index_name = "by_weight";
    local.consistent_read = true;
    EXPECT_EQ(outcome(db().query(local)), "success");
}

TEST_P(DynamoDbContract, WhatCannotBeAskedIsRefused) {
    QueryInput input = owned_by("o");
    input.index_name = "nowhere";
    EXPECT_EQ(
        outcome(db().query(input)),
        "ValidationException: The table does not have the specified index: nowhere"
    );
    EXPECT_EQ(
        outcome(db().query(events_where("tick = :0", {"text"}))),
        "ValidationException: One or more parameter values were invalid: Condition parameter type "
        "does not match schema type"
    );
    EXPECT_THAT(
        outcome(db().query(events_where("weight = :0", {n(1)}))), HasSubstr("ValidationException")
    );
    QueryInput limited = events_of("s");
    limited.limit = 0;
    EXPECT_THAT(outcome(db().query(limited)), HasSubstr("ValidationException"));
}

TEST_P(DynamoDbContract, AScanServesEverythingPageByPage) {
    for (const char* id : {"c", "a", "b"}) {
        put("items", {{"id", id}});
    }
    ScanInput input{.table_name = "items", .limit = 1};
    std::vector<std::string> all;
    int pages = 0;
    do {
        const auto page = db().scan(input);
        ASSERT_EQ(outcome(page), "success");
        const auto more = names(*page);
        all.insert(all.end(), more.begin(), more.end());
        input.exclusive_start_key = page->last_evaluated_key;
        ++pages;
    } while (input.exclusive_start_key);
    EXPECT_THAT(all, UnorderedElementsAre("a", "b", "c"));
    EXPECT_EQ(pages, 4);
}

TEST_P(DynamoDbContract, AScanMayUseAnIndexAndAFilter) {
    put_owned("a", "2");
    put_owned("b", "1");
    put("items", {{"id", "c"}});
    const auto page = db().scan(
        {.table_name = "items",
         .index_name = "by_owner",
         .filter_expression = "#r > :one",
         .expression_attribute_names = {{"#r", "rank"}},
         .expression_attribute_values = {{":one", n(1)}}}
    );
    ASSERT_EQ(outcome(page), "success");
    EXPECT_THAT(names(*page), ElementsAre("a"));
    EXPECT_EQ(page->scanned_count, 2);
}

TEST_P(DynamoDbContract, SegmentsShareTheTable) {
    for (int i = 0; i < 40; ++i) {
        put("items", {{"id", std::to_string(i)}});
    }
    std::vector<std::string> all;
    for (int segment = 0; segment < 3; ++segment) {
        const auto page =
            db().scan({.table_name = "items", .segment = segment, .total_segments = 3});
        ASSERT_EQ(outcome(page), "success");
        EXPECT_LT(page->count, 40);
        const auto more = names(*page);
        all.insert(all.end(), more.begin(), more.end());
    }
    std::ranges::sort(all);
    EXPECT_EQ(all.size(), 40U);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
    EXPECT_THAT(
        outcome(db().scan({.table_name = "items", .segment = 3, .total_segments = 3})),
        HasSubstr("ValidationException")
    );
}

}  // namespace
}  // namespace sosw::test
