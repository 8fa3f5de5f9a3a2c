#include "backends/endpoint/response_encoding.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/compression.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::endpoint {
namespace {

using ::testing::MatchesRegex;

class ResponseEncodingTest : public testing::Test {
protected:
    wire::HttpResponse finished(
        ServiceName service, wire::HttpResponse response, Accepted accepted = Accepted::Plain
    ) {
        encoding_.finish(service, accepted, response);
        return response;
    }
    static std::string header(const wire::HttpResponse& response, std::string_view name) {
        return std::string{response.headers.value_or_empty(name)};
    }

    test::ManualClock clock_;
    ResponseEncoding encoding_{clock_, Random{1}};
};

TEST_F(ResponseEncodingTest, DatesAndNamesTheServer) {
    const auto response = finished(ServiceName::Sns, {});
    EXPECT_EQ(header(response, "date"), "Mon, 02 Mar 2026 08:00:00 GMT");
    EXPECT_EQ(header(response, "server"), "Server");
    clock_.advance(std::chrono::hours{24});
    EXPECT_EQ(header(finished(ServiceName::Sns, {}), "date"), "Tue, 03 Mar 2026 08:00:00 GMT");
}

TEST_F(ResponseEncodingTest, DynamoDbHasAnIdOfItsFormAndAChecksum) {
    const auto response = finished(ServiceName::DynamoDb, {.body = "123456789"});
    EXPECT_THAT(header(response, "x-amzn-requestid"), MatchesRegex("[0-9A-V]{52}"));
    EXPECT_EQ(header(response, "x-amz-crc32"), std::to_string(0xcbf43926U));
}

TEST_F(ResponseEncodingTest, OthersHaveAUuid) {
    EXPECT_THAT(
        header(finished(ServiceName::Ssm, {}), "x-amzn-requestid"),
        MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
    );
    EXPECT_EQ(header(finished(ServiceName::Ssm, {}), "x-amz-crc32"), "");
}

TEST_F(ResponseEncodingTest, S3HasTwoIds) {
    const auto response = finished(ServiceName::S3, {});
    EXPECT_THAT(header(response, "x-amz-request-id"), MatchesRegex("[0-9A-F]{16}"));
    EXPECT_NE(header(response, "x-amz-id-2"), "");
    EXPECT_EQ(header(response, "x-amzn-requestid"), "");
}

TEST_F(ResponseEncodingTest, WhatTheServiceSaidStays) {
    const auto response =
        finished(ServiceName::Lambda, {.headers = {{"X-Amzn-RequestId", "mine"}}});
    EXPECT_EQ(header(response, "x-amzn-requestid"), "mine");
}

TEST_F(ResponseEncodingTest, IdsDiffer) {
    EXPECT_NE(
        header(finished(ServiceName::DynamoDb, {}), "x-amzn-requestid"),
        header(finished(ServiceName::DynamoDb, {}), "x-amzn-requestid")
    );
}

TEST_F(ResponseEncodingTest, CompressesForThoseWhoAcceptIt) {
    const std::string body(5000, 'a');
    const auto response = finished(ServiceName::DynamoDb, {.body = body}, Accepted::Gzip);
    EXPECT_EQ(header(response, "content-encoding"), "gzip");
    EXPECT_EQ(inflate_bytes(response.body, 10'000).value(), body);
    EXPECT_EQ(header(response, "x-amz-crc32"), std::to_string(crc32_of(response.body)));
}

TEST_F(ResponseEncodingTest, LeavesSmallBodiesAndThoseOfOthersAlone) {
    const std::string body(5000, 'a');
    EXPECT_EQ(finished(ServiceName::DynamoDb, {.body = "{}"}, Accepted::Gzip).body, "{}");
    EXPECT_EQ(finished(ServiceName::S3, {.body = body}, Accepted::Gzip).body, body);
    EXPECT_EQ(finished(ServiceName::DynamoDb, {.body = body}).body, body);
}

TEST(AcceptedBy, ReadsTheHeader) {
    const auto accepted = [](const char* header) {
        return accepted_by({.headers = {{"Accept-Encoding", header}}});
    };
    for (const char* const yes : {"gzip", "deflate, GZIP", "gzip;q=0.5", "br;q=1, gzip ; q=1"}) {
        EXPECT_EQ(accepted(yes), Accepted::Gzip) << yes;
    }
    for (const char* const no : {"", "identity", "gzip;q=0", "gzip; q=0.0", "x-gzipped", ","}) {
        EXPECT_EQ(accepted(no), Accepted::Plain) << no;
    }
    EXPECT_EQ(accepted_by({}), Accepted::Plain);
}

TEST(HttpDate, IsThatOfRfc9110) {
    EXPECT_EQ(http_date(from_epoch_seconds(784'111'777)), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace sosw::endpoint
