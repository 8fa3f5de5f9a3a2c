#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "backends/aws/aws_dynamo_db.hpp"
#include "backends/endpoint/signature_check.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/service_transport.hpp"

// What a server that asks for signatures says of the clients' requests.

namespace sosw::aws {
namespace {

class SignedRequestsTest : public testing::Test {
protected:
    SignedRequestsTest() {
        keys_.add("default", {.id = "AKID", .secret = "right"});
        keys_.add("session", {.id = "ASIA", .secret = "right", .session_token = "token"});
    }

    /// A call to a server that lets through what is signed, and answers it with a table.
    Result<TableDescription> describe(const wire::AccessKey& key) {
        const endpoint::SignatureCheck check{keys_, server_clock_};
        test::ServiceTransport transport{
            [&](const wire::HttpRequest& request, const endpoint::Reply& reply) {
                const auto refusal = check.refusal(request);
                reply(refusal.value_or(wire::HttpResponse{
                    .status = 200, .body = R"({"Table":{"TableName":"t"}})"}));
            }};
        FixedCredentials credentials{key};
        AwsDynamoDb dynamo_db{
            {.clock = clock_, .transport = transport, .credentials = credentials},
            Random{7},
            {.url = parse_service_url("http://127.0.0.1:4566" + base_path_).value(),
             .signing_name = "dynamodb"}};
        return dynamo_db.describe_table("t");
    }

    test::ManualClock server_clock_;
    test::ManualClock clock_;
    wire::Credentials keys_;
    std::string base_path_;
};

TEST_F(SignedRequestsTest, TheRightSecretPasses) {
    EXPECT_TRUE(describe({.id = "AKID", .secret = "right"}));
    EXPECT_TRUE(describe({.id = "ASIA", .secret = "right", .session_token = "token"}));
    base_path_ = "/behind%20a/proxy";
    EXPECT_TRUE(describe({.id = "AKID", .secret = "right"}));
}

TEST_F(SignedRequestsTest, AWrongSecretIsRefused) {
    const auto refused = describe({.id = "AKID", .secret = "wrong"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::AccessDenied);
    EXPECT_EQ(refused.error().name, "InvalidSignatureException");
}

TEST_F(SignedRequestsTest, AnUnknownKeyIsRefused) {
    const auto refused = describe({.id = "NOBODY", .secret = "right"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::AccessDenied);
    EXPECT_EQ(refused.error().name, "UnrecognizedClientException");
}

TEST_F(SignedRequestsTest, ASignatureOfAnotherHourIsRefused) {
    clock_.advance(std::chrono::hours{1});
    const auto refused = describe({.id = "AKID", .secret = "right"});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::AccessDenied);
}

}  // namespace
}  // namespace sosw::aws
