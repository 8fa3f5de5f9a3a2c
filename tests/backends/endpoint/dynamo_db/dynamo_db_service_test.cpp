#include "backends/endpoint/dynamo_db/dynamo_db_service.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/backends/endpoint/dynamo_db/service_fixture.hpp"

namespace sosw::test {
namespace {

using testing::HasSubstr;

class DynamoDbService : public DynamoDbServiceTest {};

TEST_F(DynamoDbService, AnswersInTheContentTypeThatItIsAskedIn) {
    const wire::HttpResponse json10 =
        post("GetItem", "{'TableName':'items','Key':{'id':{'S':'a'}}}");
    EXPECT_EQ(json10.status, 200);
    EXPECT_EQ(json10.headers.value_or_empty("content-type"), "application/x-amz-json-1.0");
    EXPECT_EQ(json10.body, "{}");
    const wire::HttpResponse plain = send(
        {.method = "POST",
         .headers =
             {{"X-Amz-Target", "DynamoDB_20120810.GetItem"},
              {"Content-Type", "application/json; charset=utf-8"}},
         .body = R"({"TableName":"items","Key":{"id":{"S":"a"}}})"}
    );
    EXPECT_EQ(plain.headers.value_or_empty("content-type"), "application/json");
}

TEST_F(DynamoDbService, IsHealthyForLoadBalancers) {
    EXPECT_EQ(send({.method = "GET"}).body, "healthy: dynamodb.us-west-2.amazonaws.com ");
}

TEST_F(DynamoDbService, DoesNotKnowOtherProtocols) {
    const wire::HttpResponse answer = send(
        {.method = "POST", .headers = {{"Content-Type", "text/plain"}}, .body = "Action=GetItem"}
    );
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, "<UnknownOperationException/>\n");
    EXPECT_EQ(send({.method = "PUT"}).status, 404);
}

TEST_F(DynamoDbService, RefusesOperationsThatItDoesNotKnow) {
    const std::string unknown = "{'__type':'com.amazon.coral.service#UnknownOperationException'}";
    EXPECT_EQ(call("DropEverything", "{}"), unknown);
    EXPECT_EQ(call("", "{}"), unknown);
    EXPECT_EQ(send({.method = "POST"}).status, 400);
}

TEST_F(DynamoDbService, RefusesBodiesThatAreNoObject) {
    const std::string refused = "{'__type':'com.amazon.coral.service#SerializationException'";
    for (const std::string body :
         {"", "{", "[]", "1", "null", "'x'", "{}{}", "{'TableName':'\xFF'}"}) {
        EXPECT_THAT(call("PutItem", body), testing::StartsWith(refused)) << body;
        EXPECT_EQ(post("PutItem", body).status, 400);
    }
}

TEST_F(DynamoDbService, DeepNestingIsRefusedAndHarmsNothing) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) {
        deep += "{'L':[";
    }
    EXPECT_EQ(post("PutItem", "{'TableName':'items','Item':{'id':" + deep).status, 400);
    std::string value = "{'S':'x'}";
    for (int i = 0; i < 40; ++i) {
        value = "{'L':[" + value + "]}";
    }
    EXPECT_EQ(
        complaint("PutItem", "{'TableName':'items','Item':{'id':{'S':'a'},'x':" + value + "}}"),
        "Nesting Levels have exceeded supported limits"
    );
    const std::string parentheses(4000, '(');
    EXPECT_THAT(
        complaint("Scan", "{'TableName':'items','FilterExpression':'" + parentheses + "'}"),
        HasSubstr("Invalid FilterExpression")
    );
}

TEST_F(DynamoDbService, ErrorsOfTablesAreAnswered) {
    const wire::HttpResponse answer =
        post("GetItem", "{'TableName':'nowhere','Key':{'id':{'S':'a'}}}");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(
        answer.body,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",)"
        R"("message":"Requested resource not found"})"
    );
}

Result<std::string> echo(endpoint::ActionContext& context, const wire::Json&) {
    return "{\"Region\":\"" + context.region + "\"}";
}

TEST_F(DynamoDbService, TakesActionsOfOthers) {
    const std::array actions{endpoint::NamedAction{"WhereAmI", echo}};
    service_.add_actions(actions);
    EXPECT_EQ(call("WhereAmI", "{}"), "{'Region':'us-west-2'}");
}

}  // namespace
}  // namespace sosw::test
