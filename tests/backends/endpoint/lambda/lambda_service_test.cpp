#include "backends/endpoint/lambda/lambda_service.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "backends/wire/base64.hpp"
#include "backends/wire/uri.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"

namespace sosw::endpoint {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kArn = "arn:aws:lambda:us-west-2:000000000000:function:worker";
constexpr const char* kFunctions = "/2015-03-31/functions/";

/// Remembers which functions have a worker, and asks for it as a runtime would.
class RecordingWorkers final : public FunctionWorkers {
public:
    void set_worker(const std::string& function_name, WorkerMaker make) override {
        makers_[function_name] = std::move(make);
        ++changes_;
    }
    void remove_worker(const std::string& function_name) override { makers_.erase(function_name); }

    Result<FunctionWorker> make(const std::string& name) const { return makers_.at(name)(); }
    bool knows(const std::string& name) const { return makers_.contains(name); }
    int changes() const { return changes_; }

private:
    std::map<std::string, WorkerMaker> makers_;
    int changes_ = 0;
};

class LambdaServiceTest : public testing::Test {
protected:
    /// The answers that have come, oldest first.
    void send(
        std::string method,
        std::string target,
        std::string body = {},
        wire::HttpHeaders headers = {}
    ) {
        headers.add("Host", "127.0.0.1:4566");
        service_.handle(
            {.method = std::move(method),
             .target = std::move(target),
             .headers = std::move(headers),
             .body = std::move(body)},
            [this](wire::HttpResponse response) { answers_.push_back(std::move(response)); }
        );
    }
    /// The answer of a request that is answered at once.
    wire::HttpResponse ask(
        std::string method,
        std::string target,
        std::string body = {},
        wire::HttpHeaders headers = {}
    ) {
        answers_.clear();
        send(std::move(method), std::move(target), std::move(body), std::move(headers));
        EXPECT_THAT(answers_, SizeIs(1));
        return answers_.empty() ? wire::HttpResponse{.status = 0} : answers_[0];
    }
    wire::HttpResponse on_function(
        std::string method, const std::string& what, std::string body = {}
    ) {
        return ask(std::move(method), kFunctions + what, std::move(body));
    }
    void declare(sqlite::FunctionSettings settings = {}) {
        settings.function_name = "worker";
        const auto declared = functions_.declare(settings, "python3 worker.py");
        ASSERT_TRUE(declared) << to_string(declared.error());
    }
    std::string create_body(const std::string& more = {}) {
        return R"({"FunctionName":"made","Runtime":"provided.al2023","Handler":"h.main",)"
               R"("Role":"arn:aws:iam::000000000000:role/r","Code":{"ZipFile":""},)"
               R"("Environment":{"Variables":{"SOSW_COMMAND":"exec:cat","A":"1"}})" +
               more + "}";
    }

    test::ManualClock clock_;
    test::ManualRuntime runtime_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteLambda lambda_{database_, clock_, Random{7}, runtime_};
    RecordingWorkers workers_;
    FunctionRegistry functions_{clock_, Random{8}, database_, lambda_, workers_};
    FunctionLogs logs_;
    LambdaService service_{lambda_, functions_, logs_};
    std::vector<wire::HttpResponse> answers_;
};

void expect_error(const wire::HttpResponse& response, int status, const std::string& name) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(response.headers.value_or_empty("x-amzn-ErrorType"), name) << response.body;
}

TEST_F(LambdaServiceTest, ARequestResponseIsAnsweredWhenTheFunctionEnds) {
    declare();
    send("POST", "/2015-03-31/functions/worker/invocations", R"({"a":1})");
    EXPECT_THAT(answers_, IsEmpty());
    ASSERT_THAT(runtime_.started(), SizeIs(1));
    EXPECT_EQ(runtime_.started()[0].payload, R"({"a":1})");
    EXPECT_EQ(runtime_.started()[0].function_arn, kArn);
    runtime_.finish_oldest({.payload = "[2]"});
    ASSERT_THAT(answers_, SizeIs(1));
    const wire::HttpResponse& answer = answers_[0];
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "[2]");
    EXPECT_EQ(answer.headers.value_or_empty("X-Amz-Executed-Version"), "$LATEST");
    EXPECT_EQ(answer.headers.value_or_empty("x-amzn-RequestId"), runtime_.started()[0].request_id);
    EXPECT_EQ(answer.headers.find("X-Amz-Function-Error"), nullptr);
    EXPECT_EQ(answer.headers.find("X-Amz-Log-Result"), nullptr);
}

