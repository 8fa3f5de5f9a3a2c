#include "backends/endpoint/lambda/process_runtime.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::endpoint {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A client of the Runtime API that takes a host and a port, as the official ones do. What it does
/// with an event is said in the event.
constexpr const char* kWorker = R"(
import http.client, json, os, signal, sys
print("loading")
if os.environ.get("FAIL_INIT"):
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    connection.request("POST", "/2018-06-01/runtime/init/error",
                       json.dumps({"errorMessage": "no module", "errorType": "Runtime.Import"}))
    connection.getresponse().read()
    sys.exit(1)
while True:
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    connection.request("GET", "/2018-06-01/runtime/invocation/next")
    answer = connection.getresponse()
    event = json.loads(answer.read())
    path = "/2018-06-01/runtime/invocation/" + answer.headers["Lambda-Runtime-Aws-Request-Id"]
    what = event["do"]
    print("event", what)
    result = event
    if what == "exit":
        sys.exit(event["status"])
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "hang":
        os.system("echo hanging; exec tail -f /dev/null")
    if what == "tell":
        open(event["go"]).read()
    if what == "pid":
        result = os.getpid()
    if what == "deadline":
        result = answer.headers["Lambda-Runtime-Deadline-Ms"]
    if what == "environment":
        result = {name: os.environ.get(name) for name in event["names"]}
    connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    if what == "error":
        connection.request("POST", path + "/error", json.dumps({"errorMessage": "bad"}))
    else:
        connection.request("POST", path + "/response", json.dumps(result))
    if what == "tell":
        open(event["sent"], "w").close()
    connection.getresponse().read()
    if what == "last":
        sys.exit(0)
)";

/// Remembers how executions ended.
class RecordingResults final : public FunctionResults {
public:
    bool finish(const std::string& request_id, const FunctionResult& result) override {
        results_[request_id] = result;
        return true;
    }
    void set_deadline(const std::string& request_id, Timestamp deadline) override {
        deadlines_[request_id].push_back(deadline);
    }
    bool has(const std::string& request_id) const { return results_.contains(request_id); }
    const FunctionResult& of(const std::string& request_id) const {
        return results_.at(request_id);
    }
    const std::vector<Timestamp>& deadlines(const std::string& request_id) {
        return deadlines_[request_id];
    }

private:
    std::map<std::string, FunctionResult> results_;
    std::map<std::string, std::vector<Timestamp>> deadlines_;
};

class ProcessRuntimeTest : public testing::Test {
protected:
    ProcessRuntimeTest() { use(worker_of_command("exec python3 " + script_)); }

    void use(FunctionWorker worker) {
        worker.folder = folder_.path("");
        runtime_.set_worker("f", [worker] { return Result<FunctionWorker>{worker}; });
    }
    void start(const std::string& id, const std::string& payload) {
        runtime_.start(
            {.request_id = id,
             .function_name = "f",
             .function_arn = "arn:f",
             .payload = payload,
             .started_at = clock_.now(),
             .deadline = clock_.now() + seconds{3}},
            results_
        );
    }
    /// Runs the loop until `condition` holds.
    template <typename Condition>
    void turn_until(Condition condition) {
        while (!condition()) {
            loop_.turn();
        }
    }
    FunctionResult run(const std::string& id, const std::string& payload) {
        start(id, payload);
        turn_until([&] { return results_.has(id); });
        return results_.of(id);
    }
    bool has_logged(const std::string& line) const {
        return std::ranges::find(lines_, line) != lines_.end();
    }

    test::TemporaryFolder folder_;
    const std::string script_ = folder_.write("worker.py", kWorker);
    test::ManualClock clock_;
    EventLoop loop_;
    std::vector<std::string> lines_;
    FunctionLogs logs_{
        [this](std::string_view, std::string_view line) { lines_.emplace_back(line); }};
    RecordingResults results_;
    ProcessRuntime runtime_{loop_, clock_, logs_};
};

