#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/summary.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::Optional;

/// A run in which everything that figures tell of happened.
class SummaryFiguresTest : public ::testing::Test {
protected:
    SummaryFiguresTest() {
        record_.labourer("a.b", 2);
        record_.series(1, "CPUUtilization");
        record_.health_metric("a.b", "Cpu", 1);
        record_.point(1, 10, 40);
        record_.decide("a.b", 0, 2);
        const TaskNumber task = record_.create("a.b", 0);
        record_.event(task, TaskEventKind::Invoked, 30, {.wait_seconds = 30});
        record_.limit_race("a.b", 30);
        record_.sample("a.b", 100, 5, 1);
        record_.end(100);
        summary_ = summarise(record_.database());
    }

    /// As an expectation finds it.
    std::optional<double> found(const std::string& figure) const {
        std::string text = figure + " == 0s";
        auto expectation = parse_expectation(text);
        if (!expectation) {
            expectation = parse_expectation(figure + " == 0");
        }
        EXPECT_TRUE(expectation) << figure;
        expectation->figure.metric = 0;
        return SummaryFigures{summary_}.figure(expectation->figure);
    }

    RecordWriter record_;
    Summary summary_;
};

TEST_F(SummaryFiguresTest, HaveTheValuesOfTheRun) {
    EXPECT_THAT(found("tasks.created"), Optional(1.0));
    EXPECT_THAT(found("labourer.a.b.invoked"), Optional(1.0));
    EXPECT_THAT(found("tasks.queued"), Optional(5.0));
    EXPECT_THAT(found("labourer.a.b.running"), Optional(1.0));
    EXPECT_THAT(found("queue_wait.p95"), Optional(30.0));
    EXPECT_THAT(found("queue_wait.a.b.max"), Optional(30.0));
    EXPECT_THAT(found("metric.Cpu.max"), Optional(40.0));
    EXPECT_THAT(found("running.a.b.mean"), Optional(0.7));
    EXPECT_THAT(found("running.a.b.end"), Optional(1.0));
    EXPECT_THAT(found("queue.a.b.mean"), Optional(0.3));
    EXPECT_THAT(found("queue.a.b.end"), Optional(5.0));
    EXPECT_THAT(found("time_in_status.a.b.Moderate"), Optional(100.0));
    EXPECT_THAT(found("time_in_status.a.b.0"), Optional(0.0));
    EXPECT_THAT(found("limit_race.count"), Optional(1.0));
}

TEST_F(SummaryFiguresTest, ExistForEveryPathThatAnExpectationMayName) {
    for (const std::string count :
         {"created",
          "invoked",
          "completed",
          "failed",
          "dead",
          "retried",
          "expired",
          "queued",
          "running"}) {
        EXPECT_TRUE(found("tasks." + count)) << count;
        EXPECT_TRUE(found("labourer.a.b." + count)) << count;
    }
    for (const std::string statistic : {"max", "mean", "min", "p50", "p95", "p99"}) {
        for (const std::string family :
             {"queue_wait", "queue_wait.a.b", "metric.Cpu", "running.a.b", "queue.a.b"}) {
            std::string figure = family;
            figure.append(".").append(statistic);
            EXPECT_TRUE(found(figure)) << figure;
        }
    }
    for (const std::string status :
         {"Bad", "Poor", "Moderate", "Good", "High", "0", "1", "2", "3", "4"}) {
        EXPECT_TRUE(found("time_in_status.a.b." + status)) << status;
    }
}

TEST_F(SummaryFiguresTest, AreAbsentForWhatTheRunDoesNotHave) {
    EXPECT_FALSE(found("queue_wait.nobody.p95"));
    EXPECT_FALSE(found("labourer.nobody.created"));
    const Summary nothing;
    EXPECT_FALSE(
        SummaryFigures{nothing}.figure({.family = FigureFamily::QueueWait, .statistic = "p95"})
    );
    EXPECT_FALSE(SummaryFigures{nothing}.figure(
        {.family = FigureFamily::Metric, .name = "Cpu", .statistic = "max", .metric = 3}
    ));
}

TEST_F(SummaryFiguresTest, DecideWhetherTheRunPassed) {
    const std::vector<Expectation> expectations{
        *parse_expectation("tasks.created == 1"), *parse_expectation("tasks.dead >= 1")};
    judge(summary_, record_.database(), expectations);
    ASSERT_EQ(summary_.expectations.size(), 2);
    EXPECT_TRUE(summary_.expectations[0].verdict.met);
    EXPECT_FALSE(summary_.expectations[1].verdict.met);
    EXPECT_EQ(summary_.expectations[1].verdict.message, "expected tasks.dead >= 1, was 0");
    EXPECT_EQ(summary_.expectations_met(), 1);
    EXPECT_FALSE(summary_.passed());
    judge(summary_, record_.database(), std::span{expectations}.first(1));
    EXPECT_TRUE(summary_.passed());
}

}  // namespace
}  // namespace sosw::sim
