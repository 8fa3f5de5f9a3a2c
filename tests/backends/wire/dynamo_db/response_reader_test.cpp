#include "backends/wire/dynamo_db/response_reader.hpp"

#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ports/throttling.hpp"
#include "tests/support/dynamo_tables.hpp"

namespace sosw::wire {
namespace {

using test::n;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

class ResponseReaderTest : public testing::Test {
protected:
    Error error(int status, std::string body) {
        return reader_.error({.status = status, .body = std::move(body)});
    }

    DynamoDbResponseReader reader_;
};

TEST_F(ResponseReaderTest, ATablesDescription) {
    const auto table = reader_.table_description(
        R"({"Table":{"AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"},)"
        R"({"AttributeName":"at","AttributeType":"N"}],"CreationDateTime":1.772438400125E9,)"
        R"("GlobalSecondaryIndexes":[{"IndexName":"by_at","IndexStatus":"ACTIVE",)"
        R"("KeySchema":[{"AttributeName":"at","KeyType":"HASH"}],)"
        R"("Projection":{"NonKeyAttributes":["x"],"ProjectionType":"INCLUDE"},)"
        R"("ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":0}}],)"
        R"("ItemCount":3,"KeySchema":[{"AttributeName":"id","KeyType":"HASH"},)"
        R"({"AttributeName":"at","KeyType":"RANGE"}],)"
        R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},)"
        R"("TableName":"t","TableSizeBytes":99,"TableStatus":"UPDATING"}})"
    );
    ASSERT_TRUE(table) << to_string(table.error());
    EXPECT_EQ(table->definition.table_name, "t");
    EXPECT_EQ(table->definition.key_schema.hash, "id");
    EXPECT_EQ(table->definition.key_schema.range, "at");
    EXPECT_EQ(table->definition.billing_mode, BillingMode::PayPerRequest);
    EXPECT_EQ(table->definition.provisioned_throughput.has_value(), false);
    ASSERT_EQ(table->definition.attribute_definitions.size(), 2U);
    EXPECT_EQ(table->definition.attribute_definitions[1].attribute_type, ScalarType::Number);
    ASSERT_EQ(table->definition.global_secondary_indexes.size(), 1U);
    const SecondaryIndex& index = table->definition.global_secondary_indexes[0];
    EXPECT_EQ(index.index_name, "by_at");
    EXPECT_EQ(index.projection.type, ProjectionType::Include);
    EXPECT_THAT(index.projection.non_key_attributes, ElementsAre("x"));
    EXPECT_EQ(index.provisioned_throughput.has_value(), false) << "zeros mean on demand";
    EXPECT_EQ(table->table_status, "UPDATING");
    EXPECT_EQ(table->item_count, 3);
    EXPECT_EQ(table->table_size_bytes, 99);
    EXPECT_EQ(table->creation_time_us, 1'772'438'400'125'000);
}

TEST_F(ResponseReaderTest, AProvisionedTable) {
    const auto table = reader_.table_description(
        R"({"TableDescription":{"TableName":"t","ProvisionedThroughput":)"
        R"({"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,"WriteCapacityUnits":6}}})"
    );
    ASSERT_TRUE(table);
    EXPECT_EQ(table->definition.billing_mode, BillingMode::Provisioned);
    EXPECT_EQ(table->definition.provisioned_throughput->write_capacity_units, 6);
}

TEST_F(ResponseReaderTest, NamesOfTables) {
    const auto page =
        reader_.table_names(R"({"LastEvaluatedTableName":"b","TableNames":["a","b"]})");
    EXPECT_THAT(page->names, ElementsAre("a", "b"));
    EXPECT_EQ(page->last_evaluated_name, "b");
    EXPECT_EQ(reader_.table_names(R"({"TableNames":[]})")->last_evaluated_name, "");
}

TEST_F(ResponseReaderTest, AnItemOrNone) {
    EXPECT_EQ(
        reader_.get_item(R"({"Item":{"id":{"S":"a"},"x":{"N":"1.0"}}})")->item,
        (Item{{"id", "a"}, {"x", n("1.0")}})
    );
    EXPECT_EQ(reader_.get_item("{}")->item, std::nullopt);
    EXPECT_EQ(reader_.put_item(R"({"Attributes":{}})")->attributes, Item{});
    EXPECT_EQ(reader_.delete_item("{}")->attributes, std::nullopt);
}

