// Our client, through REST to our service, and the emulation behind it.

#include "backends/aws/aws_function_administration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_lambda.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_registry.hpp"
#include "backends/endpoint/lambda/function_worker.hpp"
#include "backends/endpoint/lambda/lambda_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::aws {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

class NoWorkers final : public endpoint::FunctionWorkers {
public:
    void set_worker(const std::string&, endpoint::WorkerMaker) override {}
    void remove_worker(const std::string&) override {}
};

class AwsFunctionAdministrationTest : public testing::Test {
protected:
    CreateFunctionInput worker() const {
        return {
            .function_name = "worker",
            .role = "arn:aws:iam::000000000000:role/worker",
            .handler = "some_handler",
            .description = "works",
            .architecture = "arm64",
            .timeout_seconds = 60,
            .memory_size_mb = 256,
            .environment = {{"SOSW_COMMAND", "true"}, {"A", "\"b\""}}};
    }

    test::ManualClock clock_;
    test::ManualRuntime runtime_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteLambda lambda_{database_, clock_, Random{7}, runtime_};
    NoWorkers workers_;
    endpoint::FunctionRegistry registry_{clock_, Random{7}, database_, lambda_, workers_};
    endpoint::FunctionLogs logs_;
    endpoint::LambdaService service_{lambda_, registry_, logs_};
    test::ServiceClient client_{service_, clock_, test::Way::InProcess};
    AwsFunctionAdministration functions_{client_.access(), Random{7}, client_.address("lambda")};
};

TEST_F(AwsFunctionAdministrationTest, AFunctionIsMadeAsItWasAskedFor) {
    const auto created = functions_.create_function(worker());
    ASSERT_TRUE(created) << to_string(created.error());
    EXPECT_EQ(created->function_arn, "arn:aws:lambda:us-west-2:000000000000:function:worker");
    EXPECT_EQ(functions_.get_function_state("worker")->state, "Active");
    const auto settings = lambda_.get_function_settings("worker");
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->timeout, seconds{60});
    EXPECT_EQ(settings->memory_size_mb, 256);
    const wire::FunctionProfile& profile = registry_.profile("worker");
    EXPECT_EQ(profile.handler, "some_handler");
    EXPECT_EQ(profile.description, "works");
    EXPECT_EQ(profile.architecture, "arm64");
    EXPECT_EQ(profile.role, "arn:aws:iam::000000000000:role/worker");
    EXPECT_EQ(profile.environment.at("A"), "\"b\"");
}

TEST_F(AwsFunctionAdministrationTest, CodeIsSentAsItIs) {
    CreateFunctionInput input = worker();
    input.zip_file = std::string{"\x00\xff zip", 6};
    ASSERT_TRUE(functions_.create_function(input));
    EXPECT_EQ(registry_.code(registry_.resolve("worker").value()), input.zip_file);
}

TEST_F(AwsFunctionAdministrationTest, LimitsAreSet) {
    ASSERT_TRUE(functions_.create_function(worker()));
    ASSERT_TRUE(functions_.put_function_concurrency("worker", 5));
    ASSERT_TRUE(functions_.put_function_event_invoke_config(
        "worker", {.maximum_retry_attempts = 1, .maximum_event_age_seconds = 120}
    ));
    const auto settings = lambda_.get_function_settings("worker");
    EXPECT_EQ(settings->reserved_concurrency, 5);
    EXPECT_EQ(settings->maximum_retry_attempts, 1);
    EXPECT_EQ(settings->maximum_event_age, seconds{120});
}

TEST_F(AwsFunctionAdministrationTest, ADeletedFunctionIsGone) {
    ASSERT_TRUE(functions_.create_function(worker()));
    ASSERT_TRUE(functions_.delete_function("worker"));
    EXPECT_EQ(functions_.delete_function("worker").error().code, ErrorCode::NotFound);
    EXPECT_EQ(functions_.get_function_state("worker").error().code, ErrorCode::NotFound);
}

TEST_F(AwsFunctionAdministrationTest, ErrorsHaveAwssNames) {
    ASSERT_TRUE(functions_.create_function(worker()));
    EXPECT_EQ(functions_.create_function(worker()).error().name, "ResourceConflictException");
    EXPECT_EQ(functions_.delete_function("").error().name, "ValidationException");
    EXPECT_EQ(
        functions_.put_function_concurrency("none", 1).error().name, "ResourceNotFoundException"
    );
}

TEST(AwsFunctionAdministration, ALostAnswerToACreationIsUnknown) {
    test::ManualClock clock;
    test::ScriptedTransport transport;
    transport.fail_with(ErrorCode::OutcomeUnknown, "ReadTimeoutError");
    FixedCredentials credentials{{.id = "AKID", .secret = "secret"}};
    AwsFunctionAdministration functions{
        {.clock = clock, .transport = transport, .credentials = credentials},
        Random{7},
        public_address("lambda", "us-west-2")};
    EXPECT_EQ(
        functions.create_function({.function_name = "worker"}).error().code,
        ErrorCode::OutcomeUnknown
    );
    EXPECT_EQ(transport.requests().size(), 1U) << "it may be there, and is not made again";
    EXPECT_EQ(transport.requests().front().target, "/2015-03-31/functions");
}

TEST_F(AwsFunctionAdministrationTest, AnInactiveFunctionSaysWhy) {
    test::ScriptedTransport transport;
    transport.answer(200, R"({"State": "Failed", "StateReason": "no image"})");
    FixedCredentials credentials{{.id = "AKID", .secret = "secret"}};
    AwsFunctionAdministration functions{
        {.clock = clock_, .transport = transport, .credentials = credentials},
        Random{7},
        public_address("lambda", "us-west-2")};
    const auto state = functions.get_function_state("worker");
    ASSERT_TRUE(state);
    EXPECT_EQ(state->state, "Failed");
    EXPECT_EQ(state->state_reason, "no image");
}

}  // namespace
}  // namespace sosw::aws
