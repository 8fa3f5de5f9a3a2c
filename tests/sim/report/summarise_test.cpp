#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/json_summary.hpp"
#include "sim/report/summary.hpp"
#include "sim/report/text_summary.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

using Kind = TaskEventKind;

TEST(Summary, TellsOfTheRun) {
    RecordWriter record;
    record.recorder().set_environment("wall_seconds", "1.25");
    record.end(3600);
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.scenario, "by_hand");
    EXPECT_EQ(summary.description, "Written by a test");
    EXPECT_EQ(summary.version, "1.2.3");
    EXPECT_EQ(summary.seed, 7);
    EXPECT_EQ(summary.start, kRecordStart);
    EXPECT_EQ(summary.end, at_second(3600));
    EXPECT_EQ(summary.duration, std::chrono::hours{1});
    EXPECT_FALSE(summary.interrupted);
    EXPECT_EQ(summary.events, 42);
    EXPECT_EQ(summary.event_log_hash, record.recorder().hash().hex());
    EXPECT_THAT(summary.wall_seconds, Optional(1.25));
    EXPECT_TRUE(summary.passed());
}

TEST(Summary, OfAStoppedRunSaysSo) {
    RecordWriter record;
    record.end(600, /*finished=*/false);
    const Summary summary = summarise(record.database());
    EXPECT_TRUE(summary.interrupted);
    EXPECT_EQ(summary.end, at_second(600));
}

TEST(Summary, OfAKilledRunReachesToItsLastRow) {
    RecordWriter record;
    record.labourer("a", 1);
    record.create("a", 90);
    record.sample("a", 60, 0, 0);
    const Summary summary = summarise(record.database());
    EXPECT_TRUE(summary.interrupted);
    EXPECT_EQ(summary.end, at_second(90));
    EXPECT_EQ(summary.event_log_hash, "");
    EXPECT_EQ(summary.tasks.created, 1);
}

/// A job whose first pass was cut off and whose second one did the rest, and one that failed.
void add_jobs(RecordWriter& record) {
    record.labourer("a", 1);
    const TaskNumber first = record.create("b", 10);
    record.event(first, Kind::Created, 10, {.pass = 1});
    record.event(first, Kind::Created, 70, {.pass = 2});
    record.pass("sosw_scheduler", 10, std::nullopt, "crashed");
    record.recorder().record(JobRow{.pass = 1, .job = 1, .due = at_second(10), .request_id = "r"});
    record.pass("sosw_scheduler", 70, 71);
    record.recorder().record(JobRow{
        .pass = 2,
        .job = 1,
        .due = at_second(10),
        .request_id = "r",
        .rows = 2,
        .rows_done = 2,
        .created = 1});
    record.pass("sosw_scheduler", 80, 81, "no");
    record.recorder().record(JobRow{
        .pass = 3, .job = 2, .workload = 1, .due = at_second(80), .request_id = "s"});
}

TEST(Summary, CountsJobsAndTheTasksThatTheyBecame) {
    RecordWriter record;
    add_jobs(record);
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.jobs.given, 2);
    EXPECT_EQ(summary.jobs.finished, 1);
    EXPECT_EQ(summary.jobs.unfinished(), 1);
    EXPECT_EQ(summary.jobs.tasks, 2);
    EXPECT_THAT(text_summary(summary), HasSubstr("2 jobs became 2 tasks, 1 not finished"));
    EXPECT_THAT(json_summary(summary), HasSubstr(R"("jobs")"));
}

TEST(Summary, OfARecordWithoutJobsHasNone) {
    RecordWriter record;
    record.create("a", 90);
    record.database().execute("DROP TABLE job");  // as earlier versions wrote it
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.jobs.given, 0);
    EXPECT_EQ(summary.jobs.tasks, 0);
    EXPECT_THAT(text_summary(summary), Not(HasSubstr("jobs")));
}

