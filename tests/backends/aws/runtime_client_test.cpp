#include "backends/aws/runtime_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scripted_transport.hpp"

namespace sosw::aws {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RuntimeClientTest : public testing::Test {
protected:
    const wire::HttpRequest& sent() const { return transport_.requests().back(); }

    test::ScriptedTransport transport_;
    RuntimeClient client_{transport_, "127.0.0.1:9001"};
};

TEST_F(RuntimeClientTest, TheNextEventComesWithItsRequestDeadlineAndTrace) {
    transport_.answer(
        200,
        R"({"a":1})",
        {{"lambda-runtime-aws-request-id", "8476a536"},
         {"Lambda-Runtime-Deadline-Ms", "1542409706888"},
         {"Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-west-2:1:function:f:live"},
         {"Lambda-Runtime-Trace-Id", "Root=1-5bef4de7;Sampled=1"}}
    );
    const auto invocation = client_.next();
    ASSERT_TRUE(invocation);
    EXPECT_EQ(invocation->event, R"({"a":1})");
    EXPECT_EQ(invocation->request_id, "8476a536");
    EXPECT_EQ(invocation->deadline, parse_timestamp("2018-11-16T23:08:26.888Z"));
    EXPECT_EQ(invocation->function_arn, "arn:aws:lambda:us-west-2:1:function:f:live");
    EXPECT_EQ(invocation->trace_id, "Root=1-5bef4de7;Sampled=1");
    EXPECT_EQ(sent().method, "GET");
    EXPECT_EQ(sent().target, "/2018-06-01/runtime/invocation/next");
    EXPECT_THAT(transport_.urls(), ElementsAre("http://127.0.0.1:9001"));
}

TEST_F(RuntimeClientTest, AnEventWithoutRequestOrDeadlineIsNone) {
    transport_.answer(200, "{}", {{"Lambda-Runtime-Deadline-Ms", "1542409706888"}});
    EXPECT_EQ(client_.next().error().name, "RuntimeApiError");
    for (const char* deadline : {"", "soon", "-5", "0", "99999999999999999999", "15e9"}) {
        transport_.answer(
            200,
            "{}",
            {{"Lambda-Runtime-Aws-Request-Id", "1"}, {"Lambda-Runtime-Deadline-Ms", deadline}}
        );
        EXPECT_EQ(client_.next().error().code, ErrorCode::InvalidRequest) << deadline;
    }
}

TEST_F(RuntimeClientTest, AnAnswerGoesToItsRequest) {
    transport_.answer(202, R"({"status":"OK"})");
    EXPECT_TRUE(client_.respond("8476a536", R"({"invoked":3})"));
    EXPECT_EQ(sent().method, "POST");
    EXPECT_EQ(sent().target, "/2018-06-01/runtime/invocation/8476a536/response");
    EXPECT_EQ(sent().body, R"({"invoked":3})");
    EXPECT_EQ(sent().headers.find("Lambda-Runtime-Function-Error-Type"), nullptr);
}

TEST_F(RuntimeClientTest, AFailureHasItsTypeInTheHeaderToo) {
    transport_.answer(202, "");
    EXPECT_TRUE(client_.report_error("1", {.type = "PassFailed", .message = "no \"table\""}));
    EXPECT_EQ(sent().target, "/2018-06-01/runtime/invocation/1/error");
    EXPECT_EQ(sent().headers.value_or_empty("Lambda-Runtime-Function-Error-Type"), "PassFailed");
    EXPECT_EQ(
        sent().body, R"({"errorMessage":"no \"table\"","errorType":"PassFailed","stackTrace":[]})"
    );
}

TEST_F(RuntimeClientTest, AFunctionThatCannotBeginSaysSo) {
    transport_.answer(202, "");
    EXPECT_TRUE(client_.report_init_error({.type = "Runtime.NoSuchHandler", .message = "x"}));
    EXPECT_EQ(sent().target, "/2018-06-01/runtime/init/error");
    EXPECT_THAT(sent().body, HasSubstr("Runtime.NoSuchHandler"));
}

TEST_F(RuntimeClientTest, RefusalsAreErrorsByTheirNames) {
    transport_.answer(
        413, R"({"errorType":"RequestEntityTooLarge","errorMessage":"Exceeded maximum"})"
    );
    const auto refused = client_.respond("1", "{}");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(refused.error().name, "RequestEntityTooLarge");
    EXPECT_EQ(refused.error().message, "The Runtime API answers 413: Exceeded maximum");
}

TEST_F(RuntimeClientTest, TroubleOfTheServiceIsUnavailable) {
    transport_.answer(500, "no JSON");
    EXPECT_EQ(client_.next().error().code, ErrorCode::Unavailable);
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ConnectionClosedError");
    EXPECT_EQ(client_.next().error().name, "ConnectionClosedError");
}

}  // namespace
}  // namespace sosw::aws