TEST_F(ProcessRuntimeTest, AProcessAnswersEvents) {
    const FunctionResult result = run("id-1", R"({"do":"echo"})");
    EXPECT_EQ(result.error, FunctionError::None);
    EXPECT_EQ(result.payload, R"({"do": "echo"})");
    EXPECT_EQ(runtime_.processes(), 1U);
    EXPECT_THAT(
        lines_,
        ElementsAre(
            "loading",
            "START RequestId: id-1 Version: $LATEST",
            "event echo",
            "END RequestId: id-1",
            StartsWith("REPORT RequestId: id-1\tDuration: 0.00 ms\tBilled Duration: 1 ms\tMemory "
                       "Size: 128 MB\tMax Memory Used: ")
        )
    );
    EXPECT_THAT(lines_.back(), HasSubstr("Init Duration: 0.00 ms"));
    EXPECT_THAT(logs_.tail("id-1"), StartsWith("START RequestId: id-1"));
}

TEST_F(ProcessRuntimeTest, AWarmProcessIsUsedAgain) {
    const std::string first = run("id-1", R"({"do":"pid"})").payload;
    EXPECT_EQ(run("id-2", R"({"do":"pid"})").payload, first);
    EXPECT_THAT(lines_.back(), Not(HasSubstr("Init Duration")));
}

TEST_F(ProcessRuntimeTest, ExecutionsAtATimeHaveAProcessEach) {
    start("id-1", R"({"do":"pid"})");
    start("id-2", R"({"do":"pid"})");
    EXPECT_EQ(runtime_.processes(), 2U);
    turn_until([&] { return results_.has("id-1") && results_.has("id-2"); });
    EXPECT_NE(results_.of("id-1").payload, results_.of("id-2").payload);
}

TEST_F(ProcessRuntimeTest, TheTimeoutBeginsWhenTheFunctionIsLoaded) {
    start("id-1", R"({"do":"deadline"})");
    EXPECT_THAT(results_.deadlines("id-1"), ElementsAre(clock_.now() + seconds{13}));
    clock_.advance(seconds{5});
    turn_until([&] { return results_.has("id-1"); });
    EXPECT_EQ(results_.deadlines("id-1").back(), clock_.now() + seconds{3});
    const auto deadline_ms = epoch_microseconds(clock_.now() + seconds{3}) / 1000;
    EXPECT_EQ(results_.of("id-1").payload, '"' + std::to_string(deadline_ms) + '"');
}

TEST_F(ProcessRuntimeTest, AnErrorOfTheHandlerIsNotTheEndOfTheProcess) {
    const FunctionResult result = run("id-1", R"({"do":"error"})");
    EXPECT_EQ(result.error, FunctionError::Unhandled);
    EXPECT_EQ(result.payload, R"({"errorMessage": "bad"})");
    EXPECT_EQ(run("id-2", R"({"do":"echo"})").error, FunctionError::None);
    EXPECT_EQ(runtime_.processes(), 1U);
}

TEST_F(ProcessRuntimeTest, AProcessThatEndsWithItsEventFailsIt) {
    EXPECT_EQ(
        run("id-1", R"({"do":"exit","status":3})").payload,
        R"({"errorType":"Runtime.ExitError","errorMessage":)"
        R"("RequestId: id-1 Error: Runtime exited with error: exit status 3"})"
    );
    EXPECT_EQ(runtime_.processes(), 0U);
    EXPECT_THAT(
        run("id-2", R"({"do":"exit","status":0})").payload,
        HasSubstr("Runtime exited without providing a reason")
    );
    EXPECT_THAT(run("id-3", R"({"do":"kill"})").payload, HasSubstr("error: signal: killed"));
}

TEST_F(ProcessRuntimeTest, AnEventThatTheProcessNeverTookGoesToAnother) {
    const std::string first = run("id-1", R"({"do":"last"})").payload;
    EXPECT_EQ(run("id-2", R"({"do":"echo"})").payload, R"({"do": "echo"})");
    turn_until([&] { return runtime_.processes() == 1; });
}

