// `sosw record`, as a user types it, on an emulation file.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using Json = nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kConfig = R"({
    // Comments stay.
    "task_config": {
        "labourers": {
            "reports": {
                "arn": "arn:aws:lambda:eu-west-1:123456789012:function:reports",
                "max_simultaneous_invocations": 4,
                "health_metrics": {
                    "DatabaseCpu": {
                        "details": {
                            "MetricName": "CPUUtilization", "Namespace": "AWS/RDS",
                            "Statistics": ["Maximum"], "Period": 60,
                            "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "shared"}]
                        },
                        "feelings": {"4": 75, "3": 90},
                        "feeling_comparison_operator": "<="
                    }
                }
            },
            "imports": {"arn": "imports", "max_simultaneous_invocations": 2}
        }
    }
})";

/// A file in which some minutes of a Monday happened.
class SoswRecord : public ::testing::Test {
protected:
    Finished sosw(std::vector<std::string> arguments, const std::string& now) const {
        arguments.insert(arguments.end(), {"--db", db_, "--config", config_, "--now", now});
        Finished finished = run_sosw(arguments);
        EXPECT_EQ(finished.err, "");
        return finished;
    }
    Finished record(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "record");
        arguments.insert(
            arguments.end(), {"--db", db_, "--config", config_, "--now", "2026-03-02T12:09:30Z"}
        );
        return run_sosw(arguments);
    }
    void metric(const std::string& name, const std::string& value, const std::string& now) const {
        std::vector<std::string> arguments{"metrics", "put", name, value};
        if (name.starts_with("AWS/Lambda")) {
            arguments.insert(arguments.end(), {"--dimension", "FunctionName=reports"});
        }
        sosw(arguments, now);
    }

    void let_something_happen() const {
        sosw({"tables", "create"}, "2026-03-02T12:00:00Z");
        sosw({"functions", "put", "--timeout", "300", "--memory", "512"}, "2026-03-02T12:00:00Z");
        metric("DatabaseCpu", "40.125", "2026-03-02T12:00:10Z");
        metric("DatabaseCpu", "76.5", "2026-03-02T12:01:10Z");
        metric("DatabaseCpu", "12", "2026-03-02T12:03:10Z");
        metric("AWS/Lambda/Invocations", "1", "2026-03-02T12:01:30Z");
        metric("AWS/Lambda/Invocations", "1", "2026-03-02T12:02:30Z");
        metric("AWS/Lambda/Errors", "1", "2026-03-02T12:01:30Z");
        metric("AWS/Lambda/Duration", "8000", "2026-03-02T12:01:30Z");
        sosw(
            {"create", "reports", "--count", "2", "--payload", R"({"who": "Ann, \"A\""})"},
            "2026-03-02T12:00:30Z"
        );
        sosw({"create", "imports"}, "2026-03-02T12:01:00.25Z");
        const Finished pass = sosw({"orchestrate", "--json"}, "2026-03-02T12:01:30Z");
        const Json task = Json::parse(pass.out).at("labourers").at(0).at("tasks").at(0);
        sosw({"complete", task.at("task_id")}, "2026-03-02T12:02:11Z");
        sosw({"scavenge"}, "2026-03-02T12:03:00Z");
    }

    test::TemporaryFolder folder_;
    std::string db_ = folder_.path("dev.db");
    std::string config_ = folder_.write("mine.json", kConfig);
    std::string out_ = folder_.path("monday");
};

