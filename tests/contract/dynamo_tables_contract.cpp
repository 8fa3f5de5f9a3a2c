#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contract/dynamo_db_contract.hpp"

// Tables themselves, batches and transactions.

namespace sosw::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST_P(DynamoDbContract, TablesAreListedByName) {
    CreateTableInput another = items_definition();
    another.table_name = "another";
    EXPECT_EQ(outcome(db().create_table(another)), "success");
    EXPECT_THAT(*db().list_tables(), ElementsAre("another", "events", "items"));
}

TEST_P(DynamoDbContract, ATableIsDescribed) {
    put("items", {{"id", "a"}, {"x", "1234"}});
    put("items", {{"id", "b"}});
    const auto described = db().describe_table("items");
    ASSERT_TRUE(described.has_value());
    EXPECT_EQ(described->definition.key_schema.hash, "id");
    EXPECT_EQ(described->definition.global_secondary_indexes.size(), 2U);
    EXPECT_EQ(described->table_status, "ACTIVE");
    EXPECT_EQ(described->item_count, 2);
    EXPECT_EQ(described->table_size_bytes, 2 + 1 + 1 + 4 + 2 + 1);
    EXPECT_EQ(described->creation_time_us, epoch_microseconds(clock().now()));
}

TEST_P(DynamoDbContract, ATableIsMadeOnce) {
    const auto again = db().create_table(items_definition());
    EXPECT_EQ(outcome(again), "ResourceInUseException: Table already exists: items");
    EXPECT_EQ(again.error().code, ErrorCode::InvalidRequest);
}

TEST_P(DynamoDbContract, ADeletedTableIsGoneWithItsItems) {
    put("items", {{"id", "a"}});
    EXPECT_EQ(outcome(db().delete_table("items")), "success");
    EXPECT_EQ(
        outcome(db().describe_table("items")),
        "ResourceNotFoundException: Requested resource not found: Table: items not found"
    );
    EXPECT_EQ(outcome(db().create_table(items_definition())), "success");
    EXPECT_EQ(get("items", {{"id", "a"}}), Item{});
}

TEST_P(DynamoDbContract, NamesOfTablesDifferByCase) {
    CreateTableInput upper = items_definition();
    upper.table_name = "ITEMS";
    EXPECT_EQ(outcome(db().create_table(upper)), "success");
    put("ITEMS", {{"id", "a"}});
    EXPECT_EQ(get("items", {{"id", "a"}}), Item{});
}

TEST_P(DynamoDbContract, ADefinitionMustBeSound) {
    const auto with = [&](const std::function<void(CreateTableInput&)>& change) {
        CreateTableInput input = events_definition();
        input.table_name = "fresh";
        change(input);
        return outcome(db().create_table(input));
    };
    EXPECT_THAT(with([](auto& i) { i.table_name = "ab"; }), HasSubstr("at least 3 characters"));
    EXPECT_THAT(with([](auto& i) { i.table_name = "a b c"; }), HasSubstr("ValidationException"));
    EXPECT_THAT(
        with([](auto& i) { i.attribute_definitions.pop_back(); }),
        HasSubstr("Some index key attributes are not defined in AttributeDefinitions")
    );
    EXPECT_THAT(
        with([](auto& i) {
            i.attribute_definitions.push_back({"more", ScalarType::String});
        }),
        HasSubstr("Some AttributeDefinitions are not used")
    );
    EXPECT_THAT(
        with([](auto& i) { i.key_schema.range.clear(); }),
        HasSubstr("Table KeySchema does not have a range key")
    );
    EXPECT_THAT(
        with([](auto& i) { i.local_secondary_indexes.front().key_schema.hash = "tick"; }),
        HasSubstr("Index KeySchema does not have the same leading hash key")
    );
    EXPECT_THAT(
        with([](auto& i) {
            i.local_secondary_indexes.front().projection.type = ProjectionType::Include;
        }),
        HasSubstr("NonKeyAttributes is not specified")
    );
    EXPECT_THAT(
        with([](auto& i) {
            for (const char* name : {"by_2", "by_3", "by_4", "by_5", "by_6"}) {
                i.local_secondary_indexes.push_back(i.local_secondary_indexes.front());
                i.local_secondary_indexes.back().index_name = name;
            }
        }),
        HasSubstr("LocalSecondaryIndexes exceeds")
    );
}

