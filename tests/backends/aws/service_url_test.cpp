#include "backends/aws/service_url.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::aws {
namespace {

TEST(ServiceUrl, IsReadFromAUsersEndpoint) {
    const auto url = parse_service_url("HTTP://127.0.0.1:4566/base/").value();
    EXPECT_EQ(url.scheme, "http");
    EXPECT_EQ(url.authority, "127.0.0.1:4566");
    EXPECT_EQ(url.base_path, "/base");
    EXPECT_EQ(url.text(), "http://127.0.0.1:4566/base");
    EXPECT_EQ(parse_service_url("http://[::1]:4566")->authority, "[::1]:4566");
}

TEST(ServiceUrl, ItsSchemesOwnPortGoesWithoutSaying) {
    EXPECT_EQ(parse_service_url("https://aws.test:443")->text(), "https://aws.test");
    EXPECT_EQ(parse_service_url("http://aws.test:80/")->text(), "http://aws.test");
    EXPECT_EQ(parse_service_url("http://aws.test:443")->authority, "aws.test:443");
}

TEST(ServiceUrl, WhatIsNoEndpointIsRefused) {
    for (const std::string text :
         {"",
          "http",
          "http:",
          "http://",
          "http:///path",
          "http://:80",
          "127.0.0.1:4566",
          "ftp://host",
          "http://user@host",
          "http://host?x",
          "http://host#x",
          "http://ho st",
          "http://h\xC3\xB6st"}) {
        const auto url = parse_service_url(text);
        ASSERT_FALSE(url) << text;
        EXPECT_EQ(url.error().code, ErrorCode::InvalidRequest) << text;
    }
}

TEST(ServiceUrl, AwssOwnAddressesDependOnTheRegion) {
    EXPECT_EQ(
        public_service_url("dynamodb", "us-west-2").text(),
        "https://dynamodb.us-west-2.amazonaws.com"
    );
    EXPECT_EQ(
        public_service_url("monitoring", "cn-north-1").text(),
        "https://monitoring.cn-north-1.amazonaws.com.cn"
    );
}

}  // namespace
}  // namespace sosw::aws
