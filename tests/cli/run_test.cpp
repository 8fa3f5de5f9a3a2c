// `sosw run` as a user types it.

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "backends/sqlite/database.hpp"
#include "tests/cli/process.hpp"
#include "tests/cli/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class SoswRun : public ::testing::Test {
protected:
    Finished run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"run", small_});
        return run_sosw(arguments);
    }

    test::TemporaryFolder folder_;
    std::string small_ = folder_.write("small.json", kSmall);
};

std::string hash_of(const Finished& finished) {
    return Json::parse(finished.out).at("event_log_hash").get<std::string>();
}

TEST_F(SoswRun, EndsWithZeroWhereExpectationsAreMet) {
    const Finished finished = run({});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("PASSED  3 expectations met"));
    EXPECT_THAT(finished.err, IsEmpty()) << "progress belongs to terminals";
}

TEST_F(SoswRun, EndsWithOneWhereAnExpectationIsNotMet) {
    const Finished finished = run({"--set", "/expect/-=tasks.dead >= 1"});
    EXPECT_EQ(finished.exit_code, 1);
    EXPECT_THAT(finished.out, HasSubstr("✗ NOT MET  tasks.dead >= 1"));
    EXPECT_THAT(finished.out, HasSubstr("FAILED  1 of 4 expectations not met"));
}

TEST_F(SoswRun, ShowsTheSummaryThatWasApproved) {
    const std::regex vary{R"((simulated in |event log +)[^\s,]+)"};
    const std::string golden = SOSW_CLI_GOLDEN "/small.txt";
    const std::string text = std::regex_replace(run({}).out, vary, "$1…");
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream{golden} << text;
    }
    EXPECT_EQ(text, test::read_file(golden)) << "UPDATE_GOLDEN=1 rewrites " << golden;
}

TEST_F(SoswRun, QuietlySaysOneLinePerScenario) {
    EXPECT_EQ(run({"--quiet"}).out, "passed  small\n");
    const Finished failed = run({small_, "--quiet", "--set", "/expect=[\"tasks.dead == 1\"]"});
    EXPECT_EQ(failed.exit_code, 1);
    EXPECT_EQ(
        failed.out,
        "FAILED  small: expected tasks.dead == 1, was 0\n"
        "FAILED  small: expected tasks.dead == 1, was 0\n"
    );
}

TEST_F(SoswRun, WritesJsonForPrograms) {
    const Finished finished = run({"--json"});
    EXPECT_EQ(finished.exit_code, 0);
    const Json json = Json::parse(finished.out);
    EXPECT_EQ(json.at("scenario"), "small");
    EXPECT_EQ(json.at("passed"), true);
    EXPECT_EQ(json.at("labourers").at(0).at("completed"), 30);
    EXPECT_TRUE(json.at("queue_wait_p95_seconds").is_number());
    EXPECT_EQ(json.at("expectations").size(), 3);
}

TEST_F(SoswRun, WritesAnArrayOfSeveralScenarios) {
    const Finished finished = run({small_, "--json"});
    EXPECT_EQ(Json::parse(finished.out).size(), 2);
}

TEST_F(SoswRun, EndsSeveralScenariosWithAnOverview) {
    const Finished finished = run({small_});
    EXPECT_THAT(finished.out, HasSubstr("2 of 2 scenarios passed\n"));
}

TEST_F(SoswRun, SameSeedGivesTheSameHash) {
    const std::string poisson = "/workload/0/phases/0/arrivals=poisson";
    const std::string first = hash_of(run({"--json", "--set", poisson, "--seed", "5"}));
    EXPECT_EQ(first, hash_of(run({"--json", "--set", poisson, "--seed", "5"})));
    EXPECT_NE(first, hash_of(run({"--json", "--set", poisson, "--seed", "6"})));
}

TEST_F(SoswRun, SeedComesBeforeTheScenariosOwn) {
    EXPECT_EQ(Json::parse(run({"--json", "--seed", "99"}).out).at("seed"), 99);
    EXPECT_EQ(Json::parse(run({"--json"}).out).at("seed"), 3);
}

TEST_F(SoswRun, SetChangesTheScenario) {
    const Finished finished = run(
        {"--json",
         "--set",
         "/workload/0/phases/0/rate=1/min",
         "--set",
         "/expect=[\"tasks.created == 10\"]"}
    );
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_EQ(Json::parse(finished.out).at("tasks").at("created"), 10);
}

TEST_F(SoswRun, KeepsTheRecordInAFile) {
    const std::string path = folder_.path("run.db");
    const Finished finished = run({"--db", path});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("The record is " + path));
    sqlite::Database database{path};
    sqlite::Statement statement{database, "SELECT finished, (SELECT COUNT(*) FROM task) FROM run"};
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(statement.column_int64(0), 1);
    EXPECT_EQ(statement.column_int64(1), 30);
}

