#include "backends/endpoint/lambda/lambda_endpoint.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/endpoint/lambda/lambda_service.hpp"
#include "backends/wire/base64.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::endpoint {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class LambdaEndpointTest : public testing::Test {
protected:
    void declare(const std::string& name, std::string_view command) {
        const auto declared = endpoint_.functions().declare({.function_name = name}, command);
        ASSERT_TRUE(declared) << to_string(declared.error());
    }
    void invoke(const std::string& name, std::string body, wire::HttpHeaders headers = {}) {
        service_.handle(
            {.method = "POST",
             .target = "/2015-03-31/functions/" + name + "/invocations",
             .headers = std::move(headers),
             .body = std::move(body)},
            [this](wire::HttpResponse response) { answers_.push_back(std::move(response)); }
        );
    }
    template <typename Condition>
    void turn_until(Condition condition) {
        while (!condition()) {
            loop_.turn();
        }
    }

    test::ManualClock clock_;
    EventLoop loop_;
    sqlite::Database database_{":memory:"};
    std::vector<std::string> lines_;
    LambdaEndpoint endpoint_{
        loop_,
        clock_,
        Random{1},
        database_,
        {.log = [this](std::string_view name, std::string_view line) {
            lines_.push_back(std::string{name} + ": " + std::string{line});
        }}};
    LambdaService service_{endpoint_.lambda(), endpoint_.functions(), endpoint_.logs()};
    std::vector<wire::HttpResponse> answers_;
};

TEST_F(LambdaEndpointTest, AnInvokeOverHttpIsAnsweredByAProcess) {
    declare("shout", "exec:echo working >&2; tr a-z A-Z");
    invoke("shout", R"({"a":"b"})", {{"X-Amz-Log-Type", "Tail"}});
    EXPECT_THAT(answers_, IsEmpty());
    turn_until([&] { return !answers_.empty(); });
    EXPECT_EQ(answers_[0].status, 200);
    EXPECT_EQ(answers_[0].body, R"({"A":"B"})");
    const std::string log =
        wire::base64_decode(answers_[0].headers.value_or_empty("X-Amz-Log-Result")).value_or("");
    EXPECT_THAT(log, HasSubstr("\nworking\nEND RequestId: "));
    EXPECT_THAT(lines_, ::testing::Contains("shout: working"));
}

TEST_F(LambdaEndpointTest, AnEventThatFailsIsTriedAgainByTheClock) {
    declare("broken", "exec:echo attempt >&2; exit 1");
    invoke("broken", "{}", {{"X-Amz-Invocation-Type", "Event"}});
    ASSERT_EQ(answers_.at(0).status, 202);
    const auto attempts = [&] { return std::ranges::count(lines_, "broken: attempt"); };
    for (int attempt = 1; attempt <= 3; ++attempt) {
        turn_until([&] { return endpoint_.lambda().running() == 0; });
        EXPECT_EQ(attempts(), attempt);
        if (const auto due = endpoint_.next_due()) {
            clock_.advance_to(*due);
            endpoint_.run_due();
        }
    }
    EXPECT_FALSE(endpoint_.next_due());
    EXPECT_EQ(endpoint_.lambda().counters("broken").dropped, 1);
}

TEST_F(LambdaEndpointTest, ATimeoutEndsTheProcessAndAnswers) {
    declare("slow", "exec:echo begun >&2; exec tail -f /dev/null");
    invoke("slow", "{}");
    turn_until([&] { return std::ranges::count(lines_, "slow: begun") == 1; });
    ASSERT_EQ(endpoint_.next_due(), clock_.now() + seconds{3});
    clock_.advance(seconds{3});
    endpoint_.run_due();
    ASSERT_THAT(answers_, SizeIs(1));
    EXPECT_EQ(answers_[0].headers.value_or_empty("X-Amz-Function-Error"), "Unhandled");
    EXPECT_THAT(answers_[0].body, HasSubstr("Task timed out after 3.00 seconds"));
}

TEST_F(LambdaEndpointTest, ManyEventsAtATimeKeepToTheReservation) {
    declare("one", "exec:cat");
    ASSERT_TRUE(endpoint_.functions().set_concurrency(*endpoint_.functions().resolve("one"), 1));
    for (int i = 0; i < 5; ++i) {
        invoke("one", "{}", {{"X-Amz-Invocation-Type", "Event"}});
    }
    EXPECT_EQ(endpoint_.lambda().running("one"), 1);
    while (endpoint_.lambda().counters("one").succeeded < 5) {
        turn_until([&] { return endpoint_.lambda().running() == 0; });
        if (const auto due = endpoint_.next_due()) {
            clock_.advance_to(*due);
            endpoint_.run_due();
        }
    }
    EXPECT_EQ(endpoint_.lambda().queued("one"), 0);
}

}  // namespace
}  // namespace sosw::endpoint