TEST_F(LambdaServiceTest, AFunctionsErrorIsAHeader) {
    declare();
    runtime_.finish_at_once(
        {.error = FunctionError::Unhandled, .payload = R"({"errorMessage":"no"})"}
    );
    const auto answer = ask("POST", "/2015-03-31/functions/worker/invocations");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.value_or_empty("X-Amz-Function-Error"), "Unhandled");
    EXPECT_EQ(answer.body, R"({"errorMessage":"no"})");
}

TEST_F(LambdaServiceTest, ATimeoutAnswers) {
    declare({.timeout = seconds{5}});
    send("POST", "/2015-03-31/functions/worker/invocations");
    clock_.advance(seconds{5});
    lambda_.run_due();
    ASSERT_THAT(answers_, SizeIs(1));
    EXPECT_EQ(answers_[0].headers.value_or_empty("X-Amz-Function-Error"), "Unhandled");
    EXPECT_THAT(answers_[0].body, HasSubstr("Task timed out after 5.00 seconds"));
}

TEST_F(LambdaServiceTest, AnEventIsAcceptedWithoutABody) {
    declare();
    const auto answer =
        ask("POST",
            "/2015-03-31/functions/worker/invocations",
            "{}",
            {{"X-Amz-Invocation-Type", "Event"}});
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(
        answer.headers.value_or_empty("x-amzn-RequestId"), runtime_.started().at(0).request_id
    );
}

TEST_F(LambdaServiceTest, ADryRunStartsNothing) {
    declare();
    const auto answer =
        ask("POST",
            "/2015-03-31/functions/worker/invocations",
            "{}",
            {{"X-Amz-Invocation-Type", "DryRun"}});
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(runtime_.started(), IsEmpty());
}

TEST_F(LambdaServiceTest, TheLogsEndComesWhereItIsAskedFor) {
    declare();
    send("POST", "/2015-03-31/functions/worker/invocations", "", {{"X-Amz-Log-Type", "Tail"}});
    const std::string id = runtime_.started().at(0).request_id;
    logs_.begin(id);
    logs_.write("worker", id, "START");
    logs_.write("worker", "another", "not this one");
    runtime_.finish_oldest();
    ASSERT_THAT(answers_, SizeIs(1));
    EXPECT_EQ(
        wire::base64_decode(answers_[0].headers.value_or_empty("X-Amz-Log-Result")), "START\n"
    );
}

TEST_F(LambdaServiceTest, AFunctionIsNamedInManyWays) {
    declare();
    runtime_.finish_at_once({.payload = "1"});
    for (const std::string& name : {
             std::string{"worker"},
             std::string{"worker:$LATEST"},
             std::string{"000000000000:function:worker"},
             std::string{kArn},
             std::string{kArn} + ":$LATEST",
         }) {
        for (const std::string& written : {name, wire::percent_encode(name)}) {
            const auto answer = ask("POST", kFunctions + written + "/invocations");
            EXPECT_EQ(answer.status, 200) << written << ": " << answer.body;
        }
    }
    EXPECT_EQ(
        ask("POST", "/2015-03-31/functions/worker/invocations?Qualifier=%24LATEST").status, 200
    );
}

TEST_F(LambdaServiceTest, WhatIsNotThereIsNotFound) {
    declare();
    const auto unknown = ask("POST", "/2015-03-31/functions/nobody/invocations");
    expect_error(unknown, 404, "ResourceNotFoundException");
    EXPECT_EQ(
        unknown.body,
        R"({"Type":"User","Message":"Function not found: )"
        R"(arn:aws:lambda:us-west-2:000000000000:function:nobody"})"
    );
    const auto alias = ask("POST", "/2015-03-31/functions/worker/invocations?Qualifier=live");
    expect_error(alias, 404, "ResourceNotFoundException");
    EXPECT_THAT(alias.body, HasSubstr(std::string{kArn} + ":live\""));
    const auto version = ask("GET", "/2015-03-31/functions/nobody%3A3");
    EXPECT_THAT(version.body, HasSubstr("function:nobody:3\""));
    expect_error(
        ask("GET", "/2015-03-31/functions/worker:a?Qualifier=b"),
        400,
        "InvalidParameterValueException"
    );
    expect_error(ask("GET", "/2015-03-31/functions/wor%20ker"), 400, "ValidationException");
    expect_error(ask("GET", "/2015-03-31/nothing"), 404, "UnknownOperationException");
    expect_error(ask("PATCH", "/2015-03-31/functions/worker"), 404, "UnknownOperationException");
}

