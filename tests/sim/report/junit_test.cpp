#include "sim/report/junit.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pugixml.hpp>

#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::HasSubstr;

/// One expectation met and one not.
Summary judged(RecordWriter& record) {
    record.labourer("a", 2);
    record.create("a", 0);
    record.end(100);
    Summary summary = summarise(record.database());
    judge(
        summary,
        record.database(),
        std::vector{*parse_expectation("tasks.created == 1"), *parse_expectation("tasks.dead > 0")}
    );
    return summary;
}

pugi::xml_document parsed(const std::string& text) {
    pugi::xml_document document;
    const auto result = document.load_string(text.c_str());
    EXPECT_TRUE(result) << result.description();
    return document;
}

TEST(JunitReport, HasATestCasePerExpectationAndOneForTheInvariants) {
    RecordWriter record;
    const auto document = parsed(junit_report(std::vector{judged(record)}));
    const auto suite = document.child("testsuites").child("testsuite");
    EXPECT_STREQ(suite.attribute("name").value(), "by_hand");
    EXPECT_EQ(suite.attribute("tests").as_int(), 3);
    EXPECT_EQ(suite.attribute("failures").as_int(), 1);
    std::vector<std::string> names;
    for (const auto test : suite.children("testcase")) {
        names.emplace_back(test.attribute("name").value());
    }
    EXPECT_EQ(
        names, (std::vector<std::string>{"tasks.created == 1", "tasks.dead > 0", "invariants"})
    );
}

TEST(JunitReport, SaysWhatWasFound) {
    RecordWriter record;
    const auto document = parsed(junit_report(std::vector{judged(record)}));
    const auto failed = document.select_node("//testcase[@name='tasks.dead > 0']/failure").node();
    EXPECT_STREQ(failed.attribute("message").value(), "expected tasks.dead > 0, was 0");
}

TEST(JunitReport, TakesABrokenInvariantForAFailure) {
    RecordWriter record;
    record.violation("two <places>");
    const auto document = parsed(junit_report(std::vector{judged(record)}));
    const auto failed = document.select_node("//testcase[@name='invariants']/failure").node();
    EXPECT_THAT(failed.text().get(), HasSubstr("one_place at 2026-03-02T08:00:00Z: two <places>"));
}

TEST(JunitReport, TakesAnInterruptionForAnError) {
    RecordWriter record;
    Summary summary = judged(record);
    summary.interrupted = true;
    const auto document = parsed(junit_report(std::vector{summary}));
    EXPECT_EQ(document.child("testsuites").attribute("errors").as_int(), 1);
    EXPECT_TRUE(document.select_node("//testcase[@name='whole duration']/error"));
}

TEST(JunitReport, HasASuitePerScenario) {
    RecordWriter record;
    const Summary summary = judged(record);
    const auto document = parsed(junit_report(std::vector{summary, summary}));
    EXPECT_EQ(document.child("testsuites").attribute("tests").as_int(), 6);
    EXPECT_EQ(document.select_nodes("//testsuite").size(), 2);
}

}  // namespace
}  // namespace sosw::sim
