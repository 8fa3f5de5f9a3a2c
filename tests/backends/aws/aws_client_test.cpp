#include "backends/aws/aws_client.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace sosw::aws {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// The status decides: 429 is throttled, 503 unavailable, 500 unknown.
Error error_of(const wire::HttpResponse& response) {
    const ErrorCode code = response.status == 429   ? ErrorCode::Throttled
                           : response.status == 503 ? ErrorCode::Unavailable
                           : response.status == 500 ? ErrorCode::OutcomeUnknown
                                                    : ErrorCode::InvalidRequest;
    return {.code = code, .name = std::to_string(response.status), .message = response.body};
}

class AwsClientTest : public testing::Test {
protected:
    Result<wire::HttpResponse> call(Effect effect) {
        return client_.call(
            {.method = "POST", .target = "/path", .headers = {{"X-Mine", "1"}}, .body = "{}"},
            effect
        );
    }
    std::size_t sent() const { return transport_.requests().size(); }

    test::ManualClock clock_;
    test::ScriptedTransport transport_;
    FixedCredentials credentials_{{.id = "AKID", .secret = "secret", .session_token = "token"}};
    AwsClient client_{
        {.clock = clock_, .transport = transport_, .credentials = credentials_},
        Random{7},
        {.url = parse_service_url("http://127.0.0.1:4566/base").value(),
         .region = "eu-west-1",
         .signing_name = "dynamodb"},
        &error_of,
        {}};
};

TEST_F(AwsClientTest, ARequestIsAddressedAndSigned) {
    transport_.answer(200, "answer");
    EXPECT_EQ(call(Effect::Write)->body, "answer");
    EXPECT_EQ(transport_.urls().at(0), "http://127.0.0.1:4566/base");
    const wire::HttpRequest& request = transport_.requests().at(0);
    EXPECT_EQ(request.target, "/path") << "the base path is the transport's to add";
    EXPECT_EQ(request.headers.value_or_empty("Host"), "127.0.0.1:4566");
    EXPECT_EQ(request.headers.value_or_empty("X-Mine"), "1");
    EXPECT_EQ(request.headers.value_or_empty("X-Amz-Date"), "20260302T080000Z");
    EXPECT_EQ(request.headers.value_or_empty("X-Amz-Security-Token"), "token");
    EXPECT_THAT(
        std::string{request.headers.value_or_empty("Authorization")},
        StartsWith("AWS4-HMAC-SHA256 Credential=AKID/20260302/eu-west-1/dynamodb/aws4_request")
    );
}

TEST_F(AwsClientTest, AThrottledRequestIsSentAgainAfterAWhile) {
    transport_.answer(429, "");
    transport_.answer(503, "");
    transport_.answer(200, "answer");
    const auto answer = call(Effect::Write);
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(sent(), 3U);
    EXPECT_GT(clock_.slept(), Duration::zero());
    EXPECT_LE(clock_.slept(), std::chrono::seconds{3});
    EXPECT_NE(transport_.requests().at(0).headers.value_or_empty("Authorization"), "")
        << "each attempt is signed anew";
}

TEST_F(AwsClientTest, AfterThreeAttemptsTheErrorIsTheCallers) {
    for (int i = 0; i < 3; ++i) {
        transport_.answer(429, "attempt " + std::to_string(i));
    }
    const auto answer = call(Effect::Write);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::Throttled);
    EXPECT_EQ(answer.error().message, "attempt 2");
}

