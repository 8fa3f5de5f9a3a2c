#include "backends/wire/lambda/lambda_answers.hpp"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(LambdaAnswers, TimesHaveLambdasForm) {
    EXPECT_EQ(lambda_timestamp(from_epoch_seconds(1'772'438'400)), "2026-03-02T08:00:00.000+0000");
    EXPECT_EQ(
        lambda_timestamp(from_epoch_microseconds(1'772'438'400'045'999)),
        "2026-03-02T08:00:00.045+0000"
    );
}

TEST(LambdaAnswers, AProfileIsStoredWhole) {
    FunctionProfile profile;
    profile.runtime = "python3.12";
    profile.role = "arn:r";
    profile.handler = "a.b";
    profile.description = "\"quoted\" ü";
    profile.architecture = "arm64";
    profile.environment = {{"A", "1"}, {"B", ""}};
    profile.tags = {{"t", "u"}};
    profile.remembered = {{"VpcConfig", R"({"a":[1]})"}};
    profile.statements = {{"s", R"({"Sid":"s"})"}};
    profile.code_sha256 = "abc=";
    profile.code_size = 7;
    profile.revision_id = "r-1";
    profile.last_modified = from_epoch_microseconds(123'456);
    profile.event_invoke_config_at = from_epoch_microseconds(789);
    profile.destination_config = "{}";
    const std::string text = profile_text(profile);
    const FunctionProfile read = read_profile(text);
    EXPECT_EQ(profile_text(read), text);
    EXPECT_EQ(read.environment, profile.environment);
    EXPECT_EQ(read.description, profile.description);
    EXPECT_EQ(read.event_invoke_config_at, profile.event_invoke_config_at);
    EXPECT_FALSE(read_profile("{}").event_invoke_config_at);
    EXPECT_EQ(read_profile("{}").handler, "bootstrap");
}

TEST(LambdaAnswers, AnImageHasNeitherRuntimeNorHandler) {
    FunctionDescription function{.function_name = "f"};
    EXPECT_THAT(configuration_body(function), HasSubstr("\"Runtime\""));
    function.profile.package_type = "Image";
    EXPECT_THAT(configuration_body(function), Not(HasSubstr("\"Runtime\"")));
    EXPECT_THAT(configuration_body(function), Not(HasSubstr("\"Handler\"")));
    EXPECT_THAT(function_body(function, "x"), HasSubstr(R"("RepositoryType":"ECR")"));
}

TEST(LambdaAnswers, APrincipalIsAServiceAnAccountOrAnArn) {
    const auto statement = [](const std::string& principal) {
        return policy_statement(
            {.statement_id = "s", .action = "a", .principal = principal}, "arn:f"
        );
    };
    EXPECT_THAT(statement("s3.amazonaws.com"), HasSubstr(R"({"Service":"s3.amazonaws.com"})"));
    EXPECT_THAT(
        statement("123456789012"), HasSubstr(R"({"AWS":"arn:aws:iam::123456789012:root"})")
    );
    EXPECT_THAT(
        statement("arn:aws:iam::1:user/u"), HasSubstr(R"({"AWS":"arn:aws:iam::1:user/u"})")
    );
    EXPECT_THAT(statement("*"), HasSubstr(R"("Principal":"*")"));
}

TEST(LambdaAnswers, ErrorsHaveTheirStatusAndTheirShape) {
    const auto answer = [](const std::string& name) {
        return lambda_error(Error{.name = name, .message = "m"});
    };
    EXPECT_EQ(answer("ResourceNotFoundException").status, 404);
    EXPECT_EQ(answer("ResourceConflictException").status, 409);
    EXPECT_EQ(answer("RequestTooLargeException").status, 413);
    EXPECT_EQ(answer("InvalidParameterValueException").status, 400);
    EXPECT_EQ(answer("InvalidParameterValueException").body, R"({"Type":"User","Message":"m"})");
    EXPECT_EQ(answer("ServiceException").status, 500);
    EXPECT_EQ(answer("ServiceException").body, R"({"Type":"Service","Message":"m"})");
    EXPECT_EQ(answer("ValidationException").body, R"({"message":"m"})");
    EXPECT_EQ(
        answer("ValidationException").headers.value_or_empty("x-amzn-ErrorType"),
        "ValidationException"
    );
}

TEST(LambdaAnswers, AThrottleSaysWhichLimitItWas) {
    auto detail = std::make_shared<InvokeThrottled>();
    detail->reason = "ConcurrentInvocationLimitExceeded";
    const HttpResponse answer = lambda_error(Error{
        .name = "TooManyRequestsException", .message = "longer", .details = detail});
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(
        answer.body,
        R"({"Reason":"ConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."})"
    );
    EXPECT_NE(answer.headers.find("Retry-After"), nullptr);
}

}  // namespace
}  // namespace sosw::wire
