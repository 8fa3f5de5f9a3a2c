#include "sim/report/run_difference.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A run of 100 seconds with a decision every ten, of which a test may change one thing.
struct SmallRun {
    double max_simultaneous = 2;
    double wait_seconds = 30;
    int status_at_50 = 4;
    bool skips_last = false;

    void write(RecordWriter& record) const {
        record.labourer("a", max_simultaneous);
        record.series(1, "CPUUtilization");
        record.health_metric("a", "Cpu", 1);
        for (int at = 0; at < (skips_last ? 90 : 100); at += 10) {
            record.decide("a", at, at == 50 ? status_at_50 : 4);
        }
        record.event(
            record.create("a", 0), TaskEventKind::Invoked, 30, {.wait_seconds = wait_seconds}
        );
        record.end(100);
    }
};

class RunDifferenceTest : public ::testing::Test {
protected:
    RunDifference compared(const SmallRun& a, const SmallRun& b) {
        a.write(record_a_);
        b.write(record_b_);
        summary_a_ = summarise(record_a_.database());
        summary_b_ = summarise(record_b_.database());
        return compare_runs(
            {.record = record_a_.database(), .summary = summary_a_},
            {.record = record_b_.database(), .summary = summary_b_}
        );
    }
    static ComparedFigure figure(const RunDifference& difference, std::string_view name) {
        const auto found = std::ranges::find(difference.figures, name, &ComparedFigure::name);
        EXPECT_NE(found, difference.figures.end()) << name;
        return found != difference.figures.end() ? *found : ComparedFigure{};
    }

    RecordWriter record_a_;
    RecordWriter record_b_;
    Summary summary_a_;
    Summary summary_b_;
};

TEST_F(RunDifferenceTest, OfEqualRunsIsNone) {
    const RunDifference difference = compared({}, {});
    EXPECT_FALSE(difference.any());
    EXPECT_EQ(difference.decisions, 10);
    EXPECT_THAT(
        difference_text(difference, {.a = "a.db", .b = "b.db"}, summary_a_, summary_b_, false),
        HasSubstr("All 10 decisions are the same.")
    );
}

TEST_F(RunDifferenceTest, NamesSettingsThatDiffer) {
    const RunDifference difference = compared({}, {.max_simultaneous = 5});
    ASSERT_EQ(difference.settings.size(), 1);
    EXPECT_EQ(difference.settings[0].name, "a: max_simultaneous_invocations");
    EXPECT_EQ(difference.settings[0].a, "2");
    EXPECT_EQ(difference.settings[0].b, "5");
}

TEST_F(RunDifferenceTest, SaysWhetherAFigureIsBetterOrWorse) {
    const RunDifference difference = compared({.status_at_50 = 0}, {.wait_seconds = 40});
    EXPECT_EQ(figure(difference, "a: queue wait p95").judgement, Judgement::Worse);
    EXPECT_EQ(figure(difference, "a: time in 0 Bad").judgement, Judgement::Better);
    EXPECT_EQ(figure(difference, "a: time in 4 High").judgement, Judgement::Better);
    EXPECT_EQ(figure(difference, "a: flaps of the status").judgement, Judgement::Better);
    EXPECT_EQ(figure(difference, "tasks created").judgement, Judgement::Same);
}

TEST_F(RunDifferenceTest, TheNoiseOfSumsIsNoDifference) {
    compared({}, {});
    summary_b_.queue_wait->p95 = std::nextafter(summary_b_.queue_wait->p95, 1e9);
    const RunDifference difference = compare_runs(
        {.record = record_a_.database(), .summary = summary_a_},
        {.record = record_b_.database(), .summary = summary_b_}
    );
    EXPECT_EQ(figure(difference, "queue wait p95").judgement, Judgement::Same);
}

TEST_F(RunDifferenceTest, SaysWhichRunDidNotFinishItsJobs) {
    const JobRow given{.pass = 1, .job = 1, .due = at_second(10), .request_id = "r"};
    JobRow finished = given;
    finished.rows = finished.rows_done = finished.created = 3;
    record_a_.recorder().record(finished);
    record_b_.recorder().record(given);
    const RunDifference difference = compared({}, {});
    EXPECT_EQ(figure(difference, "jobs").judgement, Judgement::Same);
    EXPECT_EQ(figure(difference, "jobs not finished").a, 0);
    EXPECT_EQ(figure(difference, "jobs not finished").b, 1);
    EXPECT_EQ(figure(difference, "jobs not finished").judgement, Judgement::Worse);
}

TEST_F(RunDifferenceTest, FindsTheFirstDecisionThatDiffers) {
    const RunDifference difference = compared({}, {.status_at_50 = 1});
    EXPECT_EQ(difference.decisions_that_differ, 1);
    ASSERT_TRUE(difference.first_decision);
    EXPECT_EQ(difference.first_decision->at, std::chrono::seconds{50});
    EXPECT_EQ(difference.first_decision->labourer, "a");
    EXPECT_TRUE(difference.first_decision->a);
    EXPECT_TRUE(difference.first_decision->b);
}

TEST_F(RunDifferenceTest, TakesADecisionOfOneRunOnlyForADifference) {
    const RunDifference difference = compared({}, {.skips_last = true});
    EXPECT_EQ(difference.decisions, 10);
    ASSERT_TRUE(difference.first_decision);
    EXPECT_EQ(difference.first_decision->at, std::chrono::seconds{90});
    EXPECT_FALSE(difference.first_decision->b);
    EXPECT_THAT(
        difference_text(difference, {.a = "a.db", .b = "b.db"}, summary_a_, summary_b_, false),
        HasSubstr("B  no decision at that moment")
    );
}

TEST_F(RunDifferenceTest, IsReadByProgramsAndPeople) {
    const RunDifference difference = compared({}, {.wait_seconds = 10, .status_at_50 = 1});
    const DifferenceNames names{.a = "a.db", .b = "b.db"};
    const auto json =
        nlohmann::json::parse(difference_json(difference, names, summary_a_, summary_b_));
    EXPECT_EQ(json.at("differ"), true);
    EXPECT_EQ(json.at("decisions_that_differ"), 1);
    EXPECT_EQ(json.at("first_decision_that_differs").at("after_seconds"), 50);
    EXPECT_EQ(json.at("a").at("record"), "a.db");
    const std::string text = difference_text(difference, names, summary_a_, summary_b_, false);
    EXPECT_THAT(text, HasSubstr("better"));
    EXPECT_THAT(text, Not(HasSubstr("tasks created"))) << "it is the same";
    EXPECT_THAT(text, HasSubstr("(1 of 10 decisions differ)"));
}

}  // namespace
}  // namespace sosw::sim