TEST_F(ProcessRuntimeTest, AFailedInitialisationIsTheEventsResult) {
    FunctionWorker worker = worker_of_command("exec python3 " + script_);
    worker.environment["FAIL_INIT"] = "1";
    use(worker);
    const FunctionResult result = run("id-1", R"({"do":"echo"})");
    EXPECT_EQ(result.error, FunctionError::Unhandled);
    EXPECT_THAT(result.payload, HasSubstr("Runtime.Import"));
    turn_until([&] { return runtime_.processes() == 0; });
}

TEST_F(ProcessRuntimeTest, ATimeoutKillsTheProcessAndAllThatItStarted) {
    start("id-1", R"({"do":"hang"})");
    turn_until([&] { return has_logged("hanging"); });
    clock_.advance(seconds{3});
    runtime_.stop("id-1");
    turn_until([&] { return runtime_.processes() == 0; });
    EXPECT_FALSE(results_.has("id-1"));
    EXPECT_THAT(
        lines_, Contains("2026-03-02T08:00:03.000Z id-1 Task timed out after 3.00 seconds")
    );
    EXPECT_THAT(logs_.tail("id-1"), HasSubstr("Task timed out"));
    EXPECT_EQ(run("id-2", R"({"do":"echo"})").error, FunctionError::None);
}

TEST_F(ProcessRuntimeTest, AnAnswerThatIsOnItsWayAtTheTimeoutIsNobodysAnyMore) {
    const std::string sent = folder_.path("sent");
    const std::string go = folder_.path("go");
    ASSERT_EQ(mkfifo(go.c_str(), S_IRUSR | S_IWUSR), 0);
    start("id-1", R"({"do":"tell","go":")" + go + R"(","sent":")" + sent + R"("})");
    turn_until([&] { return has_logged("event tell"); });
    std::ofstream{go} << "go";  // It waits for that, so that nobody reads its answer yet.
    while (!std::filesystem::exists(sent)) {
        poll(nullptr, 0, 1);  // The answer waits in the socket meanwhile.
    }
    runtime_.stop("id-1");
    turn_until([&] { return runtime_.processes() == 0; });
    EXPECT_FALSE(results_.has("id-1"));
}

TEST_F(ProcessRuntimeTest, AnUnknownExecutionIsStoppedWithoutEffect) {
    runtime_.stop("nothing");
    EXPECT_EQ(runtime_.processes(), 0U);
}

TEST_F(ProcessRuntimeTest, ProcessesThatHaveNothingToDoAreGivenUp) {
    run("id-1", R"({"do":"echo"})");
    ASSERT_EQ(runtime_.next_due(), clock_.now() + minutes{10});
    clock_.advance(minutes{9});
    runtime_.run_due();
    EXPECT_EQ(run("id-2", R"({"do":"echo"})").error, FunctionError::None);
    EXPECT_THAT(lines_, Contains("loading").Times(1));
    clock_.advance(minutes{10});
    runtime_.run_due();
    turn_until([&] { return runtime_.processes() == 0; });
    EXPECT_FALSE(runtime_.next_due());
}

TEST_F(ProcessRuntimeTest, NewCodeMeansNewProcesses) {
    const std::string first = run("id-1", R"({"do":"pid"})").payload;
    use(worker_of_command("exec python3 " + script_));
    EXPECT_NE(run("id-2", R"({"do":"pid"})").payload, first);
    turn_until([&] { return runtime_.processes() == 1; });
}

