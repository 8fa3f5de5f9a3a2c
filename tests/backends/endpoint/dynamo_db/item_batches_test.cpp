#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/dynamo_db/item_actions.hpp"
#include "tests/backends/endpoint/dynamo_db/service_fixture.hpp"

namespace sosw::test {
namespace {

using testing::HasSubstr;

class ItemBatches : public ItemCalls {};

TEST_F(ItemBatches, ABatchWritesAndReads) {
    EXPECT_EQ(
        call(
            "BatchWriteItem",
            "{'RequestItems':{'items':[{'PutRequest':{'Item':{'id':{'S':'a'}}}},"
            "{'DeleteRequest':{'Key':{'id':{'S':'b'}}}}]},'ReturnConsumedCapacity':'TOTAL'}"
        ),
        "{'UnprocessedItems':{},"
        "'ConsumedCapacity':[{'TableName':'items','CapacityUnits':2.0}]}"
    );
    EXPECT_EQ(
        call(
            "BatchGetItem",
            "{'RequestItems':{'items':{'Keys':[{'id':{'S':'a'}},{'id':{'S':'b'}}],"
            "'AttributesToGet':['id']}}}"
        ),
        "{'Responses':{'items':[{'id':{'S':'a'}}]},'UnprocessedKeys':{}}"
    );
}

TEST_F(ItemBatches, BatchesAreBounded) {
    std::string keys;
    std::string writes;
    for (int i = 0; i < 101; ++i) {
        const std::string key = "{'id':{'S':'" + std::to_string(i) + "'}}";
        keys += (i > 0 ? "," : "") + key;
        writes += i < 26 ? (i > 0 ? "," : "") + ("{'DeleteRequest':{'Key':" + key + "}}") : "";
    }
    EXPECT_THAT(
        complaint("BatchGetItem", "{'RequestItems':{'items':{'Keys':[" + keys + "]}}}"),
        HasSubstr("at 'requestItems.items.member.keys' failed to satisfy constraint: Member must "
                  "have length less than or equal to 100")
    );
    EXPECT_THAT(
        complaint("BatchWriteItem", "{'RequestItems':{'items':[" + writes + "]}}"),
        HasSubstr("Map value must satisfy constraint: [Member must have length less than or equal "
                  "to 25, Member must have length greater than or equal to 1]")
    );
    EXPECT_EQ(
        complaint("BatchWriteItem", "{'RequestItems':{'items':[{}]}}"),
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported datatypes"
    );
    EXPECT_EQ(
        complaint(
            "BatchGetItem",
            "{'RequestItems':{'nowhere':{'Keys':[{'a':{'N':'1'}},{'a':{'N':'1.0'}}]}}}"
        ),
        "Provided list of item keys contains duplicates"
    );
}

TEST_F(ItemBatches, ATransactionGivesReasonsWithItems) {
    put("items", "'id':{'S':'a'}");
    const wire::HttpResponse answer = post(
        "TransactWriteItems",
        "{'TransactItems':[{'Put':{'TableName':'items','Item':{'id':{'S':'b'}}}},"
        "{'ConditionCheck':{'TableName':'items','Key':{'id':{'S':'a'}},"
        "'ConditionExpression':'attribute_not_exists(id)',"
        "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'}}]}"
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(
        answer.body,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
        R"("CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed",)"
        R"("Message":"The conditional request failed","Item":{"id":{"S":"a"}}}],)"
        R"("Message":"Transaction cancelled, please refer cancellation reasons for specific )"
        R"(reasons [None, ConditionalCheckFailed]"})"
    );
}

TEST_F(ItemBatches, TransactionsReadAndWrite) {
    EXPECT_EQ(
        call(
            "TransactWriteItems",
            "{'ReturnConsumedCapacity':'TOTAL','TransactItems':["
            "{'Put':{'TableName':'items','Item':{'id':{'S':'a'}}}},"
            "{'Update':{'TableName':'items','Key':{'id':{'S':'b'}},'UpdateExpression':'SET x = :v',"
            "'ExpressionAttributeValues':{':v':{'N':'1'}}}}]}"
        ),
        "{'ConsumedCapacity':[{'TableName':'items','CapacityUnits':4.0,'WriteCapacityUnits':4.0}]}"
    );
    EXPECT_EQ(
        call(
            "TransactGetItems",
            "{'TransactItems':[{'Get':{'TableName':'items','Key':{'id':{'S':'b'}},"
            "'ProjectionExpression':'x'}},"
            "{'Get':{'TableName':'items','Key':{'id':{'S':'c'}}}}]}"
        ),
        "{'Responses':[{'Item':{'x':{'N':'1'}}},{}]}"
    );
}

TEST_F(ItemBatches, TransactionsAreChecked) {
    EXPECT_EQ(
        complaint("TransactWriteItems", "{'TransactItems':[]}"),
        "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: "
        "Member must have length greater than or equal to 1"
    );
    EXPECT_EQ(
        complaint("TransactWriteItems", "{'TransactItems':[{}]}"),
        "TransactItems can only contain one of Check, Put, Update or Delete"
    );
    EXPECT_EQ(
        complaint(
            "TransactWriteItems",
            "{'TransactItems':[{'Update':{'TableName':'items','Key':{'id':{'S':'b'}}}}]}"
        ),
        "1 validation error detected: Value null at "
        "'transactItems.1.member.update.updateExpression' failed to satisfy constraint: Member "
        "must not be null"
    );
}

}  // namespace
}  // namespace sosw::test