TEST_F(AwsClientTest, WhatIsWrongIsNotSentAgain) {
    transport_.answer(400, "no");
    EXPECT_EQ(call(Effect::Read).error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(sent(), 1U);
}

TEST_F(AwsClientTest, NobodyAnswersARefusedConnectionSoItIsTriedAgain) {
    transport_.fail_with(ErrorCode::Unavailable, "EndpointConnectionError");
    transport_.answer(200, "");
    EXPECT_TRUE(call(Effect::Write));
    EXPECT_EQ(sent(), 2U);
}

TEST_F(AwsClientTest, AWriteWhoseAnswerIsLostIsNotSentAgain) {
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ConnectionClosedError");
    EXPECT_EQ(call(Effect::Write).error().code, ErrorCode::OutcomeUnknown);
    transport_.answer(500, "");
    EXPECT_EQ(call(Effect::Write).error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(sent(), 2U);
    EXPECT_EQ(clock_.slept(), Duration::zero());
}

TEST_F(AwsClientTest, ARepetitionThatChangesNothingMoreIsSent) {
    transport_.answer(500, "");
    transport_.answer(200, "");
    EXPECT_TRUE(call(Effect::RepeatedOnce));
    for (int i = 0; i < 3; ++i) {
        transport_.fail_with(ErrorCode::OutcomeUnknown, "ReadTimeoutError");
    }
    EXPECT_EQ(call(Effect::RepeatedOnce).error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(sent(), 5U);
}

TEST_F(AwsClientTest, AReadIsRepeatedAndLeavesNoDoubt) {
    for (int i = 0; i < 3; ++i) {
        transport_.fail_with(ErrorCode::OutcomeUnknown, "ReadTimeoutError");
    }
    const auto answer = call(Effect::Read);
    EXPECT_EQ(answer.error().code, ErrorCode::Unavailable) << "nothing was changed";
    EXPECT_EQ(answer.error().name, "ReadTimeoutError");
    EXPECT_EQ(sent(), 3U);
}

TEST_F(AwsClientTest, ADamagedAnswerIsNone) {
    transport_.answer(200, "{}", {{"x-amz-crc32", "2745614147"}});
    EXPECT_TRUE(call(Effect::Write));
    transport_.answer(200, "{]", {{"x-amz-crc32", "2745614147"}});
    EXPECT_EQ(call(Effect::Write).error().name, "ChecksumMismatch");
    transport_.answer(200, "{}", {{"x-amz-crc32", "nonsense"}});
    EXPECT_EQ(call(Effect::Write).error().code, ErrorCode::OutcomeUnknown);
}

TEST(RetryQuota, RunsOutAndComesBack) {
    RetryQuota quota{Random{7}, {.tokens = 12}};
    const Error throttled{.code = ErrorCode::Throttled, .name = "Throttling", .message = ""};
    RequestCourse first;
    RequestCourse second;
    RequestCourse third;
    EXPECT_TRUE(quota.next_delay(first, throttled));
    EXPECT_TRUE(quota.next_delay(second, throttled));
    EXPECT_EQ(quota.tokens(), 2);
    EXPECT_FALSE(quota.next_delay(third, throttled));
    quota.succeeded(first);
    EXPECT_EQ(quota.tokens(), 7) << "the retry's price comes back";
    quota.succeeded({});
    EXPECT_EQ(quota.tokens(), 8);
    for (int i = 0; i < 20; ++i) {
        quota.succeeded({});
    }
    EXPECT_EQ(quota.tokens(), 12);
    const Error timeout{
        .code = ErrorCode::Unavailable, .name = "ConnectTimeoutError", .message = ""};
    RequestCourse slow;
    EXPECT_TRUE(quota.next_delay(slow, timeout));
    EXPECT_EQ(quota.tokens(), 2) << "a timeout costs twice as much";
    quota.succeeded(slow);
    EXPECT_EQ(quota.tokens(), 12) << "and gives back as much";
}

TEST(RetryQuota, WaitsAreJitteredUpToADoublingCeiling) {
    RetryQuota quota{Random{7}, {.attempts_max = 100, .tokens = 1'000'000}};
    const Error throttled{.code = ErrorCode::Throttled, .name = "Throttling", .message = ""};
    for (int failed = 1; failed < 60; ++failed) {
        const Duration ceiling = std::chrono::seconds{failed > 5 ? 20 : 1 << (failed - 1)};
        Duration longest{};
        for (int i = 0; i < 200; ++i) {
            RequestCourse course{.failed = failed - 1};
            longest = std::max(longest, quota.next_delay(course, throttled).value());
        }
        EXPECT_LE(longest, ceiling) << failed;
        EXPECT_GT(longest, ceiling / 2) << failed;
    }
}

}  // namespace
}  // namespace sosw::aws
