// `sosw run --backend aws`, as a user types it, against a server of ours on a fast clock.

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <poll.h>

#include "backends/sqlite/database.hpp"
#include "tests/cli/process.hpp"
#include "tests/serve/serve_process.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// Six tasks in the first minute, and time enough for all of them: a start of a process takes
/// seconds of the fast clock.
constexpr const char* kScenario = R"({
    "name": "small", "description": "A few tasks", "seed": 3, "duration": "8m",
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"reports": {
        "arn": "reports", "max_simultaneous_invocations": 4, "duration": 600,
        "health_metrics": {"Cpu": {
            "details": {"Name": "CPUUtilization", "Namespace": "AWS/RDS", "Period": 60, "Statistics": ["Average"]},
            "feelings": {"4": 90}, "feeling_comparison_operator": "<="
        }}
    }}}}},
    "functions": {"reports": {"duration": {"uniform": {"min": "5s", "max": "15s"}}, "timeout": "5m"}},
    "workload": [{"labourer": "reports", "phases": [{"duration": "1m", "rate": "6/min", "arrivals": "even"}]}],
    "metrics": [{"namespace": "AWS/RDS", "name": "CPUUtilization",
        "value": {"base": 20, "per_running": {"reports": 5}}}],
    "expect": ["tasks.created == 6", "tasks.completed == 6", "queue.reports.end == 0"]
})";

class LiveRun : public ::testing::Test {
protected:
    LiveRun() {
        for (const char* name :
             {"AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL", "SOSW_BACKEND"}) {
            unsetenv(name);
        }
        set("AWS_ACCESS_KEY_ID", "AKID");
        set("AWS_SECRET_ACCESS_KEY", "secret");
        set("AWS_SHARED_CREDENTIALS_FILE", folder_.path("none"));
        set("AWS_CONFIG_FILE", folder_.path("none"));
        set("AWS_EC2_METADATA_DISABLED", "true");
        set("AWS_REGION", "us-west-2");
        set("no_proxy", "*");
    }

    static void set(const char* name, const std::string& value) {
        setenv(name, value.c_str(), /*replace=*/1);
    }
    std::string url(const std::string& host = "127.0.0.1") const {
        return "http://" + host + ":" + std::to_string(server_.port());
    }
    std::vector<std::string> at(const std::string& url, std::vector<std::string> arguments) const {
        arguments.insert(
            arguments.begin(),
            {"run", scenario_, "--backend", "aws", "--endpoint-url", url, "--prefix", "my-"}
        );
        return arguments;
    }
    Finished run(const std::vector<std::string>& arguments) const {
        return run_sosw(at(url(), arguments));
    }
    Json call(const std::string& method, const std::string& target, const std::string& body) {
        const bool is_table = target.starts_with("DynamoDB");
        const auto answer = client_.request(
            {.method = method,
             .target = is_table ? "/" : target,
             .headers =
                 {{"Content-Type", is_table ? "application/x-amz-json-1.0" : "application/json"},
                  {"X-Amz-Target", is_table ? target : ""},
                  {"X-Amz-Date", "20260302T080000Z"},
                  {"Authorization",
                   "AWS4-HMAC-SHA256 Credential=AKID/20260302/us-west-2/" +
                       std::string{is_table ? "dynamodb" : "lambda"} +
                       "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"}},
             .body = body}
        );
        return answer ? Json::parse(answer->body, nullptr, /*allow_exceptions=*/false) : Json{};
    }
    std::size_t tables() {
        return call("POST", "DynamoDB_20120810.ListTables", "{}").at("TableNames").size();
    }
    std::size_t functions() {
        return call("GET", "/2015-03-31/functions/", "").at("Functions").size();
    }
    /// The first column of what `sql` finds in the record.
    std::vector<std::string> recorded(const std::string& sql) const {
        sqlite::Database record{record_};
        sqlite::Statement rows{record, sql};
        std::vector<std::string> texts;
        while (rows.step()) {
            texts.emplace_back(rows.column_text(0));
        }
        return texts;
    }

    test::TemporaryFolder folder_;
    std::string scenario_ = folder_.write("small.json", kScenario);
    std::string record_ = folder_.path("live.db");
    test::ServeProcess server_{{"--clock", "scaled:60"}};
    test::HttpClient client_ = server_.client();
};

