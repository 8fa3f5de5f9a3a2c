#include "backends/endpoint/dynamo_db/item_actions.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/backends/endpoint/dynamo_db/service_fixture.hpp"

namespace sosw::test {
namespace {

using testing::HasSubstr;

class ItemActions : public ItemCalls {};

TEST_F(ItemActions, AnItemIsPutAndGot) {
    put("items", "'id':{'S':'a'},'n':{'N':'1.50'},'m':{'M':{'x':{'L':[{'NULL':true}]}}}");
    EXPECT_EQ(
        call("GetItem", with_key("'ConsistentRead':true")),
        "{'Item':{'id':{'S':'a'},'n':{'N':'1.5'},'m':{'M':{'x':{'L':[{'NULL':true}]}}}}}"
    );
    EXPECT_EQ(
        call("GetItem", with_key("'ProjectionExpression':'m.x[0]'")),
        "{'Item':{'m':{'M':{'x':{'L':[{'NULL':true}]}}}}}"
    );
    EXPECT_EQ(call("GetItem", with_key("'AttributesToGet':['n']")), "{'Item':{'n':{'N':'1.5'}}}");
}

TEST_F(ItemActions, ATableMayBeGivenByItsArn) {
    EXPECT_EQ(
        call(
            "PutItem",
            "{'TableName':'arn:aws:dynamodb:us-west-2:000000000000:table/items',"
            "'Item':{'id':{'S':'a'}}}"
        ),
        "{}"
    );
    EXPECT_EQ(call("GetItem", std::string{"{"} + kKey + "}"), "{'Item':{'id':{'S':'a'}}}");
}

TEST_F(ItemActions, CapacityIsListedByKindOfIndex) {
    EXPECT_EQ(
        call(
            "PutItem",
            "{'TableName':'events','ReturnConsumedCapacity':'INDEXES',"
            "'ReturnItemCollectionMetrics':'SIZE',"
            "'Item':{'lane':{'S':'s'},'tick':{'N':'1'},'weight':{'N':'2'}}}"
        ),
        "{'ConsumedCapacity':{'TableName':'events','CapacityUnits':2.0,'Table':{'CapacityUnits':1."
        "0},"
        "'LocalSecondaryIndexes':{'by_weight':{'CapacityUnits':1.0}}},"
        "'ItemCollectionMetrics':{'ItemCollectionKey':{'lane':{'S':'s'}},"
        "'SizeEstimateRangeGB':[0.0,1.0]}}"
    );
    EXPECT_EQ(
        call("GetItem", with_key("'ReturnConsumedCapacity':'TOTAL'")),
        "{'ConsumedCapacity':{'TableName':'items','CapacityUnits':0.5}}"
    );
}

TEST_F(ItemActions, AFailedConditionMayShowTheItem) {
    put("items", "'id':{'S':'a'},'n':{'N':'1'}");
    const wire::HttpResponse answer = post(
        "UpdateItem",
        with_key("'UpdateExpression':'SET n = :v','ConditionExpression':'n > :v',"
                 "'ExpressionAttributeValues':{':v':{'N':'5'}},"
                 "'ReturnValuesOnConditionCheckFailure':'ALL_OLD'")
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(
        answer.body,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
        R"("Item":{"id":{"S":"a"},"n":{"N":"1"}},"message":"The conditional request failed"})"
    );
}

TEST_F(ItemActions, ConstraintsAreGathered) {
    EXPECT_EQ(
        complaint("PutItem", "{'TableName':'a!','ReturnValues':'ALL'}"),
        "4 validation errors detected: Value 'a!' at 'tableName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a!' at "
        "'tableName' failed to satisfy constraint: Member must have length greater than or equal "
        "to 3; Value null at 'item' failed to satisfy constraint: Member must not be null; Value "
        "'ALL' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value "
        "set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]"
    );
    EXPECT_EQ(
        complaint("Query", "{'TableName':'items','Limit':0,'KeyConditions':{'id':{}}}"),
        "2 validation errors detected: Value '0' at 'limit' failed to satisfy constraint: Member "
        "must have value greater than or equal to 1; Value null at "
        "'keyConditions.id.member.comparisonOperator' failed to satisfy constraint: Member must "
        "not be null"
    );
}

TEST_F(ItemActions, TypesComeBeforeConstraintsBeforeContentsBeforeExpressionsBeforeTheTable) {
    const std::string rest = "'ConditionExpression':'(','TableName':'nowhere'}";
    EXPECT_EQ(
        complaint("PutItem", "{'Item':{'id':{'N':''}},'ReturnValues':7," + rest),
        "NUMBER_VALUE cannot be converted to String"
    );
    EXPECT_THAT(
        complaint("PutItem", "{'Item':{'id':{'N':''}},'ReturnValues':'x'," + rest),
        HasSubstr("1 validation error detected")
    );
    EXPECT_EQ(
        complaint("PutItem", "{'Item':{'id':{'N':''}}," + rest),
        "The parameter cannot be converted to a numeric value"
    );
    EXPECT_THAT(
        complaint("PutItem", "{'Item':{'id':{'N':'1'}}," + rest),
        HasSubstr("Invalid ConditionExpression: Syntax error")
    );
    EXPECT_EQ(
        complaint("PutItem", "{'Item':{'id':{'N':'1'}},'TableName':'nowhere'}"),
        "Requested resource not found"
    );
}

TEST_F(ItemActions, ExpressionsAndLegacyParametersExcludeEachOther) {
    EXPECT_EQ(
        complaint(
            "UpdateItem", with_key("'UpdateExpression':'','AttributeUpdates':{},'Expected':{}")
        ),
        "Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {AttributeUpdates, Expected} Expression parameters: "
        "{UpdateExpression}"
    );
    EXPECT_EQ(
        complaint("UpdateItem", with_key("'ExpressionAttributeValues':{}")),
        "ExpressionAttributeValues can only be specified when using expressions: UpdateExpression "
        "and ConditionExpression are null"
    );
    EXPECT_EQ(
        complaint("GetItem", with_key("'ExpressionAttributeNames':{}")),
        "ExpressionAttributeNames can only be specified when using expressions"
    );
    EXPECT_EQ(
        complaint("GetItem", with_key("'ProjectionExpression':''")),
        "Invalid ProjectionExpression: The expression can not be empty;"
    );
}

TEST_F(ItemActions, AQueryAnswersPages) {
    for (int tick = 1; tick <= 3; ++tick) {
        put_event(tick);
    }
    const std::string query =
        "'TableName':'events','KeyConditionExpression':'lane = :l',"
        "'ExpressionAttributeValues':{':l':{'S':'s'}}";
    EXPECT_EQ(
        call("Query", "{" + query + ",'Limit':2,'ScanIndexForward':false}"),
        "{'Count':2,'Items':[{'lane':{'S':'s'},'tick':{'N':'3'}},{'lane':{'S':'s'},'tick':{'N':"
        "'2'}}],'LastEvaluatedKey':{'lane':{'S':'s'},'tick':{'N':'2'}},'ScannedCount':2}"
    );
    EXPECT_EQ(call("Query", "{" + query + ",'Select':'COUNT'}"), "{'Count':3,'ScannedCount':3}");
}

TEST_F(ItemActions, AScanMayBeFilteredAndDivided) {
    for (int tick = 1; tick <= 4; ++tick) {
        put_event(tick, ",'x':{'N':'" + std::to_string(tick % 2) + "'}");
    }
    EXPECT_EQ(
        call(
            "Scan",
            "{'TableName':'events','Select':'COUNT','ScanFilter':{'x':{'ComparisonOperator':'EQ',"
            "'AttributeValueList':[{'N':'1'}]}}}"
        ),
        "{'Count':2,'ScannedCount':4}"
    );
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','TotalSegments':2,'Segment':2}"),
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: 2 is not less than TotalSegments: 2"
    );
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','Segment':1}"),
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present"
    );
}

TEST_F(ItemActions, AStartingKeyFitsTheIndexAndTheCondition) {
    const auto query = [&](const std::string& start) {
        return complaint(
            "Query",
            "{'TableName':'events','KeyConditionExpression':'lane = :l AND tick > :t',"
            "'ExpressionAttributeValues':{':l':{'S':'s'},':t':{'N':'5'}},"
            "'ExclusiveStartKey':{" +
                start + "}}"
        );
    };
    EXPECT_EQ(query("'lane':{'S':'s'}"), "The provided starting key is invalid");
    EXPECT_EQ(
        query("'lane':{'S':'s'},'tick':{'S':'6'}"),
        "The provided key element does not match the schema"
    );
    EXPECT_EQ(
        query("'lane':{'S':'s'},'tick':{}"),
        "The provided starting key is invalid: Supplied AttributeValue is empty, must contain "
        "exactly one of the supported datatypes"
    );
    EXPECT_EQ(
        query("'lane':{'S':'s'},'tick':{'N':'5'}"),
        "The provided starting key does not match the range key predicate"
    );
    EXPECT_EQ(
        query("'lane':{'S':'other'},'tick':{'N':'6'}"),
        "The provided starting key is outside query boundaries based on provided conditions"
    );
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','ExclusiveStartKey':{'lane':{'S':'s'}}}"),
        "The provided starting key is invalid: The provided key element does not match the schema"
    );
}