TEST_P(DynamoDbContract, ABatchWritesAndReads) {
    put("items", {{"id", "old"}});
    const auto written = db().batch_write_item(
        {.request_items =
             {{"items",
               {PutRequest{{{"id", "a"}, {"x", n(1)}}},
                PutRequest{{{"id", "b"}}},
                DeleteRequest{{{"id", "old"}}}}},
              {"events", {PutRequest{{{"lane", "s"}, {"tick", n(1)}}}}}}}
    );
    ASSERT_EQ(outcome(written), "success");
    EXPECT_THAT(written->unprocessed_items, IsEmpty());
    const auto read = db().batch_get_item(
        {.request_items =
             {{"items", {.keys = {{{"id", "a"}}, {{"id", "old"}}, {{"id", "b"}}}}},
              {"events", {.keys = {{{"lane", "s"}, {"tick", n(1)}}}}}}}
    );
    ASSERT_EQ(outcome(read), "success");
    ASSERT_EQ(read->responses.size(), 2U);
    EXPECT_THAT(
        read->responses[0].second,
        testing::UnorderedElementsAre(Item{{"id", "a"}, {"x", n(1)}}, Item{{"id", "b"}})
    );
    EXPECT_EQ(read->responses[1].second.size(), 1U);
    EXPECT_THAT(read->unprocessed_keys, IsEmpty());
}

TEST_P(DynamoDbContract, ABatchIsRefusedWhole) {
    EXPECT_EQ(
        outcome(db().batch_write_item(
            {.request_items =
                 {{"items", {PutRequest{{{"id", "a"}}}, DeleteRequest{{{"id", "a"}}}}}}}
        )),
        "ValidationException: Provided list of item keys contains duplicates"
    );
    EXPECT_EQ(
        outcome(db().batch_write_item(
            {.request_items = {{"items", {PutRequest{{{"id", "a"}}}, PutRequest{{{"x", n(1)}}}}}}}
        )),
        "ValidationException: The provided key element does not match the schema"
    );
    std::vector<WriteRequest> items;
    std::vector<WriteRequest> events;
    for (int i = 0; i < 13; ++i) {
        items.emplace_back(PutRequest{{{"id", std::to_string(i)}}});
        events.emplace_back(PutRequest{{{"lane", "s"}, {"tick", n(i)}}});
    }
    EXPECT_EQ(
        outcome(db().batch_write_item({.request_items = {{"items", items}, {"events", events}}})),
        "ValidationException: Too many items requested for the BatchWriteItem call"
    );
    EXPECT_EQ(get("items", {{"id", "a"}}), Item{});
    EXPECT_EQ(
        outcome(db().batch_get_item(
            {.request_items = {{"items", {.keys = {{{"id", "a"}}, {{"id", "a"}}}}}}}
        )),
        "ValidationException: Provided list of item keys contains duplicates"
    );
}

/// Moves `from` of `items` to an event, if it still has the rank that was read.
TransactWriteItemsInput move_to_events(const std::string& from, int rank) {
    return {
        .transact_items = {
            DeleteItemInput{
                .table_name = "items",
                .key = {{"id", from}},
                .condition_expression = "#r = :r",
                .expression_attribute_names = {{"#r", "rank"}},
                .expression_attribute_values = {{":r", n(rank)}}},
            PutItemInput{
                .table_name = "events",
                .item = {{"lane", from}, {"tick", n(1)}},
                .condition_expression = "attribute_not_exists(lane)"}}};
}

TEST_P(DynamoDbContract, M18_ATransactionHappensWhole) {
    put("items", {{"id", "a"}, {"rank", n(1)}});
    EXPECT_EQ(outcome(db().transact_write_items(move_to_events("a", 1))), "success");
    EXPECT_EQ(get("items", {{"id", "a"}}), Item{});
    EXPECT_NE(get("events", {{"lane", "a"}, {"tick", n(1)}}), Item{});
}

TEST_P(DynamoDbContract, M18_ACancelledTransactionChangesNothingAndSaysWhy) {
    put("items", {{"id", "a"}, {"rank", n(1)}});
    put("events", {{"lane", "a"}, {"tick", n(1)}});
    const auto cancelled = db().transact_write_items(move_to_events("a", 1));
    EXPECT_EQ(
        outcome(cancelled),
        "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons "
        "for specific reasons [None, ConditionalCheckFailed]"
    );
    EXPECT_EQ(cancelled.error().code, ErrorCode::ConditionFailed);
    const auto* detail = cancelled.error().detail<TransactionCanceled>();
    ASSERT_NE(detail, nullptr);
    ASSERT_EQ(detail->reasons.size(), 2U);
    EXPECT_EQ(detail->reasons[0].code, "None");
    EXPECT_EQ(detail->reasons[1].code, "ConditionalCheckFailed");
    EXPECT_EQ(detail->reasons[1].message, "The conditional request failed");
    EXPECT_NE(get("items", {{"id", "a"}}), Item{}) << "the delete, too, did not happen";
    EXPECT_THAT(
        outcome(db().transact_write_items(move_to_events("a", 2))),
        HasSubstr("[ConditionalCheckFailed, ConditionalCheckFailed]")
    );
}

