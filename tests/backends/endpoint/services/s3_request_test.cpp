#include "backends/endpoint/services/s3_request.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

TEST(S3Request, TheBucketStandsInThePathOrInTheHost) {
    const auto parsed = [](const std::string& host, const std::string& target) {
        const wire::HttpRequest http{.target = target, .headers = {{"Host", host}}};
        const S3Request request = parse_s3_request(http);
        return request.bucket + "|" + request.key;
    };
    EXPECT_EQ(parsed("127.0.0.1:4566", "/bucket/a/b%20c?x=1"), "bucket|a/b c");
    EXPECT_EQ(parsed("localhost:4566", "/bucket"), "bucket|");
    EXPECT_EQ(parsed("localhost:4566", "/"), "|");
    EXPECT_EQ(parsed("s3.us-west-2.amazonaws.com", "/bucket/k"), "bucket|k");
    EXPECT_EQ(parsed("my.bucket.localhost:4566", "/a/b"), "my.bucket|a/b");
    EXPECT_EQ(parsed("bucket.s3.us-west-2.amazonaws.com", "/k+1"), "bucket|k+1");
    EXPECT_EQ(parsed("bucket.s3.localhost:4566", "//k"), "bucket|/k");
    EXPECT_EQ(parsed("s3.localhost:4566", "/bucket/k"), "bucket|k");
}

TEST(S3Request, ParametersAreDecoded) {
    const wire::HttpRequest http{.target = "/b?list-type=2&prefix=a%2Fb&uploads"};
    const S3Request request = parse_s3_request(http);
    EXPECT_EQ(request.parameter("prefix"), "a/b");
    EXPECT_TRUE(request.has("uploads"));
    EXPECT_FALSE(request.has("delete"));
}

std::string body_error(const wire::HttpRequest& http) {
    const auto body = read_s3_body(parse_s3_request(http));
    return body ? "" : body.error().name;
}

TEST(S3Request, DigestsOfTheBodyAreCompared) {
    const auto with = [](const std::string& name, const std::string& value) {
        return body_error({.headers = {{name, value}}, .body = "hello"});
    };
    EXPECT_EQ(with("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg=="), "");
    EXPECT_EQ(with("Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="), "BadDigest");
    EXPECT_EQ(with("Content-MD5", "short"), "InvalidDigest");
    EXPECT_EQ(with("x-amz-checksum-crc32", "NhCmhg=="), "");
    EXPECT_EQ(with("x-amz-checksum-crc32", "AAAAAA=="), "BadDigest");
    EXPECT_EQ(
        with(
            "x-amz-content-sha256",
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        ),
        ""
    );
    EXPECT_EQ(with("x-amz-content-sha256", std::string(64, '0')), "XAmzContentSHA256Mismatch");
    EXPECT_EQ(with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "");
}

TEST(S3Request, StreamedBodiesAreDecodedAndTheirTrailersCompared) {
    const auto request = [](const std::string& crc, const std::string& length) {
        return wire::HttpRequest{
            .headers =
                {{"x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"},
                 {"x-amz-decoded-content-length", length}},
            .body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:" + crc + "\r\n\r\n"};
    };
    const wire::HttpRequest http = request("NhCmhg==", "5");
    const auto body = read_s3_body(parse_s3_request(http));
    ASSERT_TRUE(body);
    EXPECT_EQ(body->bytes, "hello");
    EXPECT_EQ(body->checksums, (Headers{{"x-amz-checksum-crc32", "NhCmhg=="}}));
    EXPECT_EQ(body_error(request("AAAAAA==", "5")), "BadDigest");
    EXPECT_EQ(body_error(request("NhCmhg==", "6")), "IncompleteBody");
}

TEST(S3Request, HeadersOfTheObjectAreKept) {
    const wire::HttpRequest http{
        .headers = {
            {"Content-Type", "text/plain"},
            {"Content-Encoding", "gzip, aws-chunked"},
            {"X-Amz-Meta-Name", "Value"},
            {"Authorization", "secret"},
            {"Host", "localhost"}}};
    EXPECT_EQ(
        object_headers(http),
        (Headers{
            {"content-type", "text/plain"},
            {"content-encoding", "gzip"},
            {"x-amz-meta-name", "Value"}})
    );
    EXPECT_TRUE(object_headers({.headers = {{"Content-Encoding", "aws-chunked"}}}).empty());
}

}  // namespace
}  // namespace sosw::endpoint
