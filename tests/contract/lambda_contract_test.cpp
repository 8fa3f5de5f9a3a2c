#include <chrono>
#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/aws/aws_lambda.hpp"
#include "backends/endpoint/lambda/function_logs.hpp"
#include "backends/endpoint/lambda/function_registry.hpp"
#include "backends/endpoint/lambda/function_worker.hpp"
#include "backends/endpoint/lambda/lambda_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kArn = "arn:aws:lambda:us-west-2:000000000000:function:worker";

/// What a caller can see of Lambda, whatever stands behind it. The function `worker` exists, has a
/// timeout of 60 s and 256 MB, and answers `{"ok": true}`.
class SqliteWorld {
public:
    explicit SqliteWorld(sqlite::Durability durability) : database_{":memory:", durability} {
        runtime.finish_at_once({.payload = R"({"ok": true})"});
        const auto created = functions_.put_function(
            {.function_name = kArn, .timeout = seconds{60}, .memory_size_mb = 256}
        );
        EXPECT_TRUE(created) << to_string(created.error());
    }
    SqliteWorld(const SqliteWorld&) = delete;
    SqliteWorld& operator=(const SqliteWorld&) = delete;
    virtual ~SqliteWorld() = default;
    virtual Lambda& lambda() { return functions_; }
    virtual bool has_all_qualifiers() const { return true; }

    ManualRuntime runtime;

protected:
    ManualClock& clock() { return clock_; }
    sqlite::Database& database() { return database_; }
    sqlite::SqliteLambda& functions() { return functions_; }

private:
    ManualClock clock_;
    sqlite::Database database_;
    sqlite::SqliteLambda functions_{database_, clock_, Random{7}, runtime};
};

class NoWorkers final : public endpoint::FunctionWorkers {
public:
    void set_worker(const std::string&, endpoint::WorkerMaker) override {}
    void remove_worker(const std::string&) override {}
};

/// Our client, through REST to our service, and SQLite behind it.
class HttpWorld final : public SqliteWorld {
public:
    explicit HttpWorld(Way way) : SqliteWorld{sqlite::Durability::Batched}, way_{way} {}
    Lambda& lambda() override { return lambda_; }
    bool has_all_qualifiers() const override { return false; }

private:
    Way way_;
    NoWorkers workers_;
    endpoint::FunctionRegistry registry_{clock(), Random{7}, database(), functions(), workers_};
    endpoint::FunctionLogs logs_;
    endpoint::LambdaService service_{functions(), registry_, logs_};
    ServiceClient client_{service_, clock(), way_, [this] { database().flush(); }};
    aws::AwsLambda lambda_{client_.access(), Random{7}, client_.address("lambda")};
};

using MakeWorld = std::unique_ptr<SqliteWorld> (*)();

class LambdaContract : public testing::TestWithParam<MakeWorld> {
protected:
    std::string error_name(const InvokeInput& input) {
        const auto result = lambda_.invoke(input);
        return result ? "" : result.error().name;
    }

    std::unique_ptr<SqliteWorld> world_ = GetParam()();
    Lambda& lambda_ = world_->lambda();
};

template <typename Made, auto how>
std::unique_ptr<SqliteWorld> make() {
    return std::make_unique<Made>(how);
}

INSTANTIATE_TEST_SUITE_P(
    SqliteInBatches,
    LambdaContract,
    testing::Values(&make<SqliteWorld, sqlite::Durability::Batched>)
);
INSTANTIATE_TEST_SUITE_P(
    SqliteEachCall,
    LambdaContract,
    testing::Values(&make<SqliteWorld, sqlite::Durability::EachCall>)
);
INSTANTIATE_TEST_SUITE_P(
    InProcess, LambdaContract, testing::Values(&make<HttpWorld, Way::InProcess>)
);
INSTANTIATE_TEST_SUITE_P(
    Loopback, LambdaContract, testing::Values(&make<HttpWorld, Way::Loopback>)
);

TEST_P(LambdaContract, AnEventIsAcceptedWithoutAnAnswer) {
    const auto result = lambda_.invoke({.function_name = "worker", .payload = R"({"a": 1})"});
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_EQ(result->status_code, 202);
    EXPECT_EQ(result->payload, "");
    EXPECT_EQ(result->request_id.size(), 36U);
    ASSERT_EQ(world_->runtime.started().size(), 1U);
    EXPECT_EQ(world_->runtime.started()[0].payload, R"({"a": 1})");
    EXPECT_EQ(world_->runtime.started()[0].request_id, result->request_id);
}

TEST_P(LambdaContract, ARequestResponseAnswersWithWhatTheFunctionReturns) {
    const auto result = lambda_.invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_EQ(result->status_code, 200);
    EXPECT_EQ(result->payload, R"({"ok": true})");
    EXPECT_EQ(result->function_error, "");
    EXPECT_EQ(world_->runtime.started().at(0).payload, "{}") << "nothing sent is an empty object";
}

