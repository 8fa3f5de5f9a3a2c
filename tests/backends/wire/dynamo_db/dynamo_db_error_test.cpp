#include "backends/wire/dynamo_db/dynamo_db_error.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "core/ports/dynamo_db.hpp"
#include "core/ports/throttling.hpp"

namespace sosw::wire {
namespace {

HttpResponse answer(const Error& error) { return dynamo_db_error_response(error, kDynamoDbJson); }

TEST(DynamoDbError, IsQualifiedByWhoMadeIt) {
    EXPECT_EQ(
        qualified_error_name("ValidationException"), "com.amazon.coral.validate#ValidationException"
    );
    EXPECT_EQ(
        qualified_error_name("SerializationException"),
        "com.amazon.coral.service#SerializationException"
    );
    EXPECT_EQ(
        qualified_error_name("ResourceNotFoundException"),
        "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
    );
}

TEST(DynamoDbError, CarriesTheItemOfAFailedCondition) {
    auto detail = std::make_shared<ConditionCheckFailed>();
    detail->item = {{"id", "a"}};

    const HttpResponse response = answer(
        {.code = ErrorCode::ConditionFailed,
         .name = "ConditionalCheckFailedException",
         .message = "The conditional request failed",
         .details = detail}
    );

    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.headers.value_or_empty("content-type"), "application/x-amz-json-1.0");
    EXPECT_EQ(
        response.body,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
        R"("Item":{"id":{"S":"a"}},"message":"The conditional request failed"})"
    );
}

TEST(DynamoDbError, GivesOneReasonPerActionOfATransaction) {
    auto detail = std::make_shared<TransactionCanceled>();
    detail->reasons = {
        {.code = "None"},
        {.code = "ConditionalCheckFailed", .message = "no", .item = Item{{"id", "a"}}}};

    const HttpResponse response = answer(
        {.code = ErrorCode::ConditionFailed,
         .name = "TransactionCanceledException",
         .message = "cancelled",
         .details = detail}
    );

    EXPECT_EQ(
        response.body,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
        R"("CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"no",)"
        R"("Item":{"id":{"S":"a"}}}],"Message":"cancelled"})"
    );
}

TEST(DynamoDbError, SaysWhatWasThrottled) {
    auto detail = std::make_shared<RequestThrottled>();
    detail->reasons = {{.reason = "TableReadProvisionedThroughputExceeded", .resource = "arn"}};

    const HttpResponse response = answer(
        {.code = ErrorCode::Throttled,
         .name = "ProvisionedThroughputExceededException",
         .message = "slow down",
         .details = detail}
    );

    EXPECT_EQ(
        response.body,
        R"({"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",)"
        R"("ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded",)"
        R"("resource":"arn"}],"message":"slow down"})"
    );
}

TEST(DynamoDbError, TheServicesOwnFaultsAre500) {
    EXPECT_EQ(answer(Error{ErrorCode::Unavailable, "", ""}).status, 500);
    EXPECT_EQ(answer(Error{ErrorCode::InvalidRequest, "", ""}).status, 400);
}

}  // namespace
}  // namespace sosw::wire
