#include "sim/report/record_figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::DoubleEq;
using ::testing::Optional;

/// A run of 100 seconds: statuses 4, 0, 4, 0 from 0, 20, 40 and 60 s on; tasks at 0, 30 and 60 s.
class RecordFiguresTest : public ::testing::Test {
protected:
    RecordFiguresTest() {
        record_.labourer("a", 2);
        record_.labourer("b", 2);
        record_.series(1, "CPUUtilization");
        record_.health_metric("a", "Cpu", 1);
        for (const auto& [at, value] :
             {std::pair{10, 40.0}, std::pair{50, 90.0}, std::pair{70, 5.0}}) {
            record_.point(1, at, value);
        }
        for (const auto& [at, status] :
             {std::pair{0, 4}, std::pair{20, 0}, std::pair{40, 4}, std::pair{60, 0}}) {
            record_.decide("a", at, status);
        }
        for (const double at : {0.0, 30.0, 60.0}) {
            const TaskNumber task = record_.create("a", at);
            if (at == 0) {
                record_.create("b", 5);
            }
            record_.event(task, TaskEventKind::Invoked, at + 10, {.wait_seconds = at + 1});
        }
        record_.limit_race("a", 30);
        record_.sample("a", 100, 0, 3);
        record_.sample("b", 100, 1, 0);
        record_.end(100);
        summary_ = summarise(record_.database());
    }

    std::optional<double> found(const std::string& figure, const std::string& window = "") {
        for (const char* value : {" == 0", " == 0s", " == 0%"}) {
            std::string text = figure;
            text.append(value).append(" ").append(window);
            if (auto expectation = parse_expectation(text)) {
                expectation->figure.metric = 0;
                return RecordFigures{record_.database(), summary_}.figure(expectation->figure);
            }
        }
        ADD_FAILURE() << figure;
        return std::nullopt;
    }
    double seconds_of(const std::string& figure, const std::string& window = "") {
        auto expectation = parse_expectation(figure + " == 0 " + window);
        if (!expectation) {
            expectation = parse_expectation(figure + " == 0s " + window);
        }
        expectation->figure.metric = 0;
        const RecordFigures figures{record_.database(), summary_};
        const auto at = figures.occurred(expectation->figure);
        return at ? to_seconds(*at - kRecordStart) : -1;
    }

    RecordWriter record_;
    Summary summary_;
};

TEST_F(RecordFiguresTest, CountWithinAStretchOfTime) {
    EXPECT_THAT(found("tasks.created"), Optional(4.0));
    EXPECT_THAT(found("tasks.created", "after 30s"), Optional(2.0));
    EXPECT_THAT(found("tasks.created", "before 30s"), Optional(2.0)) << "the end is outside";
    EXPECT_THAT(found("tasks.created", "between 5s and 60s"), Optional(2.0));
    EXPECT_THAT(found("tasks.created", "in the last 50s"), Optional(1.0));
    EXPECT_THAT(found("labourer.b.created", "before 30s"), Optional(1.0));
    EXPECT_THAT(found("limit_race.count", "after 31s"), Optional(0.0));
    EXPECT_THAT(found("violations.count", "after 31s"), Optional(0.0));
}

TEST_F(RecordFiguresTest, HaveStatisticsOfAStretchOfTime) {
    EXPECT_THAT(found("queue_wait.max"), Optional(61.0));
    EXPECT_THAT(found("queue_wait.max", "before 50s"), Optional(31.0));
    EXPECT_THAT(found("queue_wait.a.count"), Optional(3.0));
    EXPECT_THAT(found("queue_wait.a.sum", "after 30s"), Optional(DoubleEq(92.0)));
    EXPECT_THAT(found("metric.Cpu.max", "before 50s"), Optional(40.0));
    EXPECT_THAT(found("metric.Cpu.count"), Optional(3.0));
    EXPECT_THAT(found("metric.Cpu.sum"), Optional(DoubleEq(135.0)));
    EXPECT_EQ(found("metric.Cpu.max", "after 80s"), std::nullopt) << "nothing was reported";
}

TEST_F(RecordFiguresTest, CutLevelsAtTheEdges) {
    EXPECT_THAT(found("queue.a.mean", "between 0s and 20s"), Optional(DoubleEq(0.5)));
    EXPECT_THAT(found("queue.b.end", "before 6s"), Optional(1.0));
    EXPECT_THAT(found("queue.b.end", "before 5s"), Optional(0.0));
    EXPECT_THAT(found("running.a.max", "before 50s"), Optional(2.0));
    EXPECT_THAT(found("running.a.min", "after 75s"), Optional(3.0));
    EXPECT_THAT(found("tasks.running", "before 20s"), Optional(1.0));
    EXPECT_THAT(found("tasks.queued", "before 6s"), Optional(2.0));
}

