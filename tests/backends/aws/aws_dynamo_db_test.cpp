#include "backends/aws/aws_dynamo_db.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/dynamo_tables.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace sosw::aws {
namespace {

using test::n;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class AwsDynamoDbTest : public testing::Test {
protected:
    std::string sent(std::size_t index) const { return transport_.requests().at(index).body; }

    test::ManualClock clock_;
    test::ScriptedTransport transport_;
    FixedCredentials credentials_{{.id = "AKID", .secret = "secret"}};
    AwsDynamoDb dynamo_db_{
        {.clock = clock_, .transport = transport_, .credentials = credentials_},
        Random{7},
        public_address("dynamodb", "us-west-2")};
};

TEST_F(AwsDynamoDbTest, ACallIsJson10WithItsTarget) {
    transport_.answer(200, R"({"Item":{"id":{"S":"a"},"x":{"N":"1"}}})");
    const auto got = dynamo_db_.get_item({.table_name = "t", .key = {{"id", "a"}}});
    ASSERT_TRUE(got) << to_string(got.error());
    EXPECT_EQ(got->item, (Item{{"id", "a"}, {"x", n(1)}}));
    const wire::HttpRequest& request = transport_.requests().at(0);
    EXPECT_EQ(transport_.urls().at(0), "https://dynamodb.us-west-2.amazonaws.com");
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/");
    EXPECT_EQ(request.headers.value_or_empty("Content-Type"), "application/x-amz-json-1.0");
    EXPECT_EQ(request.headers.value_or_empty("X-Amz-Target"), "DynamoDB_20120810.GetItem");
    EXPECT_EQ(request.body, R"({"TableName":"t","Key":{"id":{"S":"a"}}})");
}

TEST_F(AwsDynamoDbTest, AllPagesOfTableNamesAreRead) {
    transport_.answer(200, R"({"TableNames":["b","a"],"LastEvaluatedTableName":"a"})");
    transport_.answer(200, R"({"TableNames":["C"]})");
    EXPECT_THAT(dynamo_db_.list_tables().value(), ElementsAre("C", "a", "b"));
    EXPECT_EQ(sent(0), "{}");
    EXPECT_EQ(sent(1), R"({"ExclusiveStartTableName":"a"})");
}

TEST_F(AwsDynamoDbTest, TablesOfABatchComeInTheOrderOfTheRequest) {
    transport_.answer(200, R"({"Responses":{"a":[],"b":[],"c":[]},"UnprocessedKeys":{}})");
    const auto got =
        dynamo_db_.batch_get_item({.request_items = {{"c", {}}, {"a", {}}, {"b", {}}}});
    ASSERT_TRUE(got);
    std::string order;
    for (const auto& [table, items] : got->responses) {
        order += table;
    }
    EXPECT_EQ(order, "cab");
}

TEST_F(AwsDynamoDbTest, ATransactionKeepsItsTokenFromAttemptToAttempt) {
    const TransactWriteItemsInput input{
        .transact_items = {PutItemInput{.table_name = "t", .item = {{"id", "a"}}}}};
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ConnectionClosedError");
    transport_.answer(200, "{}");
    transport_.answer(200, "{}");
    EXPECT_TRUE(dynamo_db_.transact_write_items(input));
    EXPECT_TRUE(dynamo_db_.transact_write_items(input));
    EXPECT_THAT(sent(0), HasSubstr("ClientRequestToken"));
    EXPECT_EQ(sent(0), sent(1));
    EXPECT_NE(sent(1), sent(2)) << "another call has a token of its own";
}

TEST_F(AwsDynamoDbTest, TheCallersTokenIsKept) {
    transport_.answer(200, "{}");
    EXPECT_TRUE(dynamo_db_.transact_write_items(
        {.transact_items = {PutItemInput{.table_name = "t", .item = {{"id", "a"}}}},
         .client_request_token = "mine"}
    ));
    EXPECT_THAT(sent(0), HasSubstr(R"("ClientRequestToken":"mine")"));
}

TEST_F(AwsDynamoDbTest, AnUpdateWhoseAnswerIsCutOffMayHaveHappened) {
    transport_.answer(200, R"({"Attributes":{"id":{"S")");
    const auto updated = dynamo_db_.update_item({.table_name = "t", .key = {{"id", "a"}}});
    ASSERT_FALSE(updated);
    EXPECT_EQ(updated.error().code, ErrorCode::OutcomeUnknown);
}

TEST_F(AwsDynamoDbTest, AQueryWhoseAnswerIsCutOffIsUnavailable) {
    transport_.answer(200, R"({"Items":[{"id")");
    const auto page = dynamo_db_.query({.table_name = "t", .key_condition_expression = "id = :i"});
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().code, ErrorCode::Unavailable);
}

TEST_F(AwsDynamoDbTest, AnErrorKeepsTheServicesNameTextAndDetails) {
    transport_.answer(
        400,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
        R"("Item":{"id":{"S":"a"}},"message":"The conditional request failed"})"
    );
    const auto put = dynamo_db_.put_item({.table_name = "t", .item = {{"id", "a"}}});
    ASSERT_FALSE(put);
    EXPECT_EQ(
        to_string(put.error()), "ConditionalCheckFailedException: The conditional request failed"
    );
    ASSERT_NE(put.error().detail<ConditionCheckFailed>(), nullptr);
    EXPECT_EQ(put.error().detail<ConditionCheckFailed>()->item, (Item{{"id", "a"}}));
}

TEST_F(AwsDynamoDbTest, ItsReadsAreRepeatedAndItsWritesAreNot) {
    for (int i = 0; i < 2; ++i) {
        transport_.answer(500, R"({"__type":"x#InternalServerError","message":"sorry"})");
    }
    transport_.answer(200, R"({"Count":0,"ScannedCount":0,"Items":[]})");
    transport_.answer(500, R"({"__type":"x#InternalServerError","message":"sorry"})");
    EXPECT_TRUE(dynamo_db_.scan({.table_name = "t"}));
    const auto removed = dynamo_db_.delete_item({.table_name = "t", .key = {{"id", "a"}}});
    ASSERT_FALSE(removed);
    EXPECT_EQ(removed.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(to_string(removed.error()), "InternalServerError: sorry");
}

}  // namespace
}  // namespace sosw::aws