TEST_F(ResponseReaderTest, ConsumedCapacityOfTableAndIndexes) {
    const auto capacity =
        reader_
            .update_item(
                R"({"ConsumedCapacity":{"TableName":"t","CapacityUnits":4.0,)"
                R"("Table":{"CapacityUnits":1.0},"LocalSecondaryIndexes":{},)"
                R"("GlobalSecondaryIndexes":{"i":{"CapacityUnits":2.0},"j":{"CapacityUnits":1.0}}}})"
            )
            ->consumed_capacity;
    ASSERT_TRUE(capacity);
    EXPECT_EQ(capacity->table_name, "t");
    EXPECT_EQ(capacity->capacity_units, 4);
    EXPECT_EQ(capacity->write_capacity_units, 4);
    EXPECT_EQ(capacity->read_capacity_units, 0);
    EXPECT_EQ(capacity->table_units, 1);
    EXPECT_THAT(capacity->index_units, ElementsAre(Pair("i", 2.0), Pair("j", 1.0)));
    EXPECT_EQ(
        reader_.get_item(R"({"ConsumedCapacity":{"TableName":"t","CapacityUnits":0.5}})")
            ->consumed_capacity->read_capacity_units,
        0.5
    );
}

TEST_F(ResponseReaderTest, APage) {
    const auto page = reader_.page(R"({"Count":2,"Items":[{"id":{"S":"a"}},{"id":{"S":"b"}}],)"
                                   R"("LastEvaluatedKey":{"id":{"S":"b"}},"ScannedCount":7})");
    ASSERT_TRUE(page);
    EXPECT_THAT(page->items, ElementsAre(Item{{"id", "a"}}, Item{{"id", "b"}}));
    EXPECT_EQ(page->count, 2);
    EXPECT_EQ(page->scanned_count, 7);
    EXPECT_EQ(page->last_evaluated_key, (Item{{"id", "b"}}));
    EXPECT_EQ(reader_.page(R"({"Count":5,"ScannedCount":5})")->count, 5);
}

TEST_F(ResponseReaderTest, WhatABatchLeftUndone) {
    const auto written = reader_.batch_write_item(
        R"({"UnprocessedItems":{"t":[{"PutRequest":{"Item":{"id":{"S":"a"}}}},)"
        R"({"DeleteRequest":{"Key":{"id":{"S":"b"}}}}]}})"
    );
    ASSERT_TRUE(written);
    ASSERT_EQ(written->unprocessed_items.size(), 1U);
    const auto& [table, requests] = written->unprocessed_items[0];
    EXPECT_EQ(table, "t");
    EXPECT_EQ(std::get<PutRequest>(requests.at(0)).item, (Item{{"id", "a"}}));
    EXPECT_EQ(std::get<DeleteRequest>(requests.at(1)).key, (Item{{"id", "b"}}));

    const auto read = reader_.batch_get_item(
        R"({"Responses":{"t":[{"id":{"S":"a"}}]},"UnprocessedKeys":{"u":)"
        R"({"Keys":[{"id":{"S":"c"}}],"ConsistentRead":true,"ProjectionExpression":"#x",)"
        R"("ExpressionAttributeNames":{"#x":"x"}}},"ConsumedCapacity":[)"
        R"({"TableName":"t","CapacityUnits":1.0}]})"
    );
    ASSERT_TRUE(read);
    EXPECT_THAT(read->responses, ElementsAre(Pair("t", ElementsAre(Item{{"id", "a"}}))));
    ASSERT_EQ(read->unprocessed_keys.size(), 1U);
    const KeysAndAttributes& asked = read->unprocessed_keys[0].second;
    EXPECT_THAT(asked.keys, ElementsAre(Item{{"id", "c"}}));
    EXPECT_TRUE(asked.consistent_read);
    EXPECT_EQ(asked.projection_expression, "#x");
    EXPECT_THAT(asked.expression_attribute_names, ElementsAre(Pair("#x", "x")));
    EXPECT_EQ(read->consumed_capacity.at(0).read_capacity_units, 1);
}

TEST_F(ResponseReaderTest, ItemsOfATransaction) {
    const auto read = reader_.transact_get_items(R"({"Responses":[{"Item":{"id":{"S":"a"}}},{}]})");
    EXPECT_THAT(read->responses, ElementsAre(Item{{"id", "a"}}, std::nullopt));
}

TEST_F(ResponseReaderTest, AnErrorWithItsNameAndMessage) {
    const Error lower = error(
        400,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
        R"("message":"Requested resource not found"})"
    );
    EXPECT_EQ(lower.code, ErrorCode::NotFound);
    EXPECT_EQ(to_string(lower), "ResourceNotFoundException: Requested resource not found");
    const Error upper = error(
        400, R"({"__type":"com.amazon.coral.service#SerializationException","Message":"no"})"
    );
    EXPECT_EQ(upper.code, ErrorCode::InvalidRequest);
    EXPECT_EQ(to_string(upper), "SerializationException: no");
}