TEST_P(LambdaContract, AFailingFunctionIsASuccessfulCall) {
    world_->runtime.finish_at_once(
        {.error = FunctionError::Handled, .payload = R"({"errorMessage": "no"})"}
    );
    const auto result = lambda_.invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status_code, 200);
    EXPECT_EQ(result->function_error, "Handled");
    EXPECT_EQ(result->payload, R"({"errorMessage": "no"})");
}

TEST_P(LambdaContract, ADryRunStartsNothing) {
    const auto result =
        lambda_.invoke({.function_name = "worker", .invocation_type = InvocationType::DryRun});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status_code, 204);
    EXPECT_TRUE(world_->runtime.started().empty());
}

TEST_P(LambdaContract, AFunctionIsFoundByEachSpellingOfItsName) {
    for (const std::string name : {
             "worker",
             "000000000000:function:worker",
             "us-west-2:000000000000:function:worker",
             "arn:aws:lambda:us-west-2:000000000000:function:worker",
         }) {
        const auto found = lambda_.get_function_configuration(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->function_name, "worker");
        EXPECT_EQ(found->function_arn, kArn);
        EXPECT_EQ(found->timeout, seconds{60});
        EXPECT_EQ(found->memory_size_mb, 256);
        EXPECT_EQ(error_name({.function_name = name}), "") << name;
    }
}

TEST_P(LambdaContract, AQualifierMayFollowTheName) {
    for (const std::string name : {
             "worker:$LATEST",
             "arn:aws:lambda:us-west-2:000000000000:function:worker:$LATEST",
         }) {
        const auto found = lambda_.get_function_configuration(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->function_name, "worker");
        EXPECT_THAT(found->function_arn, StartsWith(kArn));
        EXPECT_EQ(error_name({.function_name = name}), "") << name;
    }
}

TEST_P(LambdaContract, AnAliasOrVersionIsTheFunctionItself) {
    if (!world_->has_all_qualifiers()) {
        GTEST_SKIP() << "the service knows no versions and aliases but $LATEST";
    }
    for (const std::string name :
         {"worker:live", "arn:aws:lambda:us-west-2:000000000000:function:worker:3"}) {
        const auto found = lambda_.get_function_configuration(name);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->function_arn, kArn);
        EXPECT_EQ(error_name({.function_name = name}), "") << name;
    }
}

TEST_P(LambdaContract, AnUnknownFunctionIsNotFound) {
    for (const std::string name : {
             "other",
             "arn:aws:lambda:us-west-2:000000000000:function:other",
             "arn:aws:lambda:eu-west-1:000000000000:function:worker",
             "123456789012:function:worker",
         }) {
        EXPECT_EQ(error_name({.function_name = name}), "ResourceNotFoundException") << name;
    }
    const auto result = lambda_.get_function_configuration("other");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::NotFound);
    EXPECT_THAT(
        result.error().message,
        HasSubstr("Function not found: arn:aws:lambda:us-west-2:000000000000:function:other")
    );
}

TEST_P(LambdaContract, WhatCannotBeANameIsRefused) {
    for (const std::string name :
         {"", "two words", "arn:aws:sqs:us-west-2:000000000000:queue", "worker:", "a:b:c"}) {
        EXPECT_EQ(error_name({.function_name = name}), "ValidationException") << name;
    }
}

TEST_P(LambdaContract, APayloadMustBeJson) {
    for (const std::string payload : {"{", "nonsense", "{'a': 1}", "[1,]", "\"\xff\"", "1 2"}) {
        const auto result = lambda_.invoke({.function_name = "worker", .payload = payload});
        ASSERT_FALSE(result) << payload;
        EXPECT_EQ(result.error().code, ErrorCode::InvalidRequest);
        EXPECT_EQ(result.error().name, "InvalidRequestContentException");
    }
    EXPECT_TRUE(world_->runtime.started().empty());
}

TEST_P(LambdaContract, APayloadMustNotBeTooLarge) {
    const auto text_of_size = [](std::size_t size) {
        return "\"" + std::string(size - 2, 'x') + "\"";
    };
    const auto with = [&](InvocationType type, std::size_t size) {
        return InvokeInput{
            .function_name = "worker", .invocation_type = type, .payload = text_of_size(size)};
    };
    EXPECT_EQ(error_name(with(InvocationType::Event, 1'048'576)), "");
    EXPECT_EQ(error_name(with(InvocationType::Event, 1'048'577)), "RequestTooLargeException");
    EXPECT_EQ(error_name(with(InvocationType::RequestResponse, 6'291'456)), "");
    EXPECT_EQ(
        error_name(with(InvocationType::RequestResponse, 6'291'457)), "RequestTooLargeException"
    );
}

TEST_P(LambdaContract, RequestIdsAreUniqueAndReplay) {
    const auto first = lambda_.invoke({.function_name = "worker"});
    const auto second = lambda_.invoke({.function_name = "worker"});
    ASSERT_TRUE(first && second);
    EXPECT_NE(first->request_id, second->request_id);
    const std::unique_ptr<SqliteWorld> again = GetParam()();
    const auto replayed = again->lambda().invoke({.function_name = "worker"});
    ASSERT_TRUE(replayed);
    EXPECT_EQ(first->request_id, replayed->request_id);
}

}  // namespace
}  // namespace sosw::test
