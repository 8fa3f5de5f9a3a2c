#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_lambda.hpp"
#include "backends/aws/curl_transport.hpp"
#include "tests/support/loopback_server.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/server_thread.hpp"

/// Many requests at once: by the transport, by the client with its retries, and as invocations.

namespace sosw::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<wire::HttpRequest> numbered(std::size_t count) {
    std::vector<wire::HttpRequest> requests;
    requests.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        requests.push_back({.method = "POST", .target = "/", .body = std::to_string(i)});
    }
    return requests;
}

/// The answers' bodies, or the names of the errors.
std::vector<std::string> seen(const std::vector<Result<wire::HttpResponse>>& answers) {
    std::vector<std::string> texts;
    texts.reserve(answers.size());
    for (const auto& answer : answers) {
        texts.push_back(answer ? answer->body : answer.error().name);
    }
    return texts;
}

/// Echoes once as many requests wait as may be on their way, or as are left: the last one first.
class ReversingServer {
public:
    /// `together`: how many a client sends at once, of `all`.
    ReversingServer(std::size_t together, std::size_t all) : together_{together}, left_{all} {}

    std::string url() const { return server_.url(); }
    std::size_t waiting_max() const { return waiting_max_; }

private:
    void handle(const wire::HttpRequest& request, endpoint::Reply reply) {
        waiting_.emplace_back(request.body, std::move(reply));
        waiting_max_ = std::max(waiting_max_, waiting_.size());
        if (waiting_.size() < std::min(together_, left_)) {
            return;
        }
        left_ -= waiting_.size();
        for (auto waiting = std::exchange(waiting_, {}); !waiting.empty(); waiting.pop_back()) {
            waiting.back().second({.body = waiting.back().first});
        }
    }

    std::size_t together_;
    std::size_t left_;
    std::size_t waiting_max_ = 0;
    std::vector<std::pair<std::string, endpoint::Reply>> waiting_;
    test::ServerThread server_{[this](const wire::HttpRequest& request, endpoint::Reply reply) {
        handle(request, std::move(reply));
    }};
};

TEST(CurlTransportTogether, AnswersAreInTheOrderOfTheRequestsWhicheverCameFirst) {
    const ReversingServer server{5, 5};
    CurlTransport transport{{.proxy = ""}};
    const auto answers = transport.send_all(parse_service_url(server.url()).value(), numbered(5));
    EXPECT_THAT(seen(answers), ElementsAre("0", "1", "2", "3", "4"));
    EXPECT_EQ(server.waiting_max(), 5U) << "they were on their way together";
}

TEST(CurlTransportTogether, NoMoreThanAllowedAreOnTheirWay) {
    const ReversingServer server{3, 8};
    CurlTransport transport{{.parallel_max = 3, .proxy = ""}};
    const auto answers = transport.send_all(parse_service_url(server.url()).value(), numbered(8));
    EXPECT_THAT(seen(answers), ElementsAre("0", "1", "2", "3", "4", "5", "6", "7"));
    EXPECT_EQ(server.waiting_max(), 3U);
}

TEST(CurlTransportTogether, ConnectionsServeAgain) {
    const test::LoopbackServer server{[](const std::string&) { return test::http_answer("{}"); }};
    CurlTransport transport{{.parallel_max = 4, .proxy = ""}};
    const ServiceUrl url = parse_service_url(server.url()).value();
    for (int i = 0; i < 5; ++i) {
        for (const auto& answer : transport.send_all(url, numbered(10))) {
            EXPECT_TRUE(answer);
        }
    }
    EXPECT_EQ(server.requests().size(), 50U);
    EXPECT_LE(server.connections(), 4);
}

TEST(CurlTransportTogether, ABrokenConnectionTouchesItsOwnRequestOnly) {
    const test::LoopbackServer server{[](const std::string& request) -> std::optional<std::string> {
        const std::string body = request.substr(request.find("\r\n\r\n") + 4);
        return body == "2" ? std::nullopt : std::optional{test::http_answer(body)};
    }};
    CurlTransport transport{{.parallel_max = 2, .proxy = ""}};
    const ServiceUrl url = parse_service_url(server.url()).value();
    const auto answers = transport.send_all(url, numbered(5));
    EXPECT_THAT(seen(answers), ElementsAre("0", "1", "ConnectionClosedError", "3", "4"));
    EXPECT_EQ(answers[2].error().code, ErrorCode::OutcomeUnknown);
    EXPECT_EQ(server.requests().size(), 5U) << "it is not sent twice";
    EXPECT_THAT(seen(transport.send_all(url, numbered(2))), ElementsAre("0", "1"));
}

