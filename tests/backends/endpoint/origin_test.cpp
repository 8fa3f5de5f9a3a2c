#include "backends/endpoint/origin.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

std::optional<wire::HttpResponse> answer(
    const std::string& origin, ServiceName service, const std::string& method = "POST"
) {
    return answer_to_origin({.method = method, .headers = {{"Origin", origin}}}, service);
}

TEST(Origin, RequestsOfProgramsPass) {
    EXPECT_FALSE(answer_to_origin({.method = "POST"}, ServiceName::Lambda));
}

TEST(Origin, PagesOfThisMachinePass) {
    for (const char* const origin :
         {"http://localhost:3000", "http://127.0.0.1", "https://localhost", "http://[::1]:80"}) {
        EXPECT_FALSE(answer(origin, ServiceName::Lambda)) << origin;
    }
}

TEST(Origin, PagesOfOthersDoNot) {
    for (const char* const origin :
         {"https://example.com",
          "null",
          "http://localhost.example.com",
          "http://127.example.com",
          "http://[::2]",
          "http://[",
          ""}) {
        EXPECT_EQ(answer(origin, ServiceName::Lambda)->status, 403) << origin;
    }
    EXPECT_TRUE(answer("https://example.com", ServiceName::Own));
}

TEST(Origin, DynamoDbGivesPermissionAsItDoesOnAws) {
    const wire::HttpRequest question{
        .method = "OPTIONS",
        .headers = {
            {"Origin", "https://example.com"},
            {"Access-Control-Request-Headers", "x-amz-target"},
            {"Access-Control-Request-Method", "POST"}}};
    const auto permission = answer_to_origin(question, ServiceName::DynamoDb);
    ASSERT_TRUE(permission);
    EXPECT_EQ(permission->status, 200);
    const wire::HttpHeaders& headers = permission->headers;
    EXPECT_EQ(headers.value_or_empty("access-control-allow-origin"), "*");
    EXPECT_EQ(headers.value_or_empty("access-control-allow-headers"), "x-amz-target");
    EXPECT_EQ(headers.value_or_empty("access-control-allow-methods"), "POST");
    EXPECT_EQ(headers.value_or_empty("access-control-max-age"), "172800");
    EXPECT_FALSE(answer("https://example.com", ServiceName::DynamoDb));
}

TEST(Origin, APageMayReadTheIdOfItsRequest) {
    wire::HttpHeaders headers;
    allow_origin(headers);
    EXPECT_NE(
        headers.value_or_empty("access-control-expose-headers").find("x-amzn-RequestId"),
        std::string_view::npos
    );
}

}  // namespace
}  // namespace sosw::endpoint
