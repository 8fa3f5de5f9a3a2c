#include "backends/endpoint/dynamo_db/item_actions.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/backends/endpoint/dynamo_db/service_fixture.hpp"

namespace sosw::test {
namespace {

using testing::HasSubstr;

class ItemActions : public DynamoDbServiceTest {
protected:
    /// Puts what stands in the braces of an item.
    void put(const std::string& table, const std::string& attributes) {
        ASSERT_EQ(
            call("PutItem", "{'TableName':'" + table + "','Item':{" + attributes + "}}"), "{}"
        );
    }
    void put_event(int tick, const std::string& more = "") {
        put("events", "'lane':{'S':'s'},'tick':{'N':'" + std::to_string(tick) + "'}" + more);
    }
};

constexpr const char* kKey = "'TableName':'items','Key':{'id':{'S':'a'}}";

std::string with_key(const std::string& more) { return std::string{"{"} + kKey + "," + more + "}"; }

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

TEST_F(ItemActions, ExpectedIsACondition) {
    put("items", "'id':{'S':'a'},'n':{'N':'1'},'s':{'S':'xyz'}");
    const auto outcome = [&](const std::string& expected) {
        return post("UpdateItem", with_key("'Expected':{" + expected + "}")).status;
    };
    EXPECT_EQ(outcome("'n':{'Value':{'N':'1.0'}},'q':{'Exists':false}"), 200);
    EXPECT_EQ(outcome("'n':{'Exists':false}"), 400);
    EXPECT_EQ(
        outcome("'n':{'ComparisonOperator':'BETWEEN','AttributeValueList':[{'N':'0'},{'N':'1'}]}"),
        200
    );
    EXPECT_EQ(
        outcome("'n':{'ComparisonOperator':'IN','AttributeValueList':[{'N':'0'},{'N':'2'}]}"), 400
    );
    EXPECT_EQ(
        outcome("'s':{'ComparisonOperator':'NOT_CONTAINS','AttributeValueList':[{'S':'b'}]}"), 200
    );
    EXPECT_EQ(
        outcome("'s':{'ComparisonOperator':'BEGINS_WITH','AttributeValueList':[{'S':'xy'}]}"), 200
    );
    EXPECT_EQ(
        post(
            "UpdateItem",
            with_key("'ConditionalOperator':'OR',"
                     "'Expected':{'n':{'Value':{'N':'9'}},'s':{'ComparisonOperator':'NOT_NULL'}}")
        )
            .status,
        200
    );
}

TEST_F(ItemActions, ExpectedHasItsOwnRules) {
    const auto problem = [&](const std::string& condition) {
        return complaint("DeleteItem", with_key("'Expected':{'n':" + condition + "}"));
    };
    const std::string invalid = "One or more parameter values were invalid: ";
    EXPECT_EQ(
        problem("{}"), invalid + "Value must be provided when Exists is null for Attribute: n"
    );
    EXPECT_EQ(
        problem("{'Exists':false,'Value':{'S':'x'}}"),
        invalid + "Value cannot be used when Exists is false for Attribute: n"
    );
    EXPECT_EQ(
        problem("{'ComparisonOperator':'LT'}"),
        invalid +
            "Value or AttributeValueList must be used with ComparisonOperator: LT for "
            "Attribute: n"
    );
    EXPECT_EQ(
        problem("{'ComparisonOperator':'LT','AttributeValueList':[]}"),
        invalid + "Invalid number of argument(s) for the LT ComparisonOperator"
    );
    EXPECT_EQ(
        problem("{'ComparisonOperator':'LT','AttributeValueList':[{'BOOL':true}]}"),
        invalid + "ComparisonOperator LT is not valid for BOOL AttributeValue type"
    );
    EXPECT_EQ(
        problem("{'ComparisonOperator':'IN','AttributeValueList':[{'S':'a'},{'N':'1'}]}"),
        invalid + "AttributeValues inside AttributeValueList must be of same type"
    );
    EXPECT_EQ(
        complaint("DeleteItem", with_key("'ConditionalOperator':'OR'")),
        "ConditionalOperator cannot be used without Filter or Expected"
    );
}

TEST_F(ItemActions, AttributeUpdatesPutAddAndDelete) {
    put("items", "'id':{'S':'a'},'n':{'N':'1'},'ss':{'SS':['x','y']},'l':{'L':[{'N':'1'}]}");
    EXPECT_EQ(
        call(
            "UpdateItem",
            with_key("'ReturnValues':'UPDATED_NEW','AttributeUpdates':{"
                     "'p':{'Value':{'S':'new'}},"
                     "'n':{'Action':'ADD','Value':{'N':'2'}},"
                     "'l':{'Action':'ADD','Value':{'L':[{'N':'2'}]}},"
                     "'ss':{'Action':'DELETE','Value':{'SS':['x']}}}")
        ),
        "{'Attributes':{'p':{'S':'new'},'l':{'L':[{'N':'1'},{'N':'2'}]},'n':{'N':'3'},"
        "'ss':{'SS':['y']}}}"
    );
    EXPECT_EQ(
        complaint(
            "UpdateItem", with_key("'AttributeUpdates':{'p':{'Action':'ADD','Value':{'N':'2'}}}")
        ),
        "Type mismatch for attribute to update"
    );
    EXPECT_EQ(
        complaint("UpdateItem", with_key("'AttributeUpdates':{'p':{}}")),
        "One or more parameter values were invalid: Only DELETE action is allowed when no "
        "attribute value is specified"
    );
}

TEST_F(ItemActions, ALegacyUpdateThatOnlyTakesAwayMakesNoItem) {
    EXPECT_EQ(call("UpdateItem", with_key("'AttributeUpdates':{'p':{'Action':'DELETE'}}")), "{}");
    EXPECT_EQ(call("GetItem", std::string{"{"} + kKey + "}"), "{}");
    EXPECT_EQ(
        complaint("UpdateItem", with_key("'AttributeUpdates':{'id':{'Action':'DELETE'}}")),
        "One or more parameter values were invalid: Cannot update attribute id. This attribute is "
        "part of the key"
    );
    EXPECT_EQ(
        complaint(
            "UpdateItem",
            with_key("'AttributeUpdates':{'p':{'Action':'DELETE'}},"
                     "'Expected':{'q':{'Value':{'S':'x'}}}")
        ),
        "The conditional request failed"
    );
    EXPECT_EQ(call("UpdateItem", with_key("'AttributeUpdates':{}")), "{}");
    EXPECT_EQ(call("GetItem", std::string{"{"} + kKey + "}"), "{'Item':{'id':{'S':'a'}}}");
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

TEST_F(ItemActions, LegacyKeyConditionsAndFiltersAreQueries) {
    for (int tick = 1; tick <= 4; ++tick) {
        put_event(tick, ",'x':{'N':'" + std::to_string(tick % 2) + "'}");
    }
    const std::string lane = "'lane':{'ComparisonOperator':'EQ','AttributeValueList':[{'S':'s'}]}";
    const auto query = [&](const std::string& conditions, const std::string& more = "") {
        return complaint(
            "Query",
            "{'TableName':'events','Select':'COUNT','KeyConditions':{" + conditions + "}" + more +
                "}"
        );
    };
    EXPECT_EQ(
        query(
            lane + ",'tick':{'ComparisonOperator':'GT','AttributeValueList':[{'N':'1'}]}",
            ",'QueryFilter':{'x':{'ComparisonOperator':'EQ','AttributeValueList':[{'N':'1'}]}}"
        ),
        R"({"Count":1,"ScannedCount":3})"
    );
    EXPECT_EQ(
        query(lane + ",'tick':{'ComparisonOperator':'NE','AttributeValueList':[{'N':'1'}]}"),
        "Attempted conditional constraint is not an indexable operation"
    );
    EXPECT_EQ(
        query("'tick':{'ComparisonOperator':'NULL'}"),
        "Query condition missed key schema element: lane"
    );
    EXPECT_EQ(query(""), "Conditions can be of length 1 or 2 only");
    EXPECT_EQ(
        query(
            lane,
            ",'QueryFilter':{'tick':{'ComparisonOperator':'EQ','AttributeValueList':[{'N':'1'}]}}"
        ),
        "QueryFilter can only contain non-primary key attributes: Primary key attribute: tick"
    );
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

TEST_F(ItemActions, AListOfAttributesRestrictsTheSelection) {
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','Select':'COUNT','ProjectionExpression':'x'}"),
        "Cannot specify the ProjectionExpression when choosing to get only the Count"
    );
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','AttributesToGet':['a','b','a']}"),
        "One or more parameter values were invalid: Duplicate value in attribute name: a"
    );
}

TEST_F(ItemActions, ABatchWritesAndReads) {
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

TEST_F(ItemActions, BatchesAreBounded) {
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

TEST_F(ItemActions, ATransactionGivesReasonsWithItems) {
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

TEST_F(ItemActions, TransactionsReadAndWrite) {
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

TEST_F(ItemActions, TransactionsAreChecked) {
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