TEST(CurlTransportTogether, SilenceEndsInTime) {
    const test::LoopbackServer server{[](const std::string& request) {
        const std::string body = request.substr(request.find("\r\n\r\n") + 4);
        return body == "0" ? "" : test::http_answer(body);
    }};
    CurlTransport transport{
        {.answer_timeout = std::chrono::milliseconds{50}, .parallel_max = 2, .proxy = ""}};
    EXPECT_THAT(
        seen(transport.send_all(parse_service_url(server.url()).value(), numbered(3))),
        ElementsAre("ReadTimeoutError", "1", "2")
    );
}

TEST(CurlTransportTogether, NobodyListeningIsKnownNotSent) {
    std::string url;
    {
        const test::LoopbackServer server{[](const std::string&) { return ""; }};
        url = server.url();
    }
    CurlTransport transport{{.proxy = ""}};
    for (const auto& answer : transport.send_all(parse_service_url(url).value(), numbered(3))) {
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, ErrorCode::Unavailable);
    }
    EXPECT_TRUE(transport.send_all(parse_service_url(url).value(), {}).empty());
}

/// The clock stands still; what is waited for is seen in it.
class InvokeAllTest : public testing::Test {
protected:
    std::vector<Result<InvokeOutput>> invoke(const std::vector<std::string>& functions) {
        std::vector<InvokeInput> inputs;
        inputs.reserve(functions.size());
        for (const std::string& function : functions) {
            inputs.push_back({.function_name = function, .payload = "{}"});
        }
        return lambda_.invoke_all(inputs);
    }
    void accept(const std::string& request_id) {
        transport_.answer(202, "", {{"x-amzn-RequestId", request_id}});
    }
    void throttle() { transport_.answer(429, R"({"Type":"User","message":"Rate exceeded"})"); }
    std::string target(std::size_t request) const {
        return transport_.requests().at(request).target;
    }

    test::ManualClock clock_;
    test::ScriptedTransport transport_;
    FixedCredentials credentials_{{.id = "AKID", .secret = "secret"}};
    AwsLambda lambda_{
        {.clock = clock_, .transport = transport_, .credentials = credentials_},
        Random{7},
        public_address("lambda", "us-west-2")};
};

using AwsLambdaTogether = InvokeAllTest;

TEST_F(AwsLambdaTogether, EachAnswerStandsWhereItsQuestionDoes) {
    accept("one");
    transport_.answer(
        404, R"({"Message":"none"})", {{"x-amzn-ErrorType", "ResourceNotFoundException"}}
    );
    accept("three");
    const auto outputs = invoke({"a", "b", "c"});
    ASSERT_EQ(outputs.size(), 3U);
    EXPECT_EQ(outputs[0]->request_id, "one");
    EXPECT_EQ(outputs[1].error().code, ErrorCode::NotFound);
    EXPECT_EQ(outputs[2]->request_id, "three");
    EXPECT_EQ(outputs[2]->status_code, 202);
    EXPECT_THAT(target(1), HasSubstr("/functions/b/invocations"));
}

TEST_F(AwsLambdaTogether, WhatCannotBeAskedIsNotSent) {
    accept("one");
    const auto outputs = invoke({"", "b"});
    EXPECT_EQ(outputs[0].error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(outputs[1]->request_id, "one");
    EXPECT_EQ(transport_.requests().size(), 1U);
}

TEST_F(AwsLambdaTogether, TheThrottledOnesAreSentAgainAndNoOthers) {
    throttle();
    accept("two");
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ReadTimeoutError");
    throttle();
    accept("one");
    accept("four");
    const auto outputs = invoke({"a", "b", "c", "d"});
    EXPECT_EQ(outputs[0]->request_id, "one");
    EXPECT_EQ(outputs[1]->request_id, "two");
    EXPECT_EQ(outputs[2].error().code, ErrorCode::OutcomeUnknown) << "it may run: never again";
    EXPECT_EQ(outputs[3]->request_id, "four");
    ASSERT_EQ(transport_.requests().size(), 6U);
    EXPECT_THAT(target(4), HasSubstr("/functions/a/"));
    EXPECT_THAT(target(5), HasSubstr("/functions/d/"));
    EXPECT_GT(clock_.slept(), Duration::zero());
    EXPECT_LE(clock_.slept(), std::chrono::seconds{1}) << "one wait for all";
}

TEST_F(AwsLambdaTogether, AfterThreeAttemptsTheRefusalIsTheCallers) {
    for (int i = 0; i < 6; ++i) {
        throttle();
    }
    const auto outputs = invoke({"a", "b"});
    EXPECT_EQ(outputs[0].error().code, ErrorCode::Throttled);
    EXPECT_EQ(outputs[1].error().code, ErrorCode::Throttled);
    EXPECT_EQ(transport_.requests().size(), 6U);
}

}  // namespace
}  // namespace sosw::aws
