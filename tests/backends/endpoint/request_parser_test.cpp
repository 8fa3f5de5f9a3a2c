#include "backends/endpoint/request_parser.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

constexpr std::string_view kPost =
    "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello";

TEST(RequestParser, ReadsARequest) {
    RequestParser parser;
    const auto progress = parser.feed(kPost);
    ASSERT_EQ(progress.parsed, Parsed::Complete);
    EXPECT_EQ(progress.used, kPost.size());
    const wire::HttpRequest request = parser.take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/a?b=c");
    EXPECT_EQ(request.headers.value_or_empty("host"), "x");
    EXPECT_EQ(request.body, "hello");
    EXPECT_TRUE(parser.keeps_alive());
}

TEST(RequestParser, ReadsARequestThatComesByteByByte) {
    RequestParser parser;
    std::string buffer;
    Parsed parsed = Parsed::NeedsMore;
    for (const char byte : kPost) {
        EXPECT_EQ(parsed, Parsed::NeedsMore);
        buffer += byte;
        const auto progress = parser.feed(buffer);
        buffer.erase(0, progress.used);
        parsed = progress.parsed;
    }
    ASSERT_EQ(parsed, Parsed::Complete);
    EXPECT_EQ(parser.take().body, "hello");
}

TEST(RequestParser, LeavesTheNextRequestAlone) {
    RequestParser parser;
    const std::string two = std::string{kPost} + "GET / HTTP/1.1\r\n\r\n";
    const auto first = parser.feed(two);
    EXPECT_EQ(first.used, kPost.size());
    EXPECT_EQ(parser.feed(std::string_view{two}.substr(first.used)).used, 0U);
    parser.take();
    EXPECT_FALSE(parser.has_begun());
    EXPECT_EQ(parser.feed(std::string_view{two}.substr(first.used)).parsed, Parsed::Complete);
    EXPECT_EQ(parser.take().method, "GET");
}

TEST(RequestParser, PutsChunksTogetherAndLeavesTrailersOut) {
    RequestParser parser;
    const auto progress = parser.feed(
        "PUT /k HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: no\r\n\r\n"
    );
    ASSERT_EQ(progress.parsed, Parsed::Complete);
    const wire::HttpRequest request = parser.take();
    EXPECT_EQ(request.body, "abcde");
    EXPECT_EQ(request.headers.find("trailer"), nullptr);
}

TEST(RequestParser, KeepsRepeatedHeadersInTheirOrder) {
    RequestParser parser;
    parser.feed("GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\nA: 3\r\n\r\n");
    const wire::HttpRequest request = parser.take();
    std::string values;
    for (const wire::HttpHeader& header : request.headers) {
        values += header.name + header.value;
    }
    EXPECT_EQ(values, "A1B2A3");
}

TEST(RequestParser, TellsOnceThatTheClientWaitsForContinue) {
    RequestParser parser;
    parser.feed("PUT / HTTP/1.1\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_TRUE(parser.take_expectation());
    EXPECT_FALSE(parser.take_expectation());
    EXPECT_EQ(parser.feed("ab").parsed, Parsed::Complete);
}

TEST(RequestParser, AsksForNothingWhereTheBodyIsThere) {
    RequestParser parser;
    parser.feed("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab");
    EXPECT_FALSE(parser.take_expectation());
}

TEST(RequestParser, KnowsWhetherTheConnectionStays) {
    const auto stays = [](std::string_view text) {
        RequestParser parser;
        EXPECT_EQ(parser.feed(text).parsed, Parsed::Complete) << text;
        parser.take();
        return parser.keeps_alive();
    };
    EXPECT_TRUE(stays("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_FALSE(stays("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(stays("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(stays("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
}

TEST(RequestParser, AWholeAddressIsReducedToItsPath) {
    RequestParser parser;
    parser.feed("GET http://localhost:4566/a?b HTTP/1.1\r\n\r\n");
    EXPECT_EQ(parser.take().target, "/a?b");
    parser.feed("GET http://localhost HTTP/1.1\r\n\r\n");
    EXPECT_EQ(parser.take().target, "/");
}

TEST(RequestParser, RefusesWhatIsNotHttp) {
    for (const std::string_view text : {
             "hello\r\n\r\n",
             "GET\r\n\r\n",
             "GET / HTTP/9.9\r\n\r\n",
             "GET / HTTP/1.1\r\nno colon\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
             "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
             "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
         }) {
        RequestParser parser;
        EXPECT_EQ(parser.feed(text).parsed, Parsed::Malformed) << text;
        EXPECT_EQ(parser.feed(kPost).parsed, Parsed::Malformed) << text;
    }
}

TEST(RequestParser, RefusesALargeHeader) {
    RequestParser parser{{.header_bytes = 1000}};
    const std::string text = "GET / HTTP/1.1\r\nA: " + std::string(2000, 'a');
    EXPECT_EQ(parser.feed(text).parsed, Parsed::HeaderTooLarge);
}

TEST(RequestParser, RefusesALargeBodyAsSoonAsItsLengthIsTold) {
    RequestParser parser{{.body_bytes = 10}};
    EXPECT_EQ(
        parser.feed("POST / HTTP/1.1\r\nContent-Length: 11\r\n\r\n").parsed, Parsed::BodyTooLarge
    );
}

TEST(RequestParser, RefusesALargeBodyInChunks) {
    RequestParser parser{{.body_bytes = 10}};
    EXPECT_EQ(
        parser
            .feed("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "8\r\n12345678\r\n8\r\n12345678\r\n")
            .parsed,
        Parsed::BodyTooLarge
    );
}

TEST(RequestParser, AnEndlessLineBetweenChunksIsRefused) {
    RequestParser parser{{.header_bytes = 100}};
    parser.feed("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    EXPECT_EQ(parser.feed("1;" + std::string(50, 'x')).parsed, Parsed::NeedsMore);
    EXPECT_EQ(parser.feed("1;" + std::string(150, 'x')).parsed, Parsed::Malformed);
}

TEST(RequestParser, ABodyOfTheLimitIsTaken) {
    RequestParser parser{{.body_bytes = 5}};
    EXPECT_EQ(parser.feed(kPost).parsed, Parsed::Complete);
}

}  // namespace
}  // namespace sosw::endpoint
