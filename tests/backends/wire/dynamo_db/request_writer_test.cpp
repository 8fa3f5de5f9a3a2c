#include "backends/wire/dynamo_db/request_writer.hpp"

#include <gtest/gtest.h>

#include "tests/support/dynamo_tables.hpp"

namespace sosw::wire {
namespace {

using test::n;

TEST(RequestWriter, ATablesDefinition) {
    CreateTableInput input = test::events_definition();
    input.global_secondary_indexes = {
        {.index_name = "by_tick",
         .key_schema = {.hash = "tick"},
         .projection = {.type = ProjectionType::Include, .non_key_attributes = {"colour"}},
         .provisioned_throughput = {{.read_capacity_units = 1, .write_capacity_units = 2}}}};
    input.billing_mode = BillingMode::Provisioned;
    input.provisioned_throughput = {.read_capacity_units = 3, .write_capacity_units = 4};
    EXPECT_EQ(
        request_body(input),
        R"({"TableName":"events","AttributeDefinitions":[)"
        R"({"AttributeName":"lane","AttributeType":"S"},)"
        R"({"AttributeName":"tick","AttributeType":"N"},)"
        R"({"AttributeName":"weight","AttributeType":"N"}],)"
        R"("KeySchema":[{"AttributeName":"lane","KeyType":"HASH"},)"
        R"({"AttributeName":"tick","KeyType":"RANGE"}],)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"by_tick",)"
        R"("KeySchema":[{"AttributeName":"tick","KeyType":"HASH"}],)"
        R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["colour"]},)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}}],)"
        R"("LocalSecondaryIndexes":[{"IndexName":"by_weight",)"
        R"("KeySchema":[{"AttributeName":"lane","KeyType":"HASH"},)"
        R"({"AttributeName":"weight","KeyType":"RANGE"}],)"
        R"("Projection":{"ProjectionType":"KEYS_ONLY"}}],"BillingMode":"PROVISIONED",)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4}})"
    );
}

TEST(RequestWriter, NamesOfTables) {
    EXPECT_EQ(table_name_body("a\"b"), R"({"TableName":"a\"b"})");
    EXPECT_EQ(list_tables_body(""), "{}");
    EXPECT_EQ(list_tables_body("a"), R"({"ExclusiveStartTableName":"a"})");
}

TEST(RequestWriter, WhatNobodySetIsLeftOut) {
    EXPECT_EQ(
        request_body(PutItemInput{.table_name = "t", .item = {{"id", "a"}}}),
        R"({"TableName":"t","Item":{"id":{"S":"a"}}})"
    );
    EXPECT_EQ(
        request_body(GetItemInput{.table_name = "t", .key = {{"id", n(1)}}}),
        R"({"TableName":"t","Key":{"id":{"N":"1"}}})"
    );
    EXPECT_EQ(
        request_body(QueryInput{.table_name = "t", .key_condition_expression = "id = :i"}),
        R"({"TableName":"t","KeyConditionExpression":"id = :i"})"
    );
    EXPECT_EQ(request_body(ScanInput{.table_name = "t"}), R"({"TableName":"t"})");
}

TEST(RequestWriter, AnUpdateWithAllThatItMayHave) {
    EXPECT_EQ(
        request_body(UpdateItemInput{
            .table_name = "t",
            .key = {{"id", "a"}},
            .update_expression = "SET #x = :x",
            .condition_expression = "#x < :x",
            .expression_attribute_names = {{"#x", "x"}},
            .expression_attribute_values = {{":x", n(2)}},
            .return_values = ReturnValues::UpdatedNew,
            .on_condition_check_failure = ReturnValuesOnConditionCheckFailure::AllOld,
            .return_consumed_capacity = ReturnConsumedCapacity::Indexes}),
        R"({"TableName":"t","ConditionExpression":"#x < :x","ExpressionAttributeNames":{"#x":"x"},)"
        R"("ExpressionAttributeValues":{":x":{"N":"2"}},)"
        R"("ReturnValuesOnConditionCheckFailure":"ALL_OLD","Key":{"id":{"S":"a"}},)"
        R"("UpdateExpression":"SET #x = :x","ReturnValues":"UPDATED_NEW",)"
        R"("ReturnConsumedCapacity":"INDEXES"})"
    );
}