TEST_F(SoswRecord, MakesAScenarioThatRuns) {
    let_something_happen();
    const std::string before = test::read_file(db_);
    const Finished finished = record({"--from", "10m", "--out", out_});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_EQ(finished.err, "");
    EXPECT_THAT(
        finished.out,
        AllOf(
            HasSubstr("from 2026-03-02T11:59:00Z to 2026-03-02T12:10:00Z (11m)"),
            HasSubstr("DBInstanceIdentifier=shared  Maximum every 1m: 3 of 11 points, 3 gaps"),
            HasSubstr("reports  2 created: 1 completed, 1 running; 1 with a duration"),
            HasSubstr("reports  8s (of Lambda's metrics); 1 of 2 failed; timeout 5m, 512 MB"),
            HasSubstr("imports  1m (assumed)"),
            HasSubstr("The loop is open: metrics are replayed as they were"),
            HasSubstr("per_running")
        )
    );
    EXPECT_EQ(test::read_file(db_), before) << "it only reads";
    EXPECT_EQ(test::read_file(out_ + "/orchestrator.json"), kConfig);
    const std::string payload = R"("{""who"": ""Ann, \""A\""""}",1)";
    EXPECT_THAT(  // the two of one instant stand in the order of their ids
        test::read_file(out_ + "/traces/tasks.csv"),
        AllOf(
            StartsWith("timestamp,labourer,duration_ms,payload,attempts\n90,reports,"),
            HasSubstr("\n90,reports,41000," + payload + "\n"),
            HasSubstr("\n90,reports,," + payload + "\n"),
            EndsWith("\n120.25,imports,,,1\n")
        )
    );
    EXPECT_EQ(
        test::read_file(out_ + "/traces/DatabaseCpu.csv"),
        "timestamp,value\n"
        "2026-03-02T11:59:00Z,40.125\n"  // stands in a gap: a trace begins with the scenario
        "2026-03-02T12:00:00Z,40.125\n"
        "2026-03-02T12:01:00Z,76.5\n"
        "2026-03-02T12:03:00Z,12\n"
    );
    const Finished checked =
        run_sosw({"check", out_ + "/scenario.json", out_ + "/orchestrator.json"});
    EXPECT_EQ(checked.exit_code, 0) << checked.err;
    const Json run = Json::parse(run_sosw({"run", out_ + "/scenario.json", "--json"}).out);
    EXPECT_EQ(run.at("scenario"), "monday");
}

TEST_F(SoswRecord, TellsProgramsTheSame) {
    let_something_happen();
    const Finished finished = record(
        {"--from", "2026-03-02T12:00:00Z", "--to", "2026-03-02T12:05:00Z", "--out", out_, "--json"}
    );
    const Json told = Json::parse(finished.out);
    EXPECT_EQ(told.at("from"), "2026-03-02T12:00:00Z");
    EXPECT_EQ(told.at("scenario"), out_ + "/scenario.json");
    EXPECT_EQ(told.at("open_loop"), true);
    EXPECT_EQ(told.at("metrics").at(0).at("expected"), 5);
    EXPECT_EQ(told.at("metrics").at(0).at("found"), 3);
    EXPECT_EQ(told.at("metrics").at(0).at("trace"), "traces/DatabaseCpu.csv");
    EXPECT_EQ(told.at("labourers").at(0).at("completed"), 1);
    EXPECT_EQ(told.at("labourers").at(1).at("tasks"), 1);
    EXPECT_EQ(told.at("functions").at(0).at("duration_source"), "lambda_percentiles");
    EXPECT_EQ(told.at("functions").at(0).at("failure_probability"), 0.5);
    EXPECT_EQ(told.at("functions").at(1).at("duration_source"), "assumed");
    EXPECT_EQ(told.at("warnings").size(), 2U);
}

TEST_F(SoswRecord, LeavesPayloadsOut) {
    let_something_happen();
    record({"--from", "10m", "--out", out_, "--no-payloads"});
    EXPECT_THAT(test::read_file(out_ + "/traces/tasks.csv"), Not(HasSubstr("Ann")));
}

TEST_F(SoswRecord, ReplacesNothingWithoutForce) {
    let_something_happen();
    std::filesystem::create_directory(out_);
    folder_.write("monday/scenario.json", "mine");
    folder_.write("monday/other.txt", "other");
    const Finished refused = record({"--from", "10m", "--out", out_});
    EXPECT_EQ(refused.exit_code, 2);
    EXPECT_THAT(refused.err, HasSubstr("scenario.json: is there already; --force replaces it"));
    EXPECT_EQ(test::read_file(out_ + "/scenario.json"), "mine");
    EXPECT_FALSE(std::filesystem::exists(out_ + "/orchestrator.json")) << "all or none";

    EXPECT_EQ(record({"--from", "10m", "--out", out_ + "/", "--force"}).exit_code, 0);
    EXPECT_EQ(run_sosw({"check", out_ + "/scenario.json"}).exit_code, 0);
    EXPECT_EQ(test::read_file(out_ + "/other.txt"), "other");
    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path("")}) {
        if (entry.path().string().ends_with(".part")) {
            left.push_back(entry.path().string());
        }
    }
    EXPECT_THAT(left, IsEmpty()) << "no drafts are left";
}

TEST_F(SoswRecord, MergesSeveralDocuments) {
    let_something_happen();
    const std::string over = folder_.write(
        "over.json", R"({"task_config": {"labourers": {"imports": {"max_attempts": 7}}}})"
    );
    EXPECT_EQ(record({"--from", "10m", "--out", out_, "--config", over}).exit_code, 0);
    const Json merged = Json::parse(test::read_file(out_ + "/orchestrator.json"));
    EXPECT_EQ(merged.at("task_config").at("labourers").at("imports").at("max_attempts"), 7);
}

TEST_F(SoswRecord, AnEmptySpanIsSaidToBeOne) {
    let_something_happen();
    const Finished finished =
        record({"--from", "2026-03-02T10:00:00Z", "--to", "2026-03-02T11:00:00Z", "--out", out_});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(
        finished.out,
        AllOf(
            HasSubstr("reports  none\n"),
            HasSubstr("Maximum every 1m: 0 of 60 points"),
            HasSubstr("has no data in the span")
        )
    );
    EXPECT_FALSE(std::filesystem::exists(out_ + "/traces"));
    EXPECT_EQ(run_sosw({"run", out_ + "/scenario.json", "--quiet"}).exit_code, 0);
}

TEST_F(SoswRecord, SaysAllProblemsAtOnce) {
    const std::string nowhere = folder_.path("no/where");
    const Finished finished = record({"--from", "yesterday", "--to", "soon", "--out", nowhere});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        AllOf(
            HasSubstr("--from: expected how long ago, such as 2h"),
            HasSubstr("--to: expected how long ago"),
            HasSubstr("dev.db: there is no such file"),
            HasSubstr("--out " + nowhere + ": there is no folder")
        )
    );
    sosw({"tables", "create"}, "2026-03-02T12:00:00Z");
    const Finished backwards = record({"--from", "1h", "--to", "2h", "--out", out_});
    EXPECT_EQ(backwards.exit_code, 2);
    EXPECT_THAT(backwards.err, HasSubstr("--from: expected a time before the end"));
    EXPECT_THAT(
        record({"--from", "1h", "--to", "2026-03-03", "--out", out_}).err,
        HasSubstr("--to: lies ahead")
    );
    EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(SoswRecord, KeepsNoScenarioThatCannotRun) {
    sosw({"tables", "create"}, "2026-03-02T12:00:00Z");
    config_ = folder_.write(
        "long.json",
        R"({"task_config": {"labourers": {"a": {"arn": ")" + std::string(70, 'x') + R"("}}}})"
    );
    const Finished finished = record({"--from", "10m", "--out", out_});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(
        finished.err,
        AllOf(HasSubstr("nothing is kept"), HasSubstr(out_ + "/scenario.json: /functions/xxx"))
    );
    EXPECT_FALSE(std::filesystem::exists(out_));
}

}  // namespace
}  // namespace sosw::cli