TEST(Summary, CountsWhatHappenedToTasks) {
    RecordWriter record;
    record.labourer("a", 5);
    record.labourer("b", 5);
    const TaskNumber completed = record.create("a", 0);
    record.event(completed, Kind::Refused, 1, {.reason = "TooManyRequestsException"});
    record.event(completed, Kind::TakenBack, 1);
    record.event(completed, Kind::Skipped, 2);
    record.event(completed, Kind::Invoked, 3, {.wait_seconds = 3});
    record.event(completed, Kind::Started, 3);
    record.event(completed, Kind::Failed, 4, {.reason = "error"});
    record.event(completed, Kind::Failed, 5, {.reason = "timeout"});
    record.event(completed, Kind::Completed, 6);
    record.event(completed, Kind::Completed, 7, {.reason = "already_closed"});
    record.event(completed, Kind::Closed, 8, {.reason = "completed"});
    const TaskNumber dead = record.create("a", 0);
    record.event(dead, Kind::Invoked, 3, {.wait_seconds = 3});
    record.event(dead, Kind::Expired, 100);
    record.event(dead, Kind::Retried, 200);
    record.event(dead, Kind::Stranded, 210);
    record.event(dead, Kind::Closed, 400, {.reason = "dead"});
    record.event(dead, Kind::Completed, 401, {.reason = "already_closed"});
    record.event(dead, Kind::ReportLost, 402);
    const TaskNumber invalid = record.create("b", 0);
    record.event(invalid, Kind::Closed, 3, {.reason = "invalid"});
    record.end(3600);

    const Summary summary = summarise(record.database());
    const TaskCounts& a = summary.find_labourer("a")->tasks;
    EXPECT_EQ(a.created, 2);
    EXPECT_EQ(a.invoked, 2);
    EXPECT_EQ(a.refused, 1);
    EXPECT_EQ(a.taken_back, 1);
    EXPECT_EQ(a.stranded, 1);
    EXPECT_EQ(a.skipped, 1);
    EXPECT_EQ(a.started, 1);
    EXPECT_EQ(a.failed, 2);
    EXPECT_EQ(a.errors, 1);
    EXPECT_EQ(a.timeouts, 1);
    EXPECT_EQ(a.completed, 1);
    EXPECT_EQ(a.reports_lost, 1);
    EXPECT_EQ(a.expired, 1);
    EXPECT_EQ(a.retried, 1);
    EXPECT_EQ(a.dead, 1);
    EXPECT_EQ(a.invalid, 0);
    EXPECT_EQ(summary.find_labourer("b")->tasks.invalid, 1);
    EXPECT_EQ(summary.tasks.created, 3);
    EXPECT_EQ(summary.tasks.dead, 1);
}

TEST(Summary, TakesWhatIsLeftFromTheLastSamples) {
    RecordWriter record;
    record.labourer("a", 5);
    record.labourer("b", 5);
    record.sample("a", 0, 9, 9);
    record.sample("b", 0, 9, 9);
    record.sample("a", 60, 3, 2);
    record.sample("b", 60, 1, 0);
    record.end(60);
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.find_labourer("a")->tasks.queued_at_end, 3);
    EXPECT_EQ(summary.find_labourer("a")->tasks.running_at_end, 2);
    EXPECT_EQ(summary.tasks.queued_at_end, 4);
}

TEST(Summary, TellsHowLongTheOldestTaskStillWaits) {
    RecordWriter record;
    record.labourer("a", 5);
    record.labourer("b", 5);
    const TaskNumber retried = record.create("a", 0);
    record.event(retried, Kind::Invoked, 10, {.wait_seconds = 10});
    record.event(retried, Kind::Expired, 20);
    record.event(retried, Kind::Retried, 30);
    record.create("a", 50);
    record.event(record.create("b", 0), Kind::Invoked, 10, {.wait_seconds = 10});
    record.end(100);
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.find_labourer("a")->oldest_waiting, std::chrono::seconds{70});
    EXPECT_EQ(summary.find_labourer("b")->oldest_waiting, std::nullopt);
}

TEST(Summary, MeasuresQueueWaitsPerLabourerAndTogether) {
    RecordWriter record;
    record.labourer("a", 5);
    record.labourer("b", 5);
    for (int i = 1; i <= 4; ++i) {
        record.event(record.create("a", 0), Kind::Invoked, i, {.wait_seconds = i});
    }
    record.event(record.create("b", 0), Kind::Invoked, 10, {.wait_seconds = 10});
    record.end(100);
    const Summary summary = summarise(record.database());
    const std::optional<Statistics>& a = summary.find_labourer("a")->queue_wait;
    ASSERT_TRUE(a);
    EXPECT_EQ(a->count, 4);
    EXPECT_DOUBLE_EQ(a->p50, 2);
    EXPECT_DOUBLE_EQ(a->p95, 4);
    EXPECT_DOUBLE_EQ(a->max, 4);
    ASSERT_TRUE(summary.queue_wait);
    EXPECT_DOUBLE_EQ(summary.queue_wait->max, 10);
    EXPECT_DOUBLE_EQ(summary.queue_wait->mean, 4);
}

