// The course of a metric out of CloudWatch: pages, periods by age, gaps, history.

#include "sim/capture/metric_reader.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "sim/capture/metric_resolution.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_cloud_watch.hpp"

namespace sosw::sim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(MetricResolution, FollowsCloudWatchsRetention) {
    EXPECT_EQ(available_period(seconds{10}, hours{3}), seconds{10});
    EXPECT_EQ(available_period(seconds{10}, hours{4}), seconds{60});
    EXPECT_EQ(available_period(seconds{60}, days{15}), seconds{60});
    EXPECT_EQ(available_period(seconds{60}, days{16}), minutes{5});
    EXPECT_EQ(available_period(minutes{6}, days{16}), minutes{10});
    EXPECT_EQ(available_period(minutes{5}, days{64}), hours{1});
}

TEST(MetricResolution, StartsWhereCloudWatchsBinsStart) {
    const Timestamp at = *parse_timestamp("2026-03-02T08:07:30Z");
    const auto aligned = [&](Duration age) {
        return format_timestamp(aligned_start(at, at + age));
    };
    EXPECT_EQ(aligned(hours{1}), "2026-03-02T08:07:00Z");
    EXPECT_EQ(aligned(days{20}), "2026-03-02T08:05:00Z");
    EXPECT_EQ(aligned(days{100}), "2026-03-02T08:00:00Z");
}

class MetricReader : public testing::Test {
protected:
    void put(Timestamp at, double value, const std::string& unit = "Percent", int resolution = 60) {
        const Result<void> done = cloud_watch_.put_metric_data(
            {.metric_namespace = "AWS/RDS",
             .metric_data =
                 {{.metric_name = "Cpu",
                   .dimensions = details_.dimensions,
                   .timestamp = at,
                   .value = value,
                   .unit = unit,
                   .storage_resolution = resolution}}}
        );
        ASSERT_TRUE(done.has_value());
    }
    /// Of `length` from the clock's present start on.
    CaptureSpan span(Duration length) const { return {.from = start_, .to = start_ + length}; }
    CapturedMetric read(CaptureSpan span) {
        recorded_.calls.clear();
        const Result<CapturedMetric> metric = read_metric(recorded_, details_, span, clock_.now());
        EXPECT_TRUE(metric.has_value());
        return metric.value_or(CapturedMetric{});
    }

    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteCloudWatch cloud_watch_{database_, clock_};
    test::RecordingCloudWatch recorded_{cloud_watch_};
    MetricDetails details_{
        .metric_namespace = "AWS/RDS",
        .metric_name = "Cpu",
        .dimensions = {{"Db", "main"}},
        .statistic = "Maximum"};
    Timestamp start_ = clock_.now();
};

TEST_F(MetricReader, AsksInPagesOf1440Datapoints) {
    const int count = 3000;
    for (int i = 0; i < count; ++i) {
        clock_.advance_to(start_ + minutes{i});
        put(clock_.now(), std::sqrt(i));
    }
    clock_.advance(minutes{1});
    const CapturedMetric metric = read(span(minutes{count}));
    ASSERT_THAT(metric.points, SizeIs(count));
    for (int i = 0; i < count; ++i) {
        EXPECT_EQ(metric.points[static_cast<std::size_t>(i)].value, std::sqrt(i));
        EXPECT_EQ(metric.points[static_cast<std::size_t>(i)].at, minutes{i});
    }
    EXPECT_EQ(metric.expected, count);
    EXPECT_EQ(metric.found, count);
    EXPECT_THAT(metric.gaps, IsEmpty());
    EXPECT_EQ(metric.unit, "Percent");
    EXPECT_THAT(recorded_.calls, SizeIs(3)) << "five minutes of history and 3000 points";
    for (const GetMetricStatisticsInput& call : recorded_.calls) {
        EXPECT_LE((call.end_time - call.start_time) / call.period, 1440);
    }
}

