#include "backends/wire/services/aws_chunked.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(AwsChunked, IsToldByTheHeaders) {
    EXPECT_TRUE(is_aws_chunked({{"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}}));
    EXPECT_TRUE(is_aws_chunked({{"Content-Encoding", "gzip,aws-chunked"}}));
    EXPECT_FALSE(is_aws_chunked({{"x-amz-content-sha256", "UNSIGNED-PAYLOAD"}}));
}

TEST(AwsChunked, SignedChunksAreJoined) {
    const auto decoded = decode_aws_chunked(
        "5;chunk-signature=ab\r\nhello\r\n1;chunk-signature=cd\r\n!\r\n0;chunk-signature=ef\r\n\r\n"
    );
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->body, "hello!");
    EXPECT_TRUE(decoded->trailers.empty());
}

TEST(AwsChunked, TrailersFollowTheLastChunk) {
    const auto decoded = decode_aws_chunked(
        "A\r\n0123\r\n5678\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n"
        "x-amz-trailer-signature: ff\r\n\r\n"
    );
    ASSERT_TRUE(decoded);
    EXPECT_EQ(decoded->body, "0123\r\n5678");
    EXPECT_EQ(decoded->trailers.value_or_empty("x-amz-checksum-crc32"), "AAAA");
    EXPECT_EQ(decoded->trailers.value_or_empty("x-amz-trailer-signature"), "ff");
}

TEST(AwsChunked, BrokenBodiesAreRefused) {
    for (const std::string body :
         {"",
          "5\r\nhello",
          "5\r\nhello\r\n",
          "5\r\nhelloXX0\r\n\r\n",
          "z\r\n\r\n",
          "hello",
          "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n"}) {
        const auto decoded = decode_aws_chunked(body);
        ASSERT_FALSE(decoded) << body;
        EXPECT_EQ(decoded.error().name, "IncompleteBody");
    }
}

}  // namespace
}  // namespace sosw::wire