TEST_F(ItemActions, AScanGoesOnInItsSegment) {
    const auto start_in = [&](int segment) {
        return complaint(
            "Scan",
            "{'TableName':'items','TotalSegments':2,'Segment':" + std::to_string(segment) +
                ",'ExclusiveStartKey':{'id':{'S':'a'}}}"
        );
    };
    const std::string none = R"({"Count":0,"Items":[],"ScannedCount":0})";
    EXPECT_THAT(
        (std::vector{start_in(0), start_in(1)}),
        testing::UnorderedElementsAre(
            none, HasSubstr("Please use ExclusiveStartKey with correct Segment")
        )
    );
}

TEST_F(ItemActions, AnUpdateThatCannotBeIsRefusedBeforeItsCondition) {
    const std::string failing = ",'ConditionExpression':'attribute_exists(id)'";
    EXPECT_EQ(
        complaint(
            "UpdateItem",
            with_key(
                "'UpdateExpression':'SET id = :v',"
                "'ExpressionAttributeValues':{':v':{'S':'x'}}" +
                failing
            )
        ),
        "One or more parameter values were invalid: Cannot update attribute id. This attribute is "
        "part of the key"
    );
    EXPECT_EQ(
        complaint(
            "UpdateItem",
            with_key(
                "'UpdateExpression':'SET #r = :v','ExpressionAttributeNames':{'#r':'rank'},"
                "'ExpressionAttributeValues':{':v':{'S':'x'}}" +
                failing
            )
        ),
        "One or more parameter values were invalid: Type mismatch for Index Key rank Expected: N "
        "Actual: S IndexName: by_owner"
    );
    EXPECT_EQ(
        complaint("UpdateItem", with_key("'UpdateExpression':'REMOVE id.x'" + failing)),
        "One or more parameter values were invalid: Cannot update attribute id. This attribute is "
        "part of the key"
    );
}

TEST_F(ItemActions, PathsDoNotLeadIntoKeys) {
    EXPECT_EQ(
        complaint("GetItem", with_key("'ProjectionExpression':'id.x'")),
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: Key: id"
    );
    EXPECT_EQ(
        complaint(
            "Scan",
            "{'TableName':'items','FilterExpression':'#r[1] = :v',"
            "'ExpressionAttributeNames':{'#r':'rank'},"
            "'ExpressionAttributeValues':{':v':{'N':'1'}}}"
        ),
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: IndexKey: rank"
    );
}

}  // namespace
}  // namespace sosw::test