TEST(RequestWriter, APageOfAnIndexFromTheEnd) {
    EXPECT_EQ(
        request_body(QueryInput{
            .table_name = "t",
            .index_name = "i",
            .key_condition_expression = "id = :i",
            .limit = 5,
            .exclusive_start_key = Item{{"id", "a"}},
            .scan_index_forward = false,
            .consistent_read = true,
            .select = Select::Count}),
        R"({"TableName":"t","IndexName":"i","Limit":5,"ExclusiveStartKey":{"id":{"S":"a"}},)"
        R"("ConsistentRead":true,"Select":"COUNT","KeyConditionExpression":"id = :i",)"
        R"("ScanIndexForward":false})"
    );
    EXPECT_EQ(
        request_body(ScanInput{.table_name = "t", .segment = 0, .total_segments = 4}),
        R"({"TableName":"t","Segment":0,"TotalSegments":4})"
    );
}

TEST(RequestWriter, Batches) {
    EXPECT_EQ(
        request_body(BatchGetItemInput{
            .request_items =
                {{"t", {.keys = {{{"id", "a"}}, {{"id", "b"}}}, .consistent_read = true}}}}),
        R"({"RequestItems":{"t":{"Keys":[{"id":{"S":"a"}},{"id":{"S":"b"}}],)"
        R"("ConsistentRead":true}}})"
    );
    EXPECT_EQ(
        request_body(BatchWriteItemInput{
            .request_items =
                {{"t", {PutRequest{{{"id", "a"}}}, DeleteRequest{{{"id", "b"}}}}}, {"u", {}}},
            .return_consumed_capacity = ReturnConsumedCapacity::Total}),
        R"({"RequestItems":{"t":[{"PutRequest":{"Item":{"id":{"S":"a"}}}},)"
        R"({"DeleteRequest":{"Key":{"id":{"S":"b"}}}}],"u":[]},"ReturnConsumedCapacity":"TOTAL"})"
    );
}

TEST(RequestWriter, Transactions) {
    EXPECT_EQ(
        request_body(TransactWriteItemsInput{
            .transact_items =
                {PutItemInput{.table_name = "t", .item = {{"id", "a"}}},
                 DeleteItemInput{.table_name = "t", .key = {{"id", "b"}}},
                 UpdateItemInput{
                     .table_name = "t", .key = {{"id", "c"}}, .update_expression = "REMOVE x"},
                 ConditionCheck{
                     .table_name = "t", .key = {{"id", "d"}}, .condition_expression = "x = y"}},
            .client_request_token = "token"}),
        R"({"TransactItems":[{"Put":{"TableName":"t","Item":{"id":{"S":"a"}}}},)"
        R"({"Delete":{"TableName":"t","Key":{"id":{"S":"b"}}}},)"
        R"({"Update":{"TableName":"t","Key":{"id":{"S":"c"}},"UpdateExpression":"REMOVE x"}},)"
        R"({"ConditionCheck":{"TableName":"t","ConditionExpression":"x = y",)"
        R"("Key":{"id":{"S":"d"}}}}],"ClientRequestToken":"token"})"
    );
    EXPECT_EQ(
        request_body(TransactGetItemsInput{
            .transact_items =
                {{.table_name = "t", .key = {{"id", "a"}}, .projection_expression = "x"}}}),
        R"({"TransactItems":[{"Get":{"TableName":"t","Key":{"id":{"S":"a"}},)"
        R"("ProjectionExpression":"x"}}]})"
    );
}

}  // namespace
}  // namespace sosw::wire