TEST_F(LambdaServiceTest, ARequestAtTheLimitIsThrottled) {
    declare({.reserved_concurrency = 1});
    send("POST", "/2015-03-31/functions/worker/invocations");
    const auto answer = ask("POST", "/2015-03-31/functions/worker/invocations");
    expect_error(answer, 429, "TooManyRequestsException");
    EXPECT_NE(answer.headers.find("Retry-After"), nullptr);
    EXPECT_THAT(
        answer.body, HasSubstr(R"("Reason":"ReservedFunctionConcurrentInvocationLimitExceeded")")
    );
}

TEST_F(LambdaServiceTest, PayloadsAreChecked) {
    declare();
    const std::string target = "/2015-03-31/functions/worker/invocations";
    expect_error(ask("POST", target, "{"), 400, "InvalidRequestContentException");
    const std::string two_megabytes = '"' + std::string(2'000'000, 'x') + '"';
    const auto event = ask("POST", target, two_megabytes, {{"X-Amz-Invocation-Type", "Event"}});
    expect_error(event, 413, "RequestTooLargeException");
    EXPECT_THAT(event.body, HasSubstr("2000002 byte payload is too large for the Event"));
    const auto request = ask("POST", target, '"' + std::string(6'291'456, 'x') + '"');
    expect_error(request, 413, "RequestTooLargeException");
    expect_error(
        ask("POST", target, "{}", {{"X-Amz-Invocation-Type", "Later"}}), 400, "ValidationException"
    );
}

TEST_F(LambdaServiceTest, TheOldAsynchronousInvokeIsAnEvent) {
    declare();
    const auto answer = ask("POST", "/2014-11-13/functions/worker/invoke-async/", "{}");
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.body, R"({"Status":202})");
    EXPECT_EQ(runtime_.started().at(0).invocation_type, InvocationType::Event);
}

TEST_F(LambdaServiceTest, ACreatedFunctionSaysWhatItIs) {
    const auto created =
        ask("POST",
            "/2015-03-31/functions",
            create_body(R"(,"Timeout":12,"MemorySize":256,"Tags":{"team":"x"},"Layers":[])"));
    ASSERT_EQ(created.status, 201) << created.body;
    for (const char* part : {
             R"("FunctionName":"made")",
             R"("FunctionArn":"arn:aws:lambda:us-west-2:000000000000:function:made")",
             R"("Runtime":"provided.al2023")",
             R"("Handler":"h.main")",
             R"("Timeout":12)",
             R"("MemorySize":256)",
             R"("LastModified":"2026-03-02T08:00:00.000+0000")",
             R"("CodeSha256":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")",
             R"("Version":"$LATEST")",
             R"("State":"Active")",
             R"("LastUpdateStatus":"Successful")",
             R"("Environment":{"Variables":{"A":"1","SOSW_COMMAND":"exec:cat"}})",
         }) {
        EXPECT_THAT(created.body, HasSubstr(part));
    }
    EXPECT_EQ(on_function("GET", "made/configuration").body, created.body);
    const auto got = on_function("GET", "made");
    EXPECT_THAT(got.body, HasSubstr(R"("Tags":{"team":"x"})"));
    EXPECT_THAT(got.body, HasSubstr("http://127.0.0.1:4566/2015-03-31/functions/made/code"));
    const auto worker = workers_.make("made");
    ASSERT_TRUE(worker);
    EXPECT_EQ(worker->protocol, WorkerProtocol::Exec);
    EXPECT_EQ(worker->command, "cat");
    EXPECT_EQ(worker->environment, (std::map<std::string, std::string>{{"A", "1"}}));
}

TEST_F(LambdaServiceTest, AFunctionIsCreatedOnce) {
    ASSERT_EQ(ask("POST", "/2015-03-31/functions", create_body()).status, 201);
    const auto again = ask("POST", "/2015-03-31/functions", create_body());
    expect_error(again, 409, "ResourceConflictException");
    EXPECT_EQ(again.body, R"({"Type":"User","Message":"Function already exist: made"})");
}

