#include "backends/endpoint/own_pages.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"

namespace sosw::endpoint {
namespace {

using ::testing::HasSubstr;

class OwnPagesTest : public testing::Test {
protected:
    wire::HttpResponse ask(
        const std::string& method, const std::string& target, const std::string& body = {}
    ) {
        wire::HttpResponse answer;
        pages_.handle(
            {.method = method, .target = target, .body = body},
            [&](wire::HttpResponse response) { answer = std::move(response); }
        );
        return answer;
    }

    test::ManualClock real_;
    EventLoop loop_;
    DrivenClock clock_{real_, {.kind = ClockMode::Kind::Manual}};
    TimedDriver timed_{loop_, clock_};
    OwnPages pages_{
        clock_,
        timed_,
        {.version = "1.2.3", .database_path = "a.db", .services = {"dynamodb", "sns"}}};
};

TEST_F(OwnPagesTest, HealthTellsWhatIsServed) {
    const auto answer = ask("GET", "/_sosw/health");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.value_or_empty("content-type"), "application/json");
    EXPECT_EQ(
        answer.body,
        R"({"status":"ok","version":"1.2.3","services":["dynamodb","sns"],)"
        R"("clock":{"mode":"manual","now":"2026-03-02T08:00:00Z"},"database":"a.db"})"
    );
}

TEST_F(OwnPagesTest, TheClockIsReadAdvancedAndSet) {
    EXPECT_EQ(ask("GET", "/_sosw/clock").body, R"({"mode":"manual","now":"2026-03-02T08:00:00Z"})");
    EXPECT_THAT(ask("POST", "/_sosw/clock", R"({"advance": "90s"})").body, HasSubstr("08:01:30Z"));
    EXPECT_THAT(
        ask("POST", "/_sosw/clock", R"({"set":"2026-03-03T00:00:00Z"})").body,
        HasSubstr("2026-03-03T00:00:00Z")
    );
    EXPECT_EQ(format_timestamp(clock_.now()), "2026-03-03T00:00:00Z");
}

TEST_F(OwnPagesTest, WhatIsNoMoveIsExplained) {
    const auto refused = [&](const std::string& body) {
        const auto answer = ask("POST", "/_sosw/clock", body);
        EXPECT_EQ(answer.status, 400) << body;
        return answer.body;
    };
    EXPECT_THAT(refused(""), HasSubstr("expected {"));
    EXPECT_THAT(refused("[]"), HasSubstr("expected {"));
    EXPECT_THAT(refused(R"({"advance":90})"), HasSubstr("expected {"));
    EXPECT_THAT(refused(R"({"advance":"soon"})"), HasSubstr("a duration"));
    EXPECT_THAT(refused(R"({"advance":"-5s"})"), HasSubstr("a duration"));
    EXPECT_THAT(refused(R"({"jump":"5s"})"), HasSubstr("member"));
    EXPECT_THAT(refused(R"({"set":"tomorrow"})"), HasSubstr("a time"));
    EXPECT_THAT(refused(R"({"set":"2020-01-01"})"), HasSubstr("never moved back"));
}

TEST_F(OwnPagesTest, TheRealClockIsNotMoved) {
    const DrivenClock clock{real_, {}};
    OwnPages pages{clock, timed_, {}};
    int status = 0;
    pages.handle(
        {.method = "POST", .target = "/_sosw/clock", .body = R"({"advance":"1s"})"},
        [&](const wire::HttpResponse& response) { status = response.status; }
    );
    EXPECT_EQ(status, 409);
}

TEST_F(OwnPagesTest, OtherPagesAndMethodsAreRefused) {
    EXPECT_EQ(ask("GET", "/_sosw/else").status, 404);
    EXPECT_EQ(ask("POST", "/_sosw/health").status, 405);
    EXPECT_EQ(ask("DELETE", "/_sosw/clock").status, 405);
    EXPECT_EQ(ask("HEAD", "/_sosw/health").status, 200);
}

}  // namespace
}  // namespace sosw::endpoint