TEST_F(ResponseReaderTest, AFailedConditionWithItsItem) {
    const std::string name =
        R"("__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException")";
    const Error with = error(400, "{" + name + R"(,"Item":{"id":{"S":"a"}}})");
    EXPECT_EQ(with.code, ErrorCode::ConditionFailed);
    ASSERT_NE(with.detail<ConditionCheckFailed>(), nullptr);
    EXPECT_EQ(with.detail<ConditionCheckFailed>()->item, (Item{{"id", "a"}}));
    EXPECT_EQ(error(400, "{" + name + "}").detail<ConditionCheckFailed>(), nullptr);
}

TEST_F(ResponseReaderTest, ACancelledTransactionWithItsReasons) {
    const Error cancelled = error(
        400,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
        R"("CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed",)"
        R"("Item":{"id":{"S":"a"}},"Message":"The conditional request failed"}],)"
        R"("Message":"Transaction cancelled [None, ConditionalCheckFailed]"})"
    );
    EXPECT_EQ(cancelled.code, ErrorCode::ConditionFailed);
    const auto* detail = cancelled.detail<TransactionCanceled>();
    ASSERT_NE(detail, nullptr);
    ASSERT_EQ(detail->reasons.size(), 2U);
    EXPECT_EQ(detail->reasons[0].code, "None");
    EXPECT_EQ(detail->reasons[0].item, std::nullopt);
    EXPECT_EQ(detail->reasons[1].message, "The conditional request failed");
    EXPECT_EQ(detail->reasons[1].item, (Item{{"id", "a"}}));
}

TEST_F(ResponseReaderTest, ATransactionCancelledForLackOfCapacityIsThrottled) {
    for (const std::string code : {"ProvisionedThroughputExceeded", "ThrottlingError"}) {
        const Error cancelled = error(
            400,
            R"({"__type":"x#TransactionCanceledException","CancellationReasons":[)"
            R"({"Code":"None"},{"Code":")" +
                code + R"("}]})"
        );
        EXPECT_EQ(cancelled.code, ErrorCode::Throttled) << code;
    }
}

TEST_F(ResponseReaderTest, WhyItWasThrottled) {
    const Error throttled = error(
        400,
        R"({"__type":"x#ProvisionedThroughputExceededException","ThrottlingReasons":[)"
        R"({"reason":"TableReadProvisionedThroughputExceeded","resource":"arn:t"}]})"
    );
    EXPECT_EQ(throttled.code, ErrorCode::Throttled);
    const auto* detail = throttled.detail<RequestThrottled>();
    ASSERT_NE(detail, nullptr);
    EXPECT_EQ(detail->reasons.at(0).reason, "TableReadProvisionedThroughputExceeded");
    EXPECT_EQ(detail->reasons.at(0).resource, "arn:t");
}

TEST_F(ResponseReaderTest, AProxysAnswerIsAnErrorByItsStatus) {
    const Error error_page = error(503, "<html>try later</html>");
    EXPECT_EQ(error_page.code, ErrorCode::Unavailable);
    EXPECT_THAT(error_page.message, HasSubstr("HTTP status 503: <html>try later"));
    EXPECT_EQ(error(502, "").code, ErrorCode::OutcomeUnknown);
}

TEST_F(ResponseReaderTest, TheNameMayStandInAHeader) {
    const Error named = reader_.error(
        {.status = 400,
         .headers = {{"x-amzn-ErrorType", "ThrottlingException:"}},
         .body = R"({"message":"slow down"})"}
    );
    EXPECT_EQ(named.code, ErrorCode::Throttled);
    EXPECT_EQ(to_string(named), "ThrottlingException: slow down");
}

TEST_F(ResponseReaderTest, AnAnswerThatIsCutOffLeavesTheOutcomeUnknown) {
    for (const std::string body :
         {"",
          "{\"Attributes\":{\"id\":{\"S\":\"a",
          "[]",
          "null",
          "{\"Attributes\":3}",
          "{\"Attributes\":{\"id\":{\"S\":3}}}",
          "{\"Attributes\":{\"id\":{}}}"}) {
        const auto read = reader_.update_item(body);
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, ErrorCode::OutcomeUnknown) << body;
        EXPECT_EQ(read.error().name, "ResponseParserError") << body;
    }
    EXPECT_FALSE(reader_.table_description("{}"));
    EXPECT_FALSE(reader_.page("{\"Items\":[3]}"));
    EXPECT_TRUE(reader_.update_item("{}")) << "and the reader goes on";
}

}  // namespace
}  // namespace sosw::wire
