#include "backends/wire/dynamo_db/legacy_parameters.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/backends/endpoint/dynamo_db/service_fixture.hpp"

namespace sosw::test {
namespace {

class LegacyParameters : public ItemCalls {};

TEST_F(LegacyParameters, ExpectedIsACondition) {
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

TEST_F(LegacyParameters, ExpectedHasItsOwnRules) {
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

TEST_F(LegacyParameters, AttributeUpdatesPutAddAndDelete) {
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

TEST_F(LegacyParameters, ALegacyUpdateThatOnlyTakesAwayMakesNoItem) {
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

TEST_F(LegacyParameters, LegacyKeyConditionsAndFiltersAreQueries) {
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

TEST_F(LegacyParameters, AListOfAttributesRestrictsTheSelection) {
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','Select':'COUNT','ProjectionExpression':'x'}"),
        "Cannot specify the ProjectionExpression when choosing to get only the Count"
    );
    EXPECT_EQ(
        complaint("Scan", "{'TableName':'events','AttributesToGet':['a','b','a']}"),
        "One or more parameter values were invalid: Duplicate value in attribute name: a"
    );
}

}  // namespace
}  // namespace sosw::test