TEST_F(LambdaServiceTest, WhatCannotBeCreatedIsRefused) {
    const auto nothing = ask("POST", "/2015-03-31/functions", "{}");
    expect_error(nothing, 400, "ValidationException");
    EXPECT_EQ(
        nothing.body,
        R"({"message":"3 validation errors detected: Value null at 'code' failed to satisfy )"
        R"(constraint: Member must not be null; Value null at 'functionName' failed to satisfy )"
        R"(constraint: Member must not be null; Value null at 'role' failed to satisfy )"
        R"(constraint: Member must not be null"})"
    );
    const auto timeout = ask("POST", "/2015-03-31/functions", create_body(R"(,"Timeout":901)"));
    expect_error(timeout, 400, "ValidationException");
    EXPECT_THAT(timeout.body, HasSubstr("Value '901' at 'timeout'"));
    const auto text = ask("POST", "/2015-03-31/functions", create_body(R"(,"Timeout":"3")"));
    expect_error(text, 400, "InvalidRequestContentException");
    expect_error(ask("POST", "/2015-03-31/functions", "[]"), 400, "InvalidRequestContentException");
    const auto no_code = ask(
        "POST",
        "/2015-03-31/functions",
        R"({"FunctionName":"f","Runtime":"python3.11","Handler":"h.m","Code":{"ZipFile":"AAAA"},)"
        R"("Role":"arn:aws:iam::000000000000:role/r"})"
    );
    expect_error(no_code, 400, "InvalidParameterValueException");
    EXPECT_THAT(no_code.body, HasSubstr("Could not unzip uploaded file"));
    const auto role =
        ask("POST",
            "/2015-03-31/functions",
            R"({"FunctionName":"f","Runtime":"python3.11","Handler":"h.m","Code":{},"Role":"me"})");
    EXPECT_THAT(role.body, HasSubstr("Value 'me' at 'role' failed to satisfy constraint"));
    EXPECT_THAT(functions_.names(), IsEmpty());
}

TEST_F(LambdaServiceTest, ReservedVariablesAreRefused) {
    ASSERT_EQ(ask("POST", "/2015-03-31/functions", create_body()).status, 201);
    const auto refused = on_function(
        "PUT", "made/configuration", R"({"Environment":{"Variables":{"AWS_REGION":"x"}}})"
    );
    expect_error(refused, 400, "InvalidParameterValueException");
    EXPECT_THAT(refused.body, HasSubstr("Reserved keys used in this request: AWS_REGION"));
}

TEST_F(LambdaServiceTest, AnUpdateChangesWhatItNamesAndTheRevision) {
    ASSERT_EQ(ask("POST", "/2015-03-31/functions", create_body()).status, 201);
    const std::string before = functions_.profile("made").revision_id;
    const int changes = workers_.changes();
    clock_.advance(milliseconds{1500});
    const auto updated = on_function("PUT", "made/configuration", R"({"Timeout":30})");
    ASSERT_EQ(updated.status, 200) << updated.body;
    EXPECT_THAT(updated.body, HasSubstr(R"("Timeout":30)"));
    EXPECT_THAT(updated.body, HasSubstr(R"("Handler":"h.main")"));
    EXPECT_THAT(updated.body, HasSubstr(R"("LastModified":"2026-03-02T08:00:01.500+0000")"));
    EXPECT_NE(functions_.profile("made").revision_id, before);
    EXPECT_EQ(workers_.changes(), changes + 1);
    expect_error(
        on_function("PUT", "made/configuration", R"({"RevisionId":")" + before + "\"}"),
        412,
        "PreconditionFailedException"
    );
    const auto code = on_function("PUT", "made/code", R"({"ZipFile":"UEsDBA=="})");
    ASSERT_EQ(code.status, 200) << code.body;
    EXPECT_THAT(code.body, HasSubstr(R"("CodeSize":4)"));
    EXPECT_EQ(on_function("GET", "made/code").body, "PK\x03\x04");
}

TEST_F(LambdaServiceTest, ADeletedFunctionIsGone) {
    ASSERT_EQ(ask("POST", "/2015-03-31/functions", create_body()).status, 201);
    expect_error(on_function("DELETE", "made:$LATEST"), 400, "InvalidParameterValueException");
    const auto deleted = on_function("DELETE", "made");
    EXPECT_EQ(deleted.status, 204);
    EXPECT_EQ(deleted.body, "");
    expect_error(on_function("DELETE", "made"), 404, "ResourceNotFoundException");
    EXPECT_FALSE(workers_.knows("made"));
}

