#include "sim/report/open_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/record/recorder.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using ::testing::HasSubstr;

class OpenRecord : public ::testing::Test {
protected:
    std::string problem(const std::string& path) const {
        const auto record = open_record(path);
        return record ? "none" : record.error();
    }

    /// A record of a run that has just begun.
    std::string written() const {
        const std::string path = folder_.path("run.db");
        Recorder recorder{path};
        recorder.begin({.version = "1", .scenario = "s"});
        recorder.record(ExpectationRow{.position = 0, .text = "tasks.dead == 0"});
        recorder.record(ExpectationRow{.position = 1, .text = "metric.Cpu.max < 3", .series = 2});
        recorder.flush();
        return path;
    }

    test::TemporaryFolder folder_;
};

TEST_F(OpenRecord, ReadsARecord) {
    const auto record = open_record(written());
    ASSERT_TRUE(record) << record.error();
    sqlite::Statement row{**record, "SELECT scenario FROM run"};
    ASSERT_TRUE(row.step());
    EXPECT_EQ(row.column_text(0), "s");
}

TEST_F(OpenRecord, FindsWhatTheScenarioExpected) {
    const auto record = open_record(written());
    const std::vector<Expectation> expectations = recorded_expectations(**record);
    ASSERT_EQ(expectations.size(), 2);
    EXPECT_EQ(expectations[0].text, "tasks.dead == 0");
    EXPECT_FALSE(expectations[0].figure.metric);
    EXPECT_EQ(expectations[1].figure.metric, 1);
}

TEST_F(OpenRecord, SaysThatAFileIsMissingOrNoRecord) {
    EXPECT_THAT(problem(folder_.path("none.db")), HasSubstr("none.db: there is no such file"));
    EXPECT_THAT(problem(folder_.path("")), HasSubstr("is a folder"));
    EXPECT_THAT(problem(folder_.write("x.json", "{}")), HasSubstr("is no SQLite file"));
    EXPECT_THAT(problem(folder_.write("empty", "")), HasSubstr("is no SQLite file"));
    const std::string other = folder_.path("other.db");
    sqlite::Database{other}.execute("CREATE TABLE a (b)");
    EXPECT_THAT(problem(other), HasSubstr("is a SQLite file, but no record"));
}

TEST_F(OpenRecord, SaysThatARecordIsOfAnotherVersion) {
    const std::string path = written();
    sqlite::Database{path}.execute("UPDATE run SET schema_version = 99");
    EXPECT_THAT(problem(path), HasSubstr("is a record of schema version 99, and this program"));
}

TEST_F(OpenRecord, SaysThatNoRunHasBegun) {
    const std::string path = written();
    sqlite::Database{path}.execute("DELETE FROM run");
    EXPECT_THAT(problem(path), HasSubstr("is a record in which no run has begun"));
}

}  // namespace
}  // namespace sosw::sim
