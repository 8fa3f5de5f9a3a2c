#include "backends/wire/lambda/lambda_call.hpp"

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

using enum LambdaOperation;

std::optional<LambdaCall> parse(const std::string& method, const std::string& target) {
    return parse_lambda_call({.method = method, .target = target});
}

TEST(LambdaCall, APathNamesAnOperationAndAFunction) {
    const auto call = parse("POST", "/2015-03-31/functions/worker/invocations");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->operation, Invoke);
    EXPECT_EQ(call->resource, "worker");
    EXPECT_EQ(call->detail, "");
}

TEST(LambdaCall, SegmentsAreDecodedAfterTheyWereTakenApart) {
    const auto call = parse("GET", "/2015-03-31/functions/arn%3Aaws%3Alambda%3Ax%2Fy");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->operation, GetFunction);
    EXPECT_EQ(call->resource, "arn:aws:lambda:x/y");
}

TEST(LambdaCall, ASlashAtTheEndSaysNothing) {
    EXPECT_EQ(parse("GET", "/2015-03-31/functions/")->operation, ListFunctions);
    EXPECT_EQ(parse("GET", "/2015-03-31/functions")->operation, ListFunctions);
    EXPECT_EQ(parse("POST", "/2014-11-13/functions/f/invoke-async/")->operation, InvokeAsync);
}

TEST(LambdaCall, TheMethodAndTheVersionDecideToo) {
    EXPECT_EQ(
        parse("PUT", "/2017-10-31/functions/f/concurrency")->operation, PutFunctionConcurrency
    );
    EXPECT_EQ(
        parse("GET", "/2019-09-30/functions/f/concurrency")->operation, GetFunctionConcurrency
    );
    EXPECT_FALSE(parse("GET", "/2017-10-31/functions/f/concurrency"));
    EXPECT_FALSE(parse("PUT", "/2015-03-31/functions/f"));
    EXPECT_FALSE(parse("GET", "/2016-01-01/functions/f"));
    EXPECT_FALSE(parse("GET", "/"));
}

TEST(LambdaCall, TheSecondPlaceIsTheDetail) {
    const auto call = parse("DELETE", "/2015-03-31/functions/f/policy/rule%201");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->operation, RemovePermission);
    EXPECT_EQ(call->resource, "f");
    EXPECT_EQ(call->detail, "rule 1");
}

TEST(LambdaCall, ParametersAreFoundByName) {
    const auto call = parse("GET", "/2015-03-31/functions/f?Qualifier=%24LATEST&x=1");
    ASSERT_TRUE(call);
    EXPECT_EQ(call->parameter("Qualifier"), "$LATEST");
    EXPECT_EQ(call->parameter("x"), "1");
    EXPECT_FALSE(call->parameter("Marker"));
}

}  // namespace
}  // namespace sosw::wire