TEST(Summary, HasNoQueueWaitWhereNothingWasInvoked) {
    RecordWriter record;
    record.labourer("a", 5);
    record.create("a", 0);
    record.end(100);
    EXPECT_FALSE(summarise(record.database()).find_labourer("a")->queue_wait);
    EXPECT_FALSE(summarise(record.database()).queue_wait);
}

TEST(Summary, FollowsRunningTasksFromEventToEvent) {
    RecordWriter record;
    record.labourer("a", 5);
    const TaskNumber first = record.create("a", 0);
    const TaskNumber second = record.create("a", 0);
    record.event(first, Kind::Invoked, 10, {.wait_seconds = 10});
    record.event(second, Kind::Invoked, 20, {.wait_seconds = 20});
    record.event(first, Kind::Completed, 30);
    record.event(second, Kind::Expired, 60);
    record.end(100);
    const LabourerSummary labourer = summarise(record.database(), {.columns = 10}).labourers.at(0);
    EXPECT_EQ(labourer.running.max, 2);
    EXPECT_EQ(labourer.running.min, 0);
    EXPECT_DOUBLE_EQ(labourer.running.mean, (20.0 + 40.0) / 100);
    EXPECT_THAT(labourer.running_line, ElementsAre(0, 1, 2, 1, 1, 1, 0, 0, 0, 0));
    EXPECT_EQ(labourer.queue.max, 2);
    EXPECT_DOUBLE_EQ(labourer.queue.mean, (10.0 + 20.0) / 100);
    EXPECT_THAT(labourer.queue_line, ElementsAre(2, 1, 0, 0, 0, 0, 0, 0, 0, 0));
    EXPECT_THAT(labourer.invoked_line, ElementsAre(0, 1, 1, 0, 0, 0, 0, 0, 0, 0));
}

TEST(Summary, MissesNoPeakBetweenSamples) {
    RecordWriter record;
    record.labourer("a", 5);
    record.sample("a", 0, 0, 0);
    const TaskNumber task = record.create("a", 10);
    record.event(task, Kind::Invoked, 11, {.wait_seconds = 1});
    record.event(task, Kind::Completed, 12);
    record.sample("a", 60, 0, 0);
    record.end(60);
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.labourers.at(0).running.max, 1);
    EXPECT_EQ(summary.labourers.at(0).queue.max, 1);
}

TEST(Summary, TakesATaskForRunningUntilItIsOutOfTime) {
    RecordWriter record;
    record.labourer("a", 5, /*slot_seconds=*/40);
    record.event(record.create("a", 0), Kind::Invoked, 10, {.wait_seconds = 10});
    record.end(100);
    // The boundary second counts (K4).
    EXPECT_DOUBLE_EQ(summarise(record.database()).labourers.at(0).running.mean, 41.0 / 100);
}

TEST(Summary, CountsATaskThatRefusedInvocationsAsQueued) {
    RecordWriter record;
    record.labourer("a", 5);
    const TaskNumber task = record.create("a", 0);
    record.event(task, Kind::Refused, 10);
    record.event(task, Kind::TakenBack, 10);
    record.end(100);
    const Summary summary = summarise(record.database());
    EXPECT_DOUBLE_EQ(summary.labourers.at(0).queue.mean, 1);
    EXPECT_EQ(summary.labourers.at(0).running.max, 0);
}

TEST(Summary, MeasuresTheTimeInEachStatus) {
    RecordWriter record;
    record.labourer("a", 5);
    record.decide("a", 10, 4);
    record.decide("a", 20, 4);
    record.decide("a", 30, 0);
    record.decide("a", 60, std::nullopt);  // An error: the status stays.
    record.decide("a", 70, 3);
    record.end(100);
    const LabourerSummary labourer = summarise(record.database(), {.columns = 10}).labourers.at(0);
    using std::chrono::seconds;
    EXPECT_EQ(labourer.time_without_status, seconds{10});
    EXPECT_THAT(
        labourer.time_in_status,
        ElementsAre(seconds{40}, seconds{0}, seconds{0}, seconds{30}, seconds{20})
    );
    EXPECT_THAT(labourer.status_line, ElementsAre(std::nullopt, 4, 4, 0, 0, 0, 0, 3, 3, 3));
    EXPECT_EQ(labourer.decisions, 4);
}