TEST_F(RecordFiguresTest, ShareTheTimeAmongStatuses) {
    EXPECT_THAT(found("time_in_status(a, Bad)", "before 50s"), Optional(20.0));
    EXPECT_THAT(found("share_in_status(a, Bad)"), Optional(DoubleEq(60.0)));
    EXPECT_THAT(found("share_in_status(a, 4)", "between 10s and 30s"), Optional(DoubleEq(50.0)));
    EXPECT_THAT(found("share_in_status(b, 4)"), Optional(0.0)) << "nothing was decided";
}

TEST_F(RecordFiguresTest, CountFlapsWhereTheDirectionTurns) {
    EXPECT_THAT(found("flaps(a)"), Optional(2.0)) << "down, up, down";
    EXPECT_THAT(found("flaps(a)", "after 50s"), Optional(1.0)) << "against a change before it";
    EXPECT_THAT(found("flaps(a)", "before 40s"), Optional(0.0));
    EXPECT_THAT(found("flaps(b)"), Optional(0.0));
}

TEST_F(RecordFiguresTest, SayWhenAMaximumOccurred) {
    EXPECT_EQ(seconds_of("metric.Cpu.max"), 50);
    EXPECT_EQ(seconds_of("metric.Cpu.min"), 70);
    EXPECT_EQ(seconds_of("metric.Cpu.max", "before 50s"), 10);
    EXPECT_EQ(seconds_of("queue_wait.max"), 70);
    EXPECT_EQ(seconds_of("running.a.max"), 70);
    EXPECT_EQ(seconds_of("running.a.max", "before 50s"), 40);
    EXPECT_EQ(seconds_of("running.a.min", "after 10s"), 10);
    EXPECT_EQ(seconds_of("metric.Cpu.mean"), -1) << "a mean occurs nowhere";
}

TEST_F(RecordFiguresTest, AreAbsentWhereTheRunDidNotGetThere) {
    EXPECT_EQ(found("tasks.created", "after 200s"), std::nullopt);
    EXPECT_EQ(found("flaps(a)", "after 200s"), std::nullopt);
}

TEST_F(RecordFiguresTest, CountWhatOtherTablesHave) {
    record_.database().execute(
        "DROP TABLE IF EXISTS cost; DROP TABLE IF EXISTS fault; DROP TABLE IF EXISTS capacity"
    );
    EXPECT_EQ(found("cost.total"), std::nullopt) << "a record without costs";
    EXPECT_EQ(found("faults.count"), std::nullopt);
    EXPECT_THAT(found("throttled.count"), Optional(0.0));
    record_.database().execute(
        "CREATE TABLE cost (at_us, service, amount_pico);"
        "CREATE TABLE fault (at_us, kind);"
        "CREATE TABLE capacity (at_us, table_name, index_name, throttled);"
    );
    const std::string at = std::to_string(epoch_microseconds(at_second(10)));
    record_.database().execute(
        "INSERT INTO cost VALUES (" + at + ", 'lambda', 1500000000000), (" + at +
        ", 'dynamodb', 500000000000); INSERT INTO fault VALUES (" + at + ", 'x'), (" + at +
        ", 'it''s'); INSERT INTO capacity VALUES (" + at + ", 't', NULL, 2), (" + at +
        ", 't', 'i', 3)"
    );
    summary_.cost = cost_by_service(record_.database());
    EXPECT_THAT(found("cost.total"), Optional(DoubleEq(2.0)));
    EXPECT_THAT(found("cost.lambda", "before 20s"), Optional(DoubleEq(1.5)));
    EXPECT_THAT(found("cost.total", "after 20s"), Optional(0.0));
    EXPECT_THAT(found("faults.count"), Optional(2.0));
    EXPECT_THAT(found("faults.it's.count"), Optional(1.0));
    EXPECT_THAT(found("throttled.count"), Optional(5.0));
    EXPECT_THAT(found("throttled.i.count"), Optional(3.0));
}

TEST_F(RecordFiguresTest, CountWhatLambdaThrottled) {
    const TaskNumber task = record_.create("a", 80);
    record_.event(
        task, TaskEventKind::Refused, 81, {.reason = "TooManyRequestsException: Rate Exceeded."}
    );
    EXPECT_THAT(found("throttled.a.count"), Optional(1.0));
    EXPECT_THAT(found("throttled.b.count"), Optional(0.0));
}

}  // namespace
}  // namespace sosw::sim
