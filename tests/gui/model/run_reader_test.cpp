#include "gui/model/run_reader.hpp"

#include <cmath>
#include <fstream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/report/courses.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/world/world.hpp"
#include "tests/sim/report/record_writer.hpp"

namespace sosw::gui {
namespace {

using sim::RecordWriter;
using sim::TaskEventKind;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

sim::Scenario scenario(const std::string& name) {
    auto loaded = sim::load_scenario(std::string{SOSW_SCENARIOS} + "/" + name + ".json");
    EXPECT_TRUE(loaded.has_value());
    return std::move(*loaded);
}

Course all(const SeriesPyramid& series) {
    Course points;
    for (std::size_t index = 0; index < series.size(); ++index) {
        points.push_back(series[index]);
    }
    return points;
}

/// Everything that a view says of tasks and tracks, as a text.
std::string told(const RunView& view) {
    std::string text;
    const auto add = [&](const char* name, const SeriesPyramid& series) {
        text += std::string{"\n"} + name + ":";
        for (const CoursePoint& point : all(series)) {
            text += " " + std::to_string(point.at.count()) + "=" + std::to_string(point.value);
        }
    };
    for (const LabourerTracks& tracks : view.tracks) {
        add("status", tracks.status);
        add("allowed", tracks.allowed);
        add("desired", tracks.desired);
        add("running", tracks.running);
        add("queue", tracks.queue);
        add("retry", tracks.retry);
        add("invoked", tracks.invoked);
        add("p50", tracks.wait_p50);
        add("p95", tracks.wait_p95);
        for (const MetricTrack& metric : tracks.metrics) {
            add("points", metric.points);
            add("readings", metric.readings);
        }
    }
    for (std::size_t index = 0; index < view.decisions.size(); ++index) {
        text += "\n" + view.decisions[index].explanation;
    }
    for (std::size_t index = 0; index < view.log.size(); ++index) {
        text += "\n" + std::to_string(view.log[index].at.count()) + " " + view.log[index].text;
    }
    for (std::size_t index = 0; index < view.marks.size(); ++index) {
        const TaskMark& mark = view.marks[index];
        text += "\n" + std::to_string(mark.task) + " " + std::to_string(mark.greenfield);
    }
    return text;
}

/// The whole of a scenario's record, read while it goes on and once at its end.
class InParts : public ::testing::TestWithParam<const char*> {};

TEST_P(InParts, ARecordReadInPartsSaysWhatItSaysAtTheEnd) {
    auto world = sim::World::create(scenario(GetParam()));
    sqlite::Database& record = (*world)->recorder().database();
    RunReader in_parts{record, {}};
    const Duration part = (*world)->scenario().duration / 97;
    for (Timestamp at = (*world)->scenario().start; at < (*world)->scenario().end(); at += part) {
        (*world)->run_until(at);
        in_parts.read(at);
        in_parts.view();
    }
    (*world)->run();
    in_parts.read_to_the_end((*world)->scenario().end());
    RunReader at_once{record, {}};
    at_once.read_to_the_end((*world)->scenario().end());
    EXPECT_EQ(told(*in_parts.view()), told(*at_once.view()));
}

INSTANTIATE_TEST_SUITE_P(
    RunReader,
    InParts,
    ::testing::Values(
        "black_friday",
        "gsi_backpressure",
        "lambda_ramp",
        "lost_completions",
        "orchestrator_timeout",
        "overlapping_orchestrators",
        "rds_cpu_spike",
        "retries_and_deaths",
        "silent_metric",
        "thundering_retries",
        "two_labourers_one_database"
    ),
    [](const auto& param) { return std::string{param.param}; }
);

TEST(RunReader, TracksAreTheCoursesOfTheReport) {
    auto world = sim::World::create(scenario("rds_cpu_spike"));
    (*world)->run();
    sqlite::Database& record = (*world)->recorder().database();
    const sim::Summary summary = sim::summarise(record);
    const auto courses = sim::labourer_courses(record, summary, 1'000'000'000);
    RunReader reader{record, {}};
    reader.read_to_the_end(summary.end);
    const LabourerTracks tracks = reader.view()->tracks.at(0);
    EXPECT_EQ(all(tracks.status), courses.at(0).status);
    EXPECT_EQ(all(tracks.desired), courses.at(0).desired);
    EXPECT_EQ(all(tracks.wait_p95), courses.at(0).wait_p95);
    EXPECT_EQ(
        all(tracks.metrics.at(0).points), sim::metric_course(record, summary, 1, 1'000'000'000)
    );
}

TEST(RunReader, APassShowsUpWhenItHasEnded) {
    RecordWriter record;
    record.labourer("a", 2);
    record.event(record.create("a", 1), TaskEventKind::Invoked, 10, {.wait_seconds = 9, .pass = 1});
    RunReader reader{record.database(), {}};
    reader.read(sim::at_second(20));
    EXPECT_THAT(all(reader.view()->tracks[0].running), IsEmpty());
    record.pass("sosw_orchestrator", 10, 12);
    reader.read(sim::at_second(20));
    EXPECT_EQ(reader.view()->tracks[0].running.value_at(from_seconds(15)), 1);
    EXPECT_EQ(reader.orchestrator_passes(), 1);
}

TEST(RunReader, AnEmptyRecordHasNothingToShow) {
    RecordWriter record;
    RunReader reader{record.database(), {}};
    reader.read_to_the_end(sim::at_second(0));
    const auto view = reader.view();
    EXPECT_THAT(view->labourers, IsEmpty());
    EXPECT_TRUE(view->decisions.empty());
}

TEST(RunReader, MetricsBringTheirFeelings) {
    RecordWriter record;
    record.labourer("a", 2);
    record.series(1, "CPUUtilization");
    record.health_metric("a", "Cpu", 1);
    record.point(1, 60, 42);
    RunReader reader{record.database(), {}};
    reader.read_to_the_end(sim::at_second(100));
    const auto view = reader.view();
    ASSERT_THAT(view->tracks.at(0).metrics, SizeIs(1));
    const MetricTrack& track = view->tracks[0].metrics[0];
    EXPECT_EQ(track.title, "AWS/RDS CPUUtilization Id=db, Average");
    EXPECT_EQ(track.feeling_of(30), 3);
    EXPECT_EQ(track.feeling_of(51), 0);
    EXPECT_THAT(all(track.points), ElementsAre(CoursePoint{from_seconds(60), 42}));
}

TEST(RunReader, TroublesAreLoggedInOrderOfTime) {
    RecordWriter record;
    record.labourer("a", 2);
    const auto task = record.create("a", 1);
    record.event(task, TaskEventKind::Failed, 50, {.reason = "timeout"});
    RunReader reader{record.database(), {}};
    reader.read(sim::at_second(50));
    record.pass("sosw_scavenger", 20, 55, "table is gone");
    record.event(task, TaskEventKind::Closed, 60, {.reason = "dead"});
    reader.read(sim::at_second(60));
    const auto view = reader.view();
    ASSERT_EQ(view->log.size(), 3u);
    EXPECT_EQ(view->log[0].text, "a pass of sosw_scavenger failed: table is gone");
    EXPECT_EQ(view->log[1].text, "an execution failed: timeout");
    EXPECT_EQ(view->log[2].kind, LogKind::Dead);
}

TEST(RunReader, ThrottlesBringTheirReason) {
    RecordWriter record;
    record.labourer("a", 2);
    record.recorder().record(sim::ThrottleRow{
        .minute = sim::at_second(120), .function = "a", .reason = "TooMany", .count = 4});
    RunReader reader{record.database(), {}};
    reader.read_to_the_end(sim::at_second(200));
    const auto view = reader.view();
    ASSERT_THAT(view->throttles, SizeIs(1));
    EXPECT_EQ(view->throttles[0].labourer, 0);
    EXPECT_EQ(view->throttles[0].reason, "TooMany");
    EXPECT_EQ(view->log[0].count, 4);
}

TEST(RunReader, ADecisionIsFoundByItsTime) {
    RecordWriter record;
    record.labourer("a", 2);
    record.decide("a", 60, 4);
    record.decide("a", 120, 3);
    RunReader reader{record.database(), {}};
    record.pass("sosw_orchestrator", 180, 181);
    reader.read_to_the_end(sim::at_second(200));
    const auto view = reader.view();
    EXPECT_EQ(view->decision_at(0, from_seconds(119)), 0u);
    EXPECT_EQ(view->decision_at(0, from_seconds(120)), 1u);
    EXPECT_EQ(view->decision_at(0, from_seconds(59)), std::nullopt);
}

}  // namespace
}  // namespace sosw::gui