TEST(Summary, ShowsTheWorstStatusOfAColumn) {
    RecordWriter record;
    record.labourer("a", 5);
    record.decide("a", 0, 4);
    record.decide("a", 30, 1);
    record.decide("a", 40, 3);
    record.end(100);
    const LabourerSummary labourer = summarise(record.database(), {.columns = 2}).labourers.at(0);
    EXPECT_THAT(labourer.status_line, ElementsAre(1, 3));
}

TEST(Summary, DescribesMetricsFromTheStartOfTheRun) {
    RecordWriter record;
    record.labourer("a", 5);
    record.series(1, "CPUUtilization");
    record.series(2, "Silent");
    record.health_metric("a", "Cpu", 1);
    record.health_metric("a", "Idle", 1, ">=");
    record.point(1, -60, 99);  // Before the run.
    record.point(1, 0, 10);
    record.point(1, 20, 40);
    record.point(1, 60, 20);
    record.end(100);
    const Summary summary = summarise(record.database(), {.columns = 2});
    ASSERT_EQ(summary.metrics.size(), 2);
    EXPECT_EQ(summary.metrics[0].name, "CPUUtilization");
    EXPECT_EQ(summary.metrics[0].values->max, 40);
    EXPECT_EQ(summary.metrics[0].values->count, 3);
    EXPECT_FALSE(summary.metrics[1].values);
    const auto& metrics = summary.labourers.at(0).health_metrics;
    ASSERT_EQ(metrics.size(), 2);
    EXPECT_THAT(metrics[0].feelings, ElementsAre(std::pair{4, 25.0}, std::pair{3, 50.0}));
    EXPECT_THAT(metrics[0].line, ElementsAre(40, 20));
    EXPECT_THAT(metrics[1].line, ElementsAre(10, 20)) << "low is bad where high is better";
}

TEST(Summary, CountsPassesAndTheirFailures) {
    RecordWriter record;
    record.pass("sosw_orchestrator", 0, 1);
    record.pass("sosw_orchestrator", 60, 61, "a: NotFound\nb: Throttled");
    record.pass("sosw_orchestrator", 120, std::nullopt);
    record.pass("sosw_scavenger", 0, 1);
    record.end(121);
    const Summary summary = summarise(record.database());
    ASSERT_EQ(summary.passes.size(), 2);
    EXPECT_EQ(summary.passes[0].essential, "sosw_orchestrator");
    EXPECT_EQ(summary.passes[0].count, 3);
    EXPECT_EQ(summary.passes[0].failed, 1);
    EXPECT_EQ(summary.passes[0].cut_off, 1);
    EXPECT_EQ(summary.passes[0].first_error, "a: NotFound\nb: Throttled");
    EXPECT_EQ(summary.passes[1].failed, 0);
}

TEST(Summary, CountsFaultsByKindAndThrottlesByFunctionAndReason) {
    RecordWriter record;
    for (const std::string_view kind : {"lost_reply", "crash", "lost_reply"}) {
        record.recorder().record(FaultRow{.kind = kind, .caller = "worker"});
    }
    for (const std::int64_t count : {3, 4}) {
        record.recorder().record(ThrottleRow{.function = "f", .reason = "Busy", .count = count});
    }
    record.end(100);
    const Summary summary = summarise(record.database());
    ASSERT_EQ(summary.faults.size(), 2);
    EXPECT_EQ(summary.faults[0].kind, "crash");
    EXPECT_EQ(summary.faults[1].count, 2);
    ASSERT_EQ(summary.lambda_throttles.size(), 1);
    EXPECT_EQ(summary.lambda_throttles[0].reason, "Busy");
    EXPECT_EQ(summary.lambda_throttles[0].count, 7);
}

TEST(Summary, DoesNotPassWithABrokenInvariant) {
    RecordWriter record;
    record.violation("task 1 is in two tables");
    record.end(100);
    const Summary summary = summarise(record.database());
    EXPECT_EQ(summary.violations, 1);
    EXPECT_EQ(summary.first_violations.at(0).message, "task 1 is in two tables");
    EXPECT_FALSE(summary.passed());
}

TEST(Summary, OfAnEmptyRecordIsEmpty) {
    RecordWriter record;
    const Summary summary = summarise(record.database());
    EXPECT_TRUE(summary.labourers.empty());
    EXPECT_TRUE(summary.interrupted);
    EXPECT_EQ(summary.end, summary.start);
}

}  // namespace
}  // namespace sosw::sim
