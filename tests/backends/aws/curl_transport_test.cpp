#include "backends/aws/curl_transport.hpp"

#include <chrono>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/loopback_server.hpp"

namespace sosw::aws {
namespace {

using test::http_answer;
using test::LoopbackServer;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const CurlOptions kDirect{.proxy = ""};

wire::HttpRequest post(std::string body) {
    return {
        .method = "POST",
        .target = "/",
        .headers = {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Empty", ""}},
        .body = std::move(body)};
}

/// The request's body.
std::string body_of(const std::string& request) {
    return request.substr(request.find("\r\n\r\n") + 4);
}

LoopbackServer::Answer echo() {
    return [](const std::string& request) { return http_answer(body_of(request)); };
}

class CurlTransportTest : public testing::Test {
protected:
    Result<wire::HttpResponse> send(
        const LoopbackServer& server, const wire::HttpRequest& request
    ) {
        return transport_.send(parse_service_url(server.url()).value(), request);
    }

    CurlTransport transport_{kDirect};
};

TEST_F(CurlTransportTest, ARequestGoesOutAsItIsAndItsAnswerComesBack) {
    const LoopbackServer server{[](const std::string&) {
        return http_answer("{\"a\":1}", "400 Bad Request", "X-Amzn-RequestId:  abc \r\n");
    }};
    const auto answer = send(
        server,
        {.method = "POST",
         .target = "/2015-03-31/functions/arn%3Aaws%3Alambda/../x?b=1&a=%20",
         .headers = {{"X-Amz-Date", "20260302T080000Z"}, {"X-Amz-Empty", ""}},
         .body = "{}"}
    );
    ASSERT_TRUE(answer) << to_string(answer.error());
    EXPECT_EQ(answer->status, 400);
    EXPECT_EQ(answer->headers.value_or_empty("x-amzn-requestid"), "abc");
    EXPECT_EQ(answer->body, "{\"a\":1}");
    const std::string request = server.requests().at(0);
    EXPECT_THAT(
        request,
        AllOf(
            StartsWith("POST /2015-03-31/functions/arn%3Aaws%3Alambda/../x?b=1&a=%20 HTTP/1.1\r\n"),
            HasSubstr("X-Amz-Date: 20260302T080000Z\r\n"),
            HasSubstr("X-Amz-Empty:\r\n"),
            HasSubstr("User-Agent: sosw/"),
            HasSubstr("Content-Length: 2\r\n")
        )
    );
    EXPECT_THAT(
        request,
        AllOf(Not(HasSubstr("Expect:")), Not(HasSubstr("Accept:")), Not(HasSubstr("Content-Type:")))
    ) << "what nobody signed stays away";
}

TEST_F(CurlTransportTest, ABodyOfAnyBytesAndOfSeveralMegabytesArrives) {
    const LoopbackServer server{echo()};
    std::string large(3'000'000, 'x');
    large[1] = '\0';
    EXPECT_EQ(send(server, post(large))->body, large);
    EXPECT_EQ(send(server, post(""))->body, "");
}

TEST_F(CurlTransportTest, OneConnectionServesRequestAfterRequest) {
    const LoopbackServer server{echo()};
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(send(server, post(std::to_string(i)))->body, std::to_string(i));
    }
    EXPECT_EQ(server.connections(), 1);
}

TEST_F(CurlTransportTest, MethodsMayAlternateOnOneHandle) {
    const LoopbackServer server{[](const std::string& request) {
        return http_answer(request.substr(0, request.find(' ')) + body_of(request));
    }};
    EXPECT_EQ(send(server, post("1"))->body, "POST1");
    EXPECT_EQ(send(server, {.method = "GET"})->body, "GET");
    EXPECT_EQ(send(server, {.method = "PUT", .body = "2"})->body, "PUT2");
    EXPECT_EQ(send(server, {.method = "DELETE"})->body, "DELETE");
    EXPECT_EQ(send(server, post("3"))->body, "POST3");
}

TEST_F(CurlTransportTest, NobodyListeningIsKnownNotSent) {
    std::optional<LoopbackServer> server{std::in_place, echo()};
    const std::string url = server->url();
    server.reset();
    const auto refused = transport_.send(parse_service_url(url).value(), post("{}"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(refused.error().name, "EndpointConnectionError");
    EXPECT_THAT(refused.error().message, HasSubstr(url));
}

TEST_F(CurlTransportTest, NoTlsIsKnownNotSent) {
    const LoopbackServer server{echo()};
    CurlTransport hasty{{.connect_timeout = std::chrono::milliseconds{50}, .proxy = ""}};
    const auto refused =
        hasty.send(parse_service_url("https" + server.url().substr(4)).value(), post("{}"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
    EXPECT_EQ(refused.error().name, "ConnectTimeoutError");
}

TEST_F(CurlTransportTest, AConnectionThatBreaksAfterTheRequestLeavesTheOutcomeUnknown) {
    const LoopbackServer server{[](const std::string&) { return std::nullopt; }};
    const auto lost = send(server, post("{}"));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(lost.error().name, "ConnectionClosedError");
    EXPECT_EQ(server.requests().size(), 1U);
}

/// Answers the first request of a connection, and breaks it at the second.
LoopbackServer::Answer breaks_at_second() {
    return [count = 0](const std::string&) mutable -> std::optional<std::string> {
        return ++count == 2 ? std::nullopt : std::optional{http_answer("{}")};
    };
}

TEST_F(CurlTransportTest, ARequestIsNotRepeatedWhereAUsedConnectionBreaks) {
    const LoopbackServer server{breaks_at_second()};
    ASSERT_TRUE(send(server, post("first")));
    const auto lost = send(server, post("second"));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(server.requests().size(), 2U) << "the server may have acted on it already";
    EXPECT_TRUE(send(server, post("third")));
}

TEST_F(CurlTransportTest, AGetMayBeRepeated) {
    const LoopbackServer server{breaks_at_second()};
    ASSERT_TRUE(send(server, post("first")));
    EXPECT_TRUE(send(server, {.method = "GET"}));
    EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(CurlTransportTest, HalfAnAnswerLeavesTheOutcomeUnknown) {
    const LoopbackServer server{
        [count = 0](const std::string&) mutable -> std::optional<std::string> {
            return ++count == 1
                       ? std::optional{http_answer("{}")}
                       : std::optional{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\""};
        }};
    CurlTransport hasty{{.answer_timeout = std::chrono::milliseconds{50}, .proxy = ""}};
    const ServiceUrl url = parse_service_url(server.url()).value();
    ASSERT_TRUE(hasty.send(url, post("first")));
    const auto lost = hasty.send(url, post("second"));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(lost.error().name, "ReadTimeoutError");
}

TEST_F(CurlTransportTest, SilenceLeavesTheOutcomeUnknown) {
    const LoopbackServer server{[](const std::string&) { return ""; }};
    CurlTransport hasty{{.answer_timeout = std::chrono::milliseconds{50}, .proxy = ""}};
    const auto lost = hasty.send(parse_service_url(server.url()).value(), post("{}"));
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(lost.error().name, "ReadTimeoutError");
}

TEST_F(CurlTransportTest, AnAnswerWithoutEndIsCutOff) {
    const LoopbackServer server{echo()};
    CurlTransport small{{.answer_bytes_max = 10, .proxy = ""}};
    const ServiceUrl url = parse_service_url(server.url()).value();
    EXPECT_TRUE(small.send(url, post("1234567890")));
    const auto cut = small.send(url, post("12345678901"));
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().code, ErrorCode::OutcomeUnknown);
}

TEST_F(CurlTransportTest, HeadersOfAContinueAreNotThoseOfTheAnswer) {
    const LoopbackServer server{[](const std::string&) {
        return "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" + http_answer("{}");
    }};
    const auto answer = send(server, post("{}"));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->headers.find("X-Early"), nullptr);
}

}  // namespace
}  // namespace sosw::aws