TEST_F(ProcessRuntimeTest, ProcessesKnowWhoTheyAreAndWhereWeAre) {
    runtime_.set_endpoint_url("http://127.0.0.1:4566");
    FunctionWorker worker = worker_of_command("exec python3 " + script_);
    worker.handler = "app.handler";
    worker.environment["TABLE"] = "tasks";
    use(worker);
    EXPECT_EQ(
        run("id-1",
            R"({"do":"environment","names":["AWS_LAMBDA_FUNCTION_NAME","AWS_REGION",)"
            R"("AWS_ENDPOINT_URL","AWS_LAMBDA_FUNCTION_MEMORY_SIZE","_HANDLER","TABLE",)"
            R"("AWS_LAMBDA_LOG_GROUP_NAME","AWS_LAMBDA_FUNCTION_VERSION"]})")
            .payload,
        R"({"AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_REGION": "us-west-2", )"
        R"("AWS_ENDPOINT_URL": "http://127.0.0.1:4566", )"
        R"("AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128", "_HANDLER": "app.handler", )"
        R"("TABLE": "tasks", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f", )"
        R"("AWS_LAMBDA_FUNCTION_VERSION": "$LATEST"})"
    );
}

TEST_F(ProcessRuntimeTest, WhatCannotBeStartedSaysWhy) {
    use(worker_of_command("exec no-such-program"));
    EXPECT_THAT(run("id-1", "{}").payload, HasSubstr("exit status 127"));
    EXPECT_THAT(lines_, Contains(HasSubstr("no-such-program")));
    runtime_.set_worker("f", []() -> Result<FunctionWorker> {
        return sosw::fail(ErrorCode::InvalidRequest, "Runtime.Missing", "no command");
    });
    EXPECT_EQ(
        run("id-2", "{}").payload,
        R"({"errorType":"Runtime.Missing","errorMessage":"RequestId: id-2 Error: no command"})"
    );
    runtime_.remove_worker("f");
    EXPECT_THAT(run("id-3", "{}").payload, HasSubstr("Runtime.InvalidEntrypoint"));
}

TEST_F(ProcessRuntimeTest, AScriptReadsItsEventAndWritesItsResult) {
    use(worker_of_command("exec:echo reading >&2; cat"));
    const FunctionResult result = run("id-1", R"({"a":1})");
    EXPECT_EQ(result.error, FunctionError::None);
    EXPECT_EQ(result.payload, R"({"a":1})");
    EXPECT_THAT(lines_, Contains("reading"));
    EXPECT_EQ(runtime_.processes(), 0U);
}

TEST_F(ProcessRuntimeTest, AScriptsTextIsAJsonText) {
    use(worker_of_command("exec:echo 'done \"it\"'"));
    EXPECT_EQ(run("id-1", "{}").payload, R"("done \"it\"")");
    use(worker_of_command("exec:true"));
    EXPECT_EQ(run("id-2", "{}").payload, "null");
}

TEST_F(ProcessRuntimeTest, AScriptThatFailsSaysWhatItWrote) {
    use(worker_of_command("exec:echo broken >&2; exit 2"));
    const FunctionResult result = run("id-1", "{}");
    EXPECT_EQ(result.error, FunctionError::Unhandled);
    EXPECT_EQ(result.payload, R"({"errorType":"Runtime.ExitError","errorMessage":"broken"})");
    use(worker_of_command("exec:exit 2"));
    EXPECT_THAT(run("id-2", "{}").payload, HasSubstr("The command ended with exit status 2"));
}

TEST_F(ProcessRuntimeTest, AScriptsResultHasALimit) {
    use(worker_of_command("exec:head -c 7000000 /dev/zero"));
    EXPECT_THAT(run("id-1", "{}").payload, HasSubstr("Response payload size (7000000 bytes)"));
}

TEST_F(ProcessRuntimeTest, ALargeEventReachesAScriptWhole) {
    use(worker_of_command("exec:wc -c"));
    const std::string event = '"' + std::string(6'000'000, 'x') + '"';
    EXPECT_EQ(run("id-1", event).payload, "6000002");
}

TEST_F(ProcessRuntimeTest, NothingOfOursLeaksIntoAProcess) {
    use(worker_of_command("exec:ls /proc/self/fd | tr '\\n' ' '"));
    EXPECT_EQ(run("id-1", "{}").payload, R"("0 1 2 3 ")");  // 3 is the folder that ls reads.
}

}  // namespace
}  // namespace sosw::endpoint
