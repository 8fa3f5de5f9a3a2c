#include "backends/endpoint/lambda/runtime_api.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class RuntimeApiTest : public testing::Test {
protected:
    void send(
        std::string method, std::string path, std::string body = {}, wire::HttpHeaders headers = {}
    ) {
        api_.handle(
            {.method = std::move(method),
             .target = "/2018-06-01" + path,
             .headers = std::move(headers),
             .body = std::move(body)},
            [this](wire::HttpResponse response) { answers_.push_back(std::move(response)); }
        );
    }
    int status_of(std::string method, std::string path, std::string body = {}) {
        answers_.clear();
        send(std::move(method), std::move(path), std::move(body));
        return answers_.empty() ? 0 : answers_.back().status;
    }
    void take_event(const std::string& id) {
        send("GET", "/runtime/invocation/next");
        api_.give({.request_id = id, .payload = "{}"});
    }

    RuntimeApi api_{{
        .wants_event = [this] { said_.emplace_back("next"); },
        .responded = [this](const std::string& payload) { said_.push_back("response " + payload); },
        .failed = [this](const std::string& error) { said_.push_back("error " + error); },
        .init_failed = [this](const std::string& error) { said_.push_back("init " + error); },
    }};
    std::vector<std::string> said_;
    std::vector<wire::HttpResponse> answers_;
};

TEST_F(RuntimeApiTest, AProcessWaitsForItsEvent) {
    send("GET", "/runtime/invocation/next");
    EXPECT_THAT(said_, ElementsAre("next"));
    EXPECT_THAT(answers_, IsEmpty());
    ASSERT_TRUE(api_.is_waiting());
    api_.give({
        .request_id = "id-1",
        .function_arn = "arn:f",
        .payload = "[1]",
        .deadline = from_epoch_microseconds(1'234'567),
        .trace_id = "Root=1",
    });
    EXPECT_FALSE(api_.is_waiting());
    ASSERT_THAT(answers_, SizeIs(1));
    const wire::HttpResponse& answer = answers_[0];
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "[1]");
    EXPECT_EQ(answer.headers.value_or_empty("Lambda-Runtime-Aws-Request-Id"), "id-1");
    EXPECT_EQ(answer.headers.value_or_empty("Lambda-Runtime-Deadline-Ms"), "1234");
    EXPECT_EQ(answer.headers.value_or_empty("Lambda-Runtime-Invoked-Function-Arn"), "arn:f");
    EXPECT_EQ(answer.headers.value_or_empty("Lambda-Runtime-Trace-Id"), "Root=1");
}

TEST_F(RuntimeApiTest, AnyTextIsAResponse) {
    take_event("id-1");
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1/response", "Echo: {"), 202);
    EXPECT_THAT(said_, ElementsAre("next", "response Echo: {"));
}

TEST_F(RuntimeApiTest, AnErrorIsJsonWhateverCame) {
    take_event("id-1");
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1/error", R"({"errorType":"E"})"), 202);
    take_event("id-2");
    send(
        "POST",
        "/runtime/invocation/id-2/error",
        "bad",
        {{"Lambda-Runtime-Function-Error-Type", "Runtime.Odd"}}
    );
    EXPECT_THAT(
        said_,
        ElementsAre(
            "next",
            R"(error {"errorType":"E"})",
            "next",
            R"(error {"errorType":"Runtime.Odd","errorMessage":"bad"})"
        )
    );
}

TEST_F(RuntimeApiTest, AFailedInitialisationIsTold) {
    EXPECT_EQ(status_of("POST", "/runtime/init/error", R"({"errorType":"E"})"), 202);
    EXPECT_THAT(said_, ElementsAre(R"(init {"errorType":"E"})"));
}

TEST_F(RuntimeApiTest, OnlyTheEventThatWasGivenCanBeAnsweredAndOnce) {
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1/response", "1"), 400);
    take_event("id-1");
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-2/response", "1"), 400);
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1/response", "1"), 202);
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1/response", "1"), 400);
    EXPECT_THAT(answers_[0].body, HasSubstr("InvalidRequestID"));
    EXPECT_THAT(said_, ElementsAre("next", "response 1"));
}

TEST_F(RuntimeApiTest, ThereIsOneEventAtATime) {
    take_event("id-1");
    EXPECT_EQ(status_of("GET", "/runtime/invocation/next"), 403);
    EXPECT_THAT(answers_[0].body, HasSubstr("InvalidStateTransition"));
}

TEST_F(RuntimeApiTest, ATooLargeResponseIsAnErrorOfTheFunction) {
    take_event("id-1");
    const std::string large(kResponseSizeMax + 1, 'x');
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1/response", large), 413);
    ASSERT_THAT(said_, SizeIs(2));
    EXPECT_THAT(said_[1], HasSubstr("Function.ResponseSizeTooLarge"));
    EXPECT_THAT(said_[1], HasSubstr("Response payload size (6291557 bytes) exceeded"));
}

TEST_F(RuntimeApiTest, OtherPathsAreRefused) {
    EXPECT_EQ(status_of("GET", "/runtime"), 404);
    EXPECT_EQ(status_of("POST", "/runtime/invocation/id-1"), 404);
    EXPECT_EQ(status_of("DELETE", "/runtime/invocation/next"), 405);
    EXPECT_EQ(status_of("GET", "/ping"), 200);
}

}  // namespace
}  // namespace sosw::endpoint