TEST_F(LiveRun, LeavesTheRecordOfASimulatedOneAndNothingElse) {
    const Finished live = run({"--db", record_});
    EXPECT_EQ(live.exit_code, 0) << live.err << live.out << server_.errors();
    EXPECT_THAT(live.out, AllOf(HasSubstr("PASSED  3 expectations met"), HasSubstr(", live in ")));
    EXPECT_THAT(live.err, HasSubstr("small.json: live at " + url() + ", under the names my-…"));
    EXPECT_EQ(tables(), 0U);
    EXPECT_EQ(functions(), 0U);

    EXPECT_THAT(
        recorded("SELECT event FROM task_event WHERE task = 1 ORDER BY rowid"),
        ElementsAre("created", "invoked", "started", "completed", "closed")
    );
    EXPECT_THAT(
        recorded("SELECT outcome FROM invocation"),
        ElementsAre("success", "success", "success", "success", "success", "success")
    );
    EXPECT_THAT(recorded("SELECT DISTINCT function FROM invocation"), ElementsAre("reports"));
    EXPECT_THAT(
        recorded("SELECT a.at_us <= b.at_us FROM task_event AS a JOIN task_event AS b"
                 " ON b.rowid = a.rowid + 1"),
        Each("1")
    ) << "in the order of time";
    EXPECT_THAT(
        recorded("SELECT name || ' ' || value FROM environment WHERE name IN ('live', 'prefix')"
                 " ORDER BY name"),
        ElementsAre("live " + url(), "prefix my-")
    );
    EXPECT_THAT(recorded("SELECT message FROM violation"), IsEmpty());
    EXPECT_THAT(
        recorded("SELECT 1 FROM decision_metric WHERE value >= 20 AND NOT missing LIMIT 1"),
        ElementsAre("1")
    ) << "the metric was reported and read";

    const std::string simulated = folder_.path("simulated.db");
    ASSERT_EQ(run_sosw({"run", scenario_, "--db", simulated}).exit_code, 0);
    const Finished diff = run_sosw({"diff", simulated, record_, "--json"});
    EXPECT_THAT(diff.exit_code, testing::Le(1)) << diff.err;
    EXPECT_THAT(Json::parse(diff.out).at("a").at("scenario"), "small");
}

TEST_F(LiveRun, CtrlCEndsItInOrderAndRemovesEverything) {
    const Finished finished =
        interrupt_sosw(at(url(), {"--db", record_, "--set", "/duration=10h"}), record_, SIGINT);
    EXPECT_EQ(finished.exit_code, 130) << finished.err;
    EXPECT_EQ(tables(), 0U);
    EXPECT_EQ(functions(), 0U);
    EXPECT_THAT(recorded("SELECT finished FROM run"), ElementsAre("0"));
}

TEST_F(LiveRun, AServerThatIsGoneIsSaidWithWhatIsLeftBehind) {
    std::thread killer{[&] {
        while (!std::filesystem::exists(record_)) {
            poll(nullptr, 0, 1);
        }
        server_.end_by(SIGKILL);
    }};
    const Finished finished = run({"--db", record_, "--set", "/duration=10h"});
    killer.join();
    EXPECT_EQ(finished.exit_code, 3) << finished.err;
    EXPECT_THAT(
        finished.err,
        AllOf(
            HasSubstr("EndpointConnectionError"),
            HasSubstr("my-sosw_tasks is left behind: "),
            HasSubstr(
                "Remove it with: aws lambda delete-function --function-name my-reports "
                "--endpoint-url " +
                url()
            )
        )
    );
}

TEST_F(LiveRun, SeveralScenariosRunOneAfterTheOther) {
    const Finished finished =
        run({scenario_, "--json", "--set", "/duration=1m", "--set", "/expect=null"});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    const Json summaries = Json::parse(finished.out);
    ASSERT_EQ(summaries.size(), 2U);
    EXPECT_EQ(summaries.at(1).at("live"), url());
    EXPECT_THAT(finished.err, AllOf(HasSubstr("names my-1-…"), HasSubstr("names my-2-…")));
    EXPECT_EQ(tables(), 0U);
    EXPECT_EQ(functions(), 0U);
}

