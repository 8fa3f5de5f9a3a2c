#include "backends/endpoint/response_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

std::string text_of(const wire::HttpResponse& response, AnswerTo to = {}) {
    std::string text;
    append_response(text, response, to);
    return text;
}

TEST(ResponseText, HasALengthAndABody) {
    EXPECT_EQ(
        text_of({.status = 200, .headers = {{"A", "b"}}, .body = "{}"}),
        "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}"
    );
}

TEST(ResponseText, AnEmptyBodyHasALengthToo) {
    EXPECT_EQ(
        text_of({.status = 404}, {.after = AfterAnswer::CloseConnection}),
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
}

TEST(ResponseText, NoContentHasNoLength) {
    EXPECT_EQ(
        text_of({.status = 204}), "HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\n\r\n"
    );
}

TEST(ResponseText, HeadTellsTheLengthOfWhatItDoesNotSend) {
    EXPECT_EQ(
        text_of({.body = "abc"}, {.is_head = true}),
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n"
    );
    EXPECT_EQ(
        text_of({.headers = {{"Content-Length", "70"}}}, {.is_head = true}),
        "HTTP/1.1 200 OK\r\nContent-Length: 70\r\nConnection: keep-alive\r\n\r\n"
    );
}

TEST(ResponseText, FramingIsNotTheServices) {
    EXPECT_EQ(
        text_of({.headers = {{"content-length", "9"}, {"connection", "x"}}, .body = "a"}),
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: keep-alive\r\n\r\na"
    );
}

TEST(ResponseText, AValueCannotAddAHeader) {
    EXPECT_EQ(
        text_of({.status = 204, .headers = {{"A", "b\r\nC: d"}}}),
        "HTTP/1.1 204 No Content\r\nA: b  C: d\r\nConnection: keep-alive\r\n\r\n"
    );
}

TEST(ResponseText, AnUnknownStatusHasNoReason) { EXPECT_EQ(reason_phrase(299), ""); }

}  // namespace
}  // namespace sosw::endpoint