TEST_F(LambdaServiceTest, FunctionsAreListedInPages) {
    for (int i = 0; i < 5; ++i) {
        ASSERT_TRUE(lambda_.put_function({.function_name = "f" + std::to_string(i)}));
    }
    const auto first = ask("GET", "/2015-03-31/functions/?MaxItems=3");
    EXPECT_THAT(first.body, HasSubstr(R"("FunctionName":"f2")"));
    EXPECT_THAT(first.body, Not(HasSubstr(R"("FunctionName":"f3")")));
    const std::string marker = wire::base64_encode("f2");
    EXPECT_THAT(first.body, HasSubstr("\"NextMarker\":\"" + marker + "\""));
    const auto second = ask("GET", "/2015-03-31/functions/?Marker=" + wire::percent_encode(marker));
    EXPECT_THAT(second.body, HasSubstr(R"("FunctionName":"f4")"));
    EXPECT_THAT(second.body, Not(HasSubstr(R"("FunctionName":"f2")")));
    EXPECT_THAT(second.body, HasSubstr(R"("NextMarker":null)"));
    expect_error(ask("GET", "/2015-03-31/functions?MaxItems=0"), 400, "ValidationException");
    expect_error(
        ask("GET", "/2015-03-31/functions?Marker=%3F"), 400, "InvalidParameterValueException"
    );
}

TEST_F(LambdaServiceTest, ConcurrencyIsReservedAndGivenBack) {
    declare();
    const std::string put = "/2017-10-31/functions/worker/concurrency";
    const std::string get = "/2019-09-30/functions/worker/concurrency";
    EXPECT_EQ(ask("GET", get).body, "{}");
    const auto reserved = ask("PUT", put, R"({"ReservedConcurrentExecutions":100})");
    EXPECT_EQ(reserved.status, 200);
    EXPECT_EQ(reserved.body, R"({"ReservedConcurrentExecutions":100})");
    EXPECT_EQ(ask("GET", get).body, reserved.body);
    EXPECT_THAT(
        on_function("GET", "worker").body,
        HasSubstr(R"("Concurrency":{"ReservedConcurrentExecutions":100})")
    );
    EXPECT_THAT(
        ask("GET", "/2016-08-19/account-settings/").body,
        HasSubstr(R"("UnreservedConcurrentExecutions":900)")
    );
    const auto refused = ask("PUT", put, R"({"ReservedConcurrentExecutions":901})");
    expect_error(refused, 400, "InvalidParameterValueException");
    EXPECT_THAT(refused.body, HasSubstr("below its minimum value of [100].\""));
    EXPECT_EQ(ask("DELETE", put).status, 204);
    EXPECT_EQ(ask("GET", get).body, "{}");
    expect_error(ask("PUT", put, "{}"), 400, "ValidationException");
}

TEST_F(LambdaServiceTest, HowEventsAreTriedAgainIsConfigured) {
    declare();
    const std::string target = "/2019-09-25/functions/worker/event-invoke-config";
    const auto missing = ask("GET", target);
    expect_error(missing, 404, "ResourceNotFoundException");
    EXPECT_THAT(missing.body, HasSubstr("doesn't have an EventInvokeConfig"));
    const auto put = ask("PUT", target, R"({"MaximumRetryAttempts":0})");
    ASSERT_EQ(put.status, 200) << put.body;
    EXPECT_EQ(
        put.body,
        R"({"LastModified":1772438400.000,"FunctionArn":")" + std::string{kArn} +
            R"(:$LATEST","MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":21600,)"
            R"("DestinationConfig":{"OnSuccess":{},"OnFailure":{}}})"
    );
    const auto update = ask("POST", target, R"({"MaximumEventAgeInSeconds":60})");
    EXPECT_THAT(
        update.body, HasSubstr(R"("MaximumRetryAttempts":0,"MaximumEventAgeInSeconds":60)")
    );
    EXPECT_EQ(lambda_.get_function_settings("worker")->maximum_event_age, seconds{60});
    EXPECT_THAT(ask("GET", target + "/list").body, HasSubstr(update.body));
    EXPECT_EQ(ask("DELETE", target).status, 204);
    EXPECT_EQ(lambda_.get_function_settings("worker")->maximum_retry_attempts, 2);
    expect_error(ask("DELETE", target), 404, "ResourceNotFoundException");
    expect_error(ask("PUT", target, R"({"MaximumRetryAttempts":3})"), 400, "ValidationException");
}