TEST_F(SoswRun, OverwritesNoRecord) {
    const std::string path = folder_.write("run.db", "precious");
    const Finished finished = run({"--db", path});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("is there already and is not overwritten; remove it"));
    EXPECT_EQ(test::read_file(path), "precious");
}

TEST_F(SoswRun, RefusesOneRecordForSeveralScenarios) {
    const Finished finished = run({small_, "--db", folder_.path("run.db")});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("run the scenarios one by one"));
}

TEST_F(SoswRun, NamesTheFolderThatARecordNeeds) {
    const Finished finished = run({"--db", folder_.path("no/run.db")});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("there is no folder " + folder_.path("no")));
}

TEST_F(SoswRun, EndsInOrderAtCtrlC) {
    const std::string path = folder_.path("run.db");
    const Finished finished =
        interrupt_sosw({"run", small_, "--set", "/duration=3650d", "--db", path}, path, SIGINT);
    EXPECT_EQ(finished.exit_code, 130);
    EXPECT_THAT(finished.out, HasSubstr("INTERRUPTED after "));
    sqlite::Database database{path};
    sqlite::Statement statement{database, "SELECT finished, end_us IS NOT NULL FROM run"};
    ASSERT_TRUE(statement.step());
    EXPECT_EQ(statement.column_int64(0), 0);
    EXPECT_EQ(statement.column_int64(1), 1);
}

TEST_F(SoswRun, EndsWithThreeWhereTheEnvironmentFails) {
    const std::string file = folder_.write("file", "");
    const Finished finished = run({"--db", "/proc/run.db"});
    EXPECT_EQ(finished.exit_code, 3);
    EXPECT_THAT(finished.err, StartsWith("sosw: /proc/run.db: "));
}

struct Mistake {
    const char* name;
    std::vector<std::string> arguments;
    const char* message;
};

class SoswMistake : public ::testing::TestWithParam<Mistake> {};

TEST_P(SoswMistake, EndsWithTwoAndTheRemedy) {
    const Finished finished = run_sosw(GetParam().arguments);
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.out, IsEmpty());
    EXPECT_THAT(finished.err, HasSubstr(GetParam().message));
}

const std::string kScenario = "scenarios/rds_cpu_spike.json";

INSTANTIATE_TEST_SUITE_P(
    All,
    SoswMistake,
    ::testing::Values(
        Mistake{"Nothing", {}, "Usage: sosw"},
        Mistake{
            "UnknownCommand",
            {"walk"},
            "there is no command \"walk\"; there are run, report, diff, check, "},
        Mistake{"NoScenario", {"run"}, "SCENARIO is required"},
        Mistake{"UnknownOption", {"run", kScenario, "--sed", "3"}, "Did you mean \"--seed\"?"},
        Mistake{"NoSuchFile", {"run", "none.json"}, "none.json: cannot be read: there is no such"},
        Mistake{"SeedAsText", {"run", kScenario, "--seed", "x"}, "expected a whole number of 0"},
        Mistake{"NegativeSeed", {"run", kScenario, "--seed", "-1"}, "expected a whole number of 0"},
        Mistake{"SetWithoutValue", {"run", kScenario, "--set", "/seed"}, "expected POINTER=VALUE"},
        Mistake{"SetOfNothing", {"run", kScenario, "--set", "/sed=1"}, "Did you mean \"seed\"?"},
        Mistake{"TwoOutputs", {"run", kScenario, "--json", "--quiet"}, "excludes"},
        Mistake{"NoFileToCheck", {"check"}, "FILE is required"}
    ),
    [](const auto& mistake) { return std::string{mistake.param.name}; }
);

TEST(SoswProgram, ToldAllMistakesOfAllScenariosBeforeItRuns) {
    const test::TemporaryFolder folder;
    const std::string first = folder.write("first.json", R"({"duration": 5, "nam": "x"})");
    const std::string second = folder.write("second.json", "{");
    const Finished finished = run_sosw({"run", kScenario, first, second});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.out, IsEmpty());
    EXPECT_THAT(finished.err, HasSubstr("first.json: /duration: expected a duration"));
    EXPECT_THAT(finished.err, HasSubstr("first.json: /nam: "));
    EXPECT_THAT(finished.err, HasSubstr("second.json:1:2: syntax error"));
}

TEST(SoswProgram, TeachesItsUse) {
    const Finished help = run_sosw({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, HasSubstr("sosw run scenarios/rds_cpu_spike.json"));
    const Finished version = run_sosw({"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_THAT(version.out, StartsWith("sosw "));
    EXPECT_THAT(run_sosw({"run", "--help"}).out, HasSubstr("--set /seed=7"));
}

}  // namespace
}  // namespace sosw::cli