TEST_F(MetricReader, FindsGapsAndCountsThem) {
    for (const int minute : {1, 2, 5, 9}) {
        put(start_ + minutes{minute}, minute);
    }
    clock_.advance(minutes{10});
    const CapturedMetric metric = read(span(minutes{10}));
    EXPECT_EQ(metric.expected, 10);
    EXPECT_EQ(metric.found, 4);
    ASSERT_THAT(metric.gaps, SizeIs(3));
    EXPECT_EQ(metric.gaps[0].from, minutes{0});
    EXPECT_EQ(metric.gaps[0].to, minutes{1});
    EXPECT_EQ(metric.gaps[1].from, minutes{3});
    EXPECT_EQ(metric.gaps[1].to, minutes{5});
    EXPECT_EQ(metric.gaps[2].from, minutes{6});
    EXPECT_EQ(metric.gaps[2].to, minutes{9});
    EXPECT_EQ(metric.first, start_) << "a trace begins with the span, if no earlier";
    EXPECT_EQ(metric.points.front().at, Duration::zero());
}

TEST_F(MetricReader, ReadsWhatTheFirstDecisionLooksBackTo) {
    for (const int minute : {-6, -5, -1, 0, 1}) {
        put(start_ + minutes{minute}, minute);
    }
    clock_.advance(minutes{2});
    const CapturedMetric metric = read(span(minutes{2}));
    EXPECT_EQ(metric.first, start_ - minutes{5});
    EXPECT_EQ(metric.found, 2);
    ASSERT_THAT(metric.points, SizeIs(4));
    EXPECT_EQ(metric.points.back().at, minutes{6});
}

TEST_F(MetricReader, TakesLongerPeriodsOfOldData) {
    for (int minute = 0; minute < 20; ++minute) {
        put(start_ + minutes{minute}, minute);
    }
    clock_.advance(days{20});
    const CapturedMetric metric = read(span(minutes{20}));
    EXPECT_EQ(metric.period, minutes{5});
    std::vector<double> values;
    for (const TracePoint& point : metric.points) {
        values.push_back(point.value);
    }
    EXPECT_THAT(values, ElementsAre(4, 9, 14, 19));
}

TEST_F(MetricReader, KeepsPeriodsBelowAMinuteWhileTheyAreThere) {
    details_.period = seconds{10};
    for (int i = 0; i < 6; ++i) {
        put(start_ + seconds{10 * i}, i, "Percent", 1);
    }
    clock_.advance(minutes{2});
    EXPECT_EQ(read(span(minutes{1})).found, 6);
    clock_.advance(hours{4});
    const CapturedMetric later = read(span(minutes{1}));
    EXPECT_EQ(later.period, minutes{1});
    EXPECT_EQ(later.found, 1);
}

TEST_F(MetricReader, ReadsPercentiles) {
    details_.statistic = "p50";
    details_.is_percentile = true;
    for (const double value : {1.0, 2.0, 3.0}) {
        put(start_, value);
    }
    clock_.advance(minutes{1});
    const CapturedMetric metric = read(span(minutes{1}));
    ASSERT_THAT(metric.points, SizeIs(1));
    EXPECT_EQ(metric.points.front().value, 2);
}

TEST_F(MetricReader, FoldsDatapointsOfSeveralUnitsAsTheOrchestratorDoes) {
    put(start_, 10, "Percent");
    put(start_, 30, "Count");
    clock_.advance(minutes{1});
    const CapturedMetric metric = read(span(minutes{1}));
    ASSERT_THAT(metric.points, SizeIs(1));
    EXPECT_EQ(metric.points.front().value, 30) << "the maximum of maxima";
    EXPECT_EQ(metric.unit, "");
}

TEST_F(MetricReader, SaysThatThereIsNothing) {
    clock_.advance(hours{1});
    const CapturedMetric metric = read(span(hours{1}));
    EXPECT_THAT(metric.points, IsEmpty());
    EXPECT_EQ(metric.found, 0);
    ASSERT_THAT(metric.gaps, SizeIs(1));
    EXPECT_EQ(metric.gaps[0].to, hours{1});
}

}  // namespace
}  // namespace sosw::sim