TEST_F(LiveRun, WhatWasThereBeforeStaysAndTheRestIsRemoved) {
    call(
        "POST",
        "/2015-03-31/functions",
        R"({"FunctionName": "my-reports", "Role": "arn:aws:iam::000000000000:role/r",)"
        R"( "Runtime": "provided.al2023", "Handler": "h", "Code": {"ZipFile": "UEsFBg=="},)"
        R"( "Environment": {"Variables": {"SOSW_COMMAND": "true"}}})"
    );
    ASSERT_EQ(functions(), 1U);
    const Finished finished = run({});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("Function already exist: my-reports"));
    EXPECT_THAT(finished.out, IsEmpty());
    EXPECT_EQ(tables(), 0U);
    EXPECT_EQ(functions(), 1U);
}

TEST_F(LiveRun, FailuresAreLambdasAndTheScavengersToRetry) {
    const Finished live = run(
        {"--db",
         record_,
         "--set",
         "/functions/reports/failure_probability=1",
         "--set",
         "/functions/reports/maximum_retry_attempts=0",
         "--set",
         "/expect=[\"tasks.completed == 0\"]"}
    );
    EXPECT_EQ(live.exit_code, 0) << live.err << live.out << server_.errors();
    EXPECT_THAT(recorded("SELECT DISTINCT outcome FROM invocation"), ElementsAre("error"));
    EXPECT_THAT(
        recorded("SELECT event || ' ' || reason FROM task_event WHERE event = 'failed' LIMIT 1"),
        ElementsAre("failed error")
    );
    EXPECT_THAT(recorded("SELECT message FROM violation"), IsEmpty());
}

TEST_F(LiveRun, AllProblemsAreToldBeforeAnythingIsMade) {
    const Finished finished = run_sosw(
        {"run",
         scenario_,
         "--backend",
         "aws",
         "--endpoint-url",
         url("0.0.0.0"),
         "--prefix",
         "a b",
         "--package",
         scenario_,
         "--set",
         R"(/faults=[{"kind": "throttle"}])"}
    );
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        AllOf(
            HasSubstr("--prefix: expected"),
            HasSubstr("small.json: /faults: nothing makes real services fail on purpose"),
            HasSubstr("--role: is needed"),
            HasSubstr("small.json: is no archive")
        )
    );
    EXPECT_EQ(tables(), 0U);
}

/// 0.0.0.0 reaches this machine, and is none of its loopback addresses.
TEST_F(LiveRun, ARealAccountIsNamedAndChangedOnlyWithAYes) {
    const std::string zip = folder_.write(
        "bootstrap.zip",
        // One stored, empty file `bootstrap`.
        std::string{
            "PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x09\0\0\0"
            "bootstrapPK\x01\x02\x0a\0\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
            "\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
            "bootstrapPK\x05\x06\0\0\0\0\x01\0\x01\0\x37\0\0\0\x27\0\0\0\0\0",
            39 + 55 + 22}
    );
    const Finished asked = run_sosw(
        at(url("0.0.0.0"), {"--role", "arn:aws:iam::000000000000:role/rehearsal", "--package", zip})
    );
    EXPECT_EQ(asked.exit_code, 2);
    EXPECT_THAT(
        asked.err,
        AllOf(
            HasSubstr("This is to make tables and functions whose names begin with my-, run small "
                      "on them, and remove them, in the AWS account 000000000000"),
            HasSubstr("give --yes")
        )
    );
    EXPECT_EQ(tables(), 0U);
}

TEST_F(LiveRun, WhatIsMeantForItDoesNothingForASimulation) {
    const Finished finished = run_sosw({"run", scenario_, "--prefix", "my-", "--ignore-faults"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        AllOf(
            HasSubstr("--prefix goes with --backend aws only"),
            HasSubstr("--ignore-faults goes with --backend aws only")
        )
    );
    set("SOSW_BACKEND", "aws");
    EXPECT_THAT(run_sosw({"run", scenario_, "-q"}).err, Not(HasSubstr("live")))
        << "no variable makes a simulation real";
    unsetenv("SOSW_BACKEND");
}

}  // namespace
}  // namespace sosw::cli
