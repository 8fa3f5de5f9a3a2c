// `sosw report`, and the files that `sosw run` leaves, as a user types it.

#include <algorithm>
#include <csignal>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.hpp"
#include "tests/cli/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using Json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class SoswReport : public ::testing::Test {
protected:
    /// Keeps the record of the small scenario and gives its path.
    std::string kept(const std::vector<std::string>& more = {}) const {
        const std::string path = folder_.path("run.db");
        std::vector<std::string> arguments{"run", small_, "--db", path};
        arguments.insert(arguments.end(), more.begin(), more.end());
        run_sosw(arguments);
        return path;
    }
    std::string read(const std::string& name) const { return test::read_file(folder_.path(name)); }

    test::TemporaryFolder folder_;
    std::string small_ = folder_.write("small.json", kSmall);
};

TEST_F(SoswReport, TellsWhatTheRunToldAtItsEnd) {
    const std::string path = folder_.path("run.db");
    const Finished ran = run_sosw({"run", small_, "--db", path});
    const Finished told = run_sosw({"report", path});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_EQ(told.out + "The record is " + path + "\n", ran.out);
}

TEST_F(SoswReport, JudgesAsTheRunWasJudged) {
    const Finished told = run_sosw({"report", kept({"--set", "/expect/-=metric.Cpu.max < 3"})});
    EXPECT_EQ(told.exit_code, 1);
    EXPECT_THAT(told.out, HasSubstr("✗ NOT MET  metric.Cpu.max < 3"));
}

TEST_F(SoswReport, WritesJsonForPrograms) {
    const Json json = Json::parse(run_sosw({"report", kept(), "--json"}).out);
    EXPECT_EQ(json.at("labourers").at(0).at("completed"), 30);
    EXPECT_EQ(json.at("passed"), true);
}

TEST_F(SoswReport, WritesEachTableAsCsv) {
    const Finished told = run_sosw({"report", kept(), "--csv", folder_.path("tables")});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    EXPECT_THAT(told.out, IsEmpty()) << "the files were asked for";
    EXPECT_THAT(read("tables/task_event.csv"), StartsWith("at_us,at_utc,"));
    EXPECT_THAT(read("tables/expectation.csv"), HasSubstr("0,tasks.created == 30,\r\n"));
}

TEST_F(SoswReport, WritesJunitAlsoWhileItRuns) {
    const Finished ran = run_sosw({"run", small_, "--quiet", "--junit", folder_.path("j.xml")});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(read("j.xml"), HasSubstr("<testsuite name=\"small\" tests=\"4\""));
}

TEST_F(SoswReport, WritesAPageForABrowser) {
    const Finished ran = run_sosw({"run", small_, "-q", "--report", folder_.path("a.html")});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(read("a.html"), StartsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
    run_sosw({"report", kept(), "--html", folder_.path("b.html")});
    EXPECT_THAT(read("b.html"), HasSubstr("<h1>small</h1>"));
}

TEST_F(SoswReport, WritesAPageForEachOfSeveralScenarios) {
    const std::string pages = folder_.path("pages");
    const Finished ran = run_sosw({"run", small_, small_, "-q", "--report", pages});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(read("pages/small.html"), HasSubstr("<h1>small</h1>"));
    EXPECT_THAT(read("pages/small-2.html"), HasSubstr("<h1>small</h1>"));
}

TEST_F(SoswReport, WritesFilesOfARunThatIsInterrupted) {
    const std::string path = folder_.path("run.db");
    const std::string page = folder_.path("run.html");
    const Finished ran = interrupt_sosw(
        {"run", small_, "--set", "/duration=3650d", "--db", path, "--report", page}, path, SIGINT
    );
    EXPECT_EQ(ran.exit_code, 130);
    EXPECT_THAT(test::read_file(page), HasSubstr(">INTERRUPTED</span>"));
}

TEST_F(SoswReport, TurnsARunIntoATrace) {
    const Finished told = run_sosw({"report", kept(), "--export-trace", folder_.path("t.csv")});
    EXPECT_EQ(told.exit_code, 0) << told.err;
    const std::string trace = read("t.csv");
    EXPECT_THAT(trace, StartsWith("timestamp,labourer,duration_ms,payload"));
    EXPECT_EQ(std::ranges::count(trace, '\n'), 31) << "a header and each task";
}

TEST_F(SoswReport, GivesEachOfSeveralScenariosAFolder) {
    const Finished ran = run_sosw({"run", small_, small_, "-q", "--csv", folder_.path("tables")});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(read("tables/small/run.csv"), HasSubstr("A few tasks against a database"));
    EXPECT_THAT(read("tables/small-2/run.csv"), HasSubstr("schema_version"));
}

TEST_F(SoswReport, ReplacesFilesAndLeavesNoDraft) {
    const std::string file = folder_.write("j.xml", "old");
    run_sosw({"run", small_, "--junit", file});
    EXPECT_THAT(test::read_file(file), StartsWith("<?xml"));
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path("")}) {
        files += entry.is_regular_file() ? 1 : 0;
    }
    EXPECT_EQ(files, 2) << "the scenario and the verdicts";
}

TEST_F(SoswReport, RefusesPlacesThatCannotBeWrittenBeforeItRuns) {
    const Finished told = run_sosw(
        {"run", small_, "--junit", folder_.path("no/j.xml"), "--csv", folder_.write("file", "")}
    );
    EXPECT_EQ(told.exit_code, 2);
    EXPECT_THAT(told.out, IsEmpty());
    EXPECT_THAT(
        told.err, HasSubstr("--junit " + folder_.path("no/j.xml") + ": there is no folder")
    );
    EXPECT_THAT(told.err, HasSubstr("file: is a file; expected the name of a folder"));
}

TEST_F(SoswReport, RefusesWhatIsNoRecord) {
    const Finished told = run_sosw({"report", small_});
    EXPECT_EQ(told.exit_code, 2);
    EXPECT_THAT(told.err, HasSubstr("small.json: is no SQLite file. Expected a record"));
    EXPECT_EQ(run_sosw({"report", "none.db"}).exit_code, 2);
}

TEST_F(SoswReport, EndsWithThreeWhereARecordIsDamaged) {
    const std::string path = kept();
    std::string bytes = test::read_file(path);
    std::fill(bytes.begin() + 100, bytes.end(), 'x');
    folder_.write("run.db", bytes);
    EXPECT_EQ(run_sosw({"report", path}).exit_code, 3);
}

TEST_F(SoswReport, TellsOfARunThatWasInterrupted) {
    const std::string path = folder_.path("run.db");
    interrupt_sosw({"run", small_, "--set", "/duration=3650d", "--db", path}, path, SIGINT);
    EXPECT_THAT(run_sosw({"report", path}).out, HasSubstr("INTERRUPTED after "));
}

}  // namespace
}  // namespace sosw::cli