TEST_P(DynamoDbContract, ATransactionMayCheckAndUpdate) {
    put("items", {{"id", "lock"}, {"held", AttributeValue::boolean(true)}});
    put("items", {{"id", "count"}, {"x", n(1)}});
    TransactWriteItemsInput input{
        .transact_items = {
            ConditionCheck{
                .table_name = "items",
                .key = {{"id", "lock"}},
                .condition_expression = "held = :true",
                .expression_attribute_values = {{":true", AttributeValue::boolean(true)}},
                .on_condition_check_failure = ReturnValuesOnConditionCheckFailure::AllOld},
            UpdateItemInput{
                .table_name = "items",
                .key = {{"id", "count"}},
                .update_expression = "ADD x :one",
                .expression_attribute_values = {{":one", n(1)}}}}};
    EXPECT_EQ(outcome(db().transact_write_items(input)), "success");
    EXPECT_EQ(*get("items", {{"id", "count"}}).find("x"), n(2));
    put("items", {{"id", "lock"}, {"held", AttributeValue::boolean(false)}});
    const auto refused = db().transact_write_items(input);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(
        refused.error().detail<TransactionCanceled>()->reasons.front().item,
        (Item{{"id", "lock"}, {"held", AttributeValue::boolean(false)}})
    );
    EXPECT_EQ(*get("items", {{"id", "count"}}).find("x"), n(2));
}

TEST_P(DynamoDbContract, AnUpdateThatCannotBeDoneCancelsWithItsReason) {
    put("items", {{"id", "a"}, {"x", "text"}});
    const auto cancelled = db().transact_write_items(
        {.transact_items = {UpdateItemInput{
             .table_name = "items",
             .key = {{"id", "a"}},
             .update_expression = "SET x = x + :one",
             .expression_attribute_values = {{":one", n(1)}}}}}
    );
    EXPECT_THAT(outcome(cancelled), HasSubstr("[ValidationError]"));
}

TEST_P(DynamoDbContract, ATransactionTouchesAnItemOnce) {
    EXPECT_EQ(
        outcome(db().transact_write_items(
            {.transact_items =
                 {PutItemInput{.table_name = "items", .item = {{"id", "a"}}},
                  DeleteItemInput{.table_name = "items", .key = {{"id", "a"}}}}}
        )),
        "ValidationException: Transaction request cannot include multiple operations on one item"
    );
    EXPECT_THAT(
        outcome(db().transact_write_items({.transact_items = {}})), HasSubstr("ValidationException")
    );
    EXPECT_EQ(
        outcome(db().transact_write_items(
            {.transact_items = {PutItemInput{.table_name = "nowhere", .item = {{"id", "a"}}}}}
        )),
        "ResourceNotFoundException: Requested resource not found"
    );
}

TEST_P(DynamoDbContract, ATokenIsGoodForOneRequestAndTenMinutes) {
    TransactWriteItemsInput input{
        .transact_items = {UpdateItemInput{
            .table_name = "items",
            .key = {{"id", "a"}},
            .update_expression = "ADD x :one",
            .expression_attribute_values = {{":one", n(1)}}}},
        .client_request_token = "token"};
    EXPECT_EQ(outcome(db().transact_write_items(input)), "success");
    clock().advance(std::chrono::minutes{9});
    EXPECT_EQ(outcome(db().transact_write_items(input)), "success");
    EXPECT_EQ(*get("items", {{"id", "a"}}).find("x"), n(1)) << "done once";
    TransactWriteItemsInput other = input;
    std::get<UpdateItemInput>(other.transact_items.front()).key = {{"id", "b"}};
    EXPECT_THAT(
        outcome(db().transact_write_items(other)), HasSubstr("IdempotentParameterMismatchException")
    );
    clock().advance(std::chrono::minutes{1});
    EXPECT_EQ(outcome(db().transact_write_items(input)), "success");
    EXPECT_EQ(*get("items", {{"id", "a"}}).find("x"), n(2));
}

TEST_P(DynamoDbContract, ATransactionReadsSeveralItems) {
    put("items", {{"id", "a"}, {"x", n(1)}});
    const auto read = db().transact_get_items(
        {.transact_items =
             {{.table_name = "items", .key = {{"id", "a"}}},
              {.table_name = "items", .key = {{"id", "missing"}}}}}
    );
    ASSERT_EQ(outcome(read), "success");
    EXPECT_THAT(read->responses, ElementsAre(Item{{"id", "a"}, {"x", n(1)}}, std::nullopt));
}

}  // namespace
}  // namespace sosw::test
