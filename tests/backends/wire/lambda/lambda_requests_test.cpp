#include "backends/wire/lambda/lambda_requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr const char* kRole = "arn:aws:iam::000000000000:role/r";

std::string configuration_with(const std::string& member) { return "{" + member + "}"; }

std::string message_of(const Result<FunctionChange>& result) {
    return result ? "accepted" : result.error().name + ": " + result.error().message;
}

TEST(LambdaRequests, ACreationIsRead) {
    const auto change = read_create_function(
        R"({"FunctionName":"f","Runtime":"python3.11","Handler":"a.b","Timeout":5,)"
        R"("MemorySize":256,"Description":null,"Architectures":["arm64"],)"
        R"("Environment":{"Variables":{"A":"1"}},"Tags":{"t":"u"},)"
        R"("VpcConfig":{ "SubnetIds": [] },"Code":{"ZipFile":"UEs="},"Role":")" +
        std::string{kRole} + "\"}"
    );
    ASSERT_TRUE(change) << message_of(change);
    EXPECT_EQ(change->function_name, "f");
    EXPECT_EQ(change->runtime, "python3.11");
    EXPECT_EQ(change->timeout_seconds, 5);
    EXPECT_EQ(change->memory_size_mb, 256);
    EXPECT_FALSE(change->description);
    EXPECT_EQ(change->architecture, "arm64");
    EXPECT_THAT(*change->environment, ElementsAre(Pair("A", "1")));
    EXPECT_THAT(change->tags, ElementsAre(Pair("t", "u")));
    EXPECT_THAT(change->remembered, ElementsAre(Pair("VpcConfig", R"({"SubnetIds":[]})")));
    EXPECT_EQ(change->code.zip_file, "PK");
}

TEST(LambdaRequests, WhatIsNotSentIsNotChanged) {
    const auto change = read_update_configuration("");
    ASSERT_TRUE(change);
    EXPECT_FALSE(change->timeout_seconds);
    EXPECT_FALSE(change->environment);
    const auto emptied = read_update_configuration(R"({"Environment":{}})");
    ASSERT_TRUE(emptied);
    EXPECT_TRUE(emptied->environment && emptied->environment->empty());
}

TEST(LambdaRequests, BrokenBodiesAreNoJson) {
    for (const char* body : {
             "{",
             "[]",
             "1",
             R"({"Timeout":"3"})",
             R"({"Timeout":1.5})",
             R"({"Handler":7})",
             R"({"Environment":[]})",
             R"({"Environment":{"Variables":{"A":1}}})",
         }) {
        EXPECT_THAT(
            message_of(read_update_configuration(body)),
            HasSubstr("InvalidRequestContentException: Could not parse request body into json")
        ) << body;
    }
    EXPECT_THAT(message_of(read_update_code(R"({"ZipFile":"?"})")), HasSubstr("no base64"));
}

TEST(LambdaRequests, ValuesOutsideOfTheModelAreNamed) {
    struct Case {
        const char* member;
        const char* message;
    };
    for (const Case& one : {
             Case{
                 R"("Timeout":0)",
                 "Value '0' at 'timeout' failed to satisfy constraint: Member must have value "
                 "greater than or equal to 1"},
             Case{
                 R"("MemorySize":10241)",
                 "Value '10241' at 'memorySize' failed to satisfy constraint: Member must have "
                 "value less than or equal to 10240"},
             Case{
                 R"("Handler":"a b")",
                 R"(Value 'a b' at 'handler' failed to satisfy constraint: Member must satisfy )"
                 R"(regular expression pattern: [^\s]+)"},
             Case{
                 R"("Role":"arn:aws:iam::1:role/r")",
                 "Value 'arn:aws:iam::1:role/r' at 'role' failed to satisfy constraint"},
         }) {
        EXPECT_THAT(
            message_of(read_update_configuration(configuration_with(one.member))),
            HasSubstr(
                std::string{"ValidationException: 1 validation error detected: "} + one.message
            )
        );
    }
    EXPECT_THAT(
        message_of(read_update_configuration(R"({"Timeout":0,"MemorySize":1})")),
        HasSubstr("2 validation errors detected: ")
    );
    EXPECT_THAT(
        message_of(read_update_code(R"({"Architectures":["mips"]})")),
        HasSubstr("Member must satisfy enum value set: [x86_64, arm64]")
    );
}

TEST(LambdaRequests, RolesOfAllPartitionsAreRoles) {
    for (const char* role : {kRole, "arn:aws-cn:iam::000000000000:role/service-role/a+b@c"}) {
        EXPECT_TRUE(
            read_update_configuration(configuration_with("\"Role\":\"" + std::string{role} + '"'))
        ) << role;
    }
}

TEST(LambdaRequests, TheSmallOnesAreReadToo) {
    EXPECT_EQ(read_reserved_concurrency(R"({"ReservedConcurrentExecutions":0})"), 0);
    EXPECT_EQ(read_reserved_concurrency("{}").error().name, "ValidationException");
    const auto config = read_event_invoke_config(
        R"({"MaximumRetryAttempts":1,"DestinationConfig":{"OnFailure":{}}})"
    );
    ASSERT_TRUE(config);
    EXPECT_EQ(config->maximum_retry_attempts, 1);
    EXPECT_FALSE(config->maximum_event_age_seconds);
    EXPECT_EQ(config->destination_config, R"({"OnFailure":{}})");
    EXPECT_FALSE(read_event_invoke_config(R"({"MaximumEventAgeInSeconds":59})"));
    const auto permission =
        read_permission(R"({"StatementId":"s","Action":"a","Principal":"p","SourceArn":"x"})");
    ASSERT_TRUE(permission);
    EXPECT_EQ(permission->source_arn, "x");
    EXPECT_FALSE(permission->source_account);
    EXPECT_FALSE(read_permission(R"({"StatementId":"s"})"));
    EXPECT_THAT(*read_tags(R"({"Tags":{"a":"b"}})"), ElementsAre(Pair("a", "b")));
    EXPECT_FALSE(read_tags("{}"));
}

}  // namespace
}  // namespace sosw::wire
