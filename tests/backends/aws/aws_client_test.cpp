#include "backends/aws/aws_client.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/faulty_transport.hpp"
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

/// The body names the error.
Error named_error(const wire::HttpResponse& response) {
    return {.code = ErrorCode::AccessDenied, .name = response.body, .message = "no"};
}

/// Keys `KEY1`, `KEY2` …, each of which lasts until it is rejected.
class ExpiredKeyTest : public testing::Test {
protected:
    void expire() { transport_.answer(403, "ExpiredTokenException"); }
    AwsClient client(CredentialsSource& source) {
        return {
            {.clock = clock_, .transport = transport_, .credentials = source},
            Random{7},
            public_address("lambda", "us-west-2"),
            &named_error,
            {}};
    }
    std::string key_of(std::size_t request) const {
        const std::string text{
            transport_.requests().at(request).headers.value_or_empty("Authorization")};
        const std::size_t begin = text.find('=') + 1;
        return text.substr(begin, text.find('/') - begin);
    }

    test::ManualClock clock_;
    test::ScriptedTransport transport_;
    test::RotatingCredentials rotating_;
    AwsClient client_ = client(rotating_);
};

TEST_F(ExpiredKeyTest, AnotherKeyIsTriedAtOnceEvenForAWrite) {
    for (const char* name : {"ExpiredToken", "ExpiredTokenException", "RequestExpired"}) {
        transport_.answer(403, name);
        transport_.answer(200, "answer");
        const auto answer = client_.call({}, Effect::Write);
        ASSERT_TRUE(answer) << to_string(answer.error());
    }
    EXPECT_EQ(key_of(0), "KEY1");
    EXPECT_EQ(key_of(1), "KEY2");
    EXPECT_EQ(key_of(5), "KEY4");
    EXPECT_EQ(clock_.slept(), Duration::zero());
}

TEST_F(ExpiredKeyTest, ARequestGetsOneOtherKeyOnly) {
    expire();
    expire();
    EXPECT_EQ(client_.call({}, Effect::Read).error().name, "ExpiredTokenException");
    EXPECT_EQ(transport_.requests().size(), 2U);
    transport_.answer(200, "");
    EXPECT_TRUE(client_.call({}, Effect::Read)) << "the next one has its own chance";
}

TEST_F(ExpiredKeyTest, WithNoOtherKeyTheRefusalIsTheCallers) {
    FixedCredentials fixed{{.id = "AKID", .secret = "secret"}};
    AwsClient of_one_key = client(fixed);
    expire();
    EXPECT_EQ(of_one_key.call({}, Effect::Read).error().name, "ExpiredTokenException");
    EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(ExpiredKeyTest, AWrongKeyIsNotAnExpiredOne) {
    transport_.answer(403, "UnrecognizedClientException");
    EXPECT_FALSE(client_.call({}, Effect::Read));
    EXPECT_EQ(transport_.requests().size(), 1U);
    EXPECT_EQ(rotating_.rejected(), 0);
}

TEST_F(ExpiredKeyTest, RequestsThatGoTogetherRejectTheirKeyOnce) {
    for (int i = 0; i < 3; ++i) {
        expire();
    }
    for (int i = 0; i < 3; ++i) {
        transport_.answer(200, std::to_string(i));
    }
    const std::vector<AwsClient::Call> calls(3);
    const auto answers = client_.call_all(calls);
    ASSERT_EQ(answers.size(), 3U);
    EXPECT_EQ(answers[2]->body, "2");
    EXPECT_EQ(rotating_.rejected(), 1);
    EXPECT_EQ(key_of(5), "KEY2");
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