TEST_F(LambdaServiceTest, PermissionsAreRemembered) {
    declare();
    const std::string body =
        R"({"StatementId":"rule","Action":"lambda:InvokeFunction",)"
        R"("Principal":"events.amazonaws.com","SourceArn":"arn:aws:events:x"})";
    expect_error(on_function("GET", "worker/policy"), 404, "ResourceNotFoundException");
    const auto added = on_function("POST", "worker/policy", body);
    ASSERT_EQ(added.status, 201) << added.body;
    EXPECT_THAT(added.body, HasSubstr(R"(\"Principal\":{\"Service\":\"events.amazonaws.com\"})"));
    expect_error(on_function("POST", "worker/policy", body), 409, "ResourceConflictException");
    EXPECT_THAT(
        on_function("GET", "worker/policy").body,
        HasSubstr(R"(\"Condition\":{\"ArnLike\":{\"AWS:SourceArn\":\"arn:aws:events:x\"}}}]})")
    );
    EXPECT_EQ(on_function("DELETE", "worker/policy/rule").status, 204);
    expect_error(on_function("DELETE", "worker/policy/rule"), 404, "ResourceNotFoundException");
}

TEST_F(LambdaServiceTest, TagsComeAndGo) {
    declare();
    const std::string target = "/2017-03-31/tags/" + wire::percent_encode(kArn);
    EXPECT_EQ(ask("POST", target, R"({"Tags":{"a":"1","b":"2"}})").status, 204);
    EXPECT_EQ(ask("DELETE", target + "?tagKeys=a").status, 204);
    EXPECT_EQ(ask("GET", target).body, R"({"Tags":{"b":"2"}})");
}

TEST_F(LambdaServiceTest, VersionsAndAliasesAreOnlyTheLatest) {
    declare();
    EXPECT_THAT(
        on_function("GET", "worker/versions").body,
        HasSubstr(R"("FunctionArn":")" + std::string{kArn} + ":$LATEST\"")
    );
    EXPECT_THAT(on_function("GET", "worker/aliases").body, HasSubstr(R"("Aliases":[])"));
    expect_error(on_function("GET", "worker/aliases/live"), 404, "ResourceNotFoundException");
}

TEST_F(LambdaServiceTest, ADeclaredCommandWinsOverAllElse) {
    ASSERT_EQ(ask("POST", "/2015-03-31/functions", create_body()).status, 201);
    ASSERT_TRUE(functions_.declare({.function_name = "made"}, "node worker.js"));
    const auto worker = workers_.make("made");
    ASSERT_TRUE(worker);
    EXPECT_EQ(worker->command, "node worker.js");
    EXPECT_EQ(worker->protocol, WorkerProtocol::RuntimeApi);
    EXPECT_EQ(worker->handler, "h.main");
}

TEST_F(LambdaServiceTest, AFunctionWithoutACommandSaysWhatToDo) {
    ASSERT_TRUE(lambda_.put_function({.function_name = "bare"}));
    RecordingWorkers workers;
    FunctionRegistry functions{clock_, Random{9}, database_, lambda_, workers};
    const auto worker = workers.make("bare");
    ASSERT_FALSE(worker);
    EXPECT_THAT(worker.error().message, HasSubstr("--function bare=COMMAND"));
}

TEST_F(LambdaServiceTest, ARestartKnowsWhatWasCreated) {
    const auto created = ask("POST", "/2015-03-31/functions", create_body());
    ASSERT_EQ(created.status, 201) << created.body;
    RecordingWorkers workers;
    sqlite::SqliteLambda lambda{database_, clock_, Random{7}, runtime_};
    FunctionRegistry functions{clock_, Random{9}, database_, lambda, workers};
    const auto described = functions.describe(*functions.resolve("made"));
    ASSERT_TRUE(described);
    EXPECT_EQ(wire::configuration_body(*described), created.body);
    EXPECT_EQ(workers.make("made")->command, "cat");
}

}  // namespace
}  // namespace sosw::endpoint
