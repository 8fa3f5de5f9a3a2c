// Lambda's figures, and what a function of the scenario becomes by them.

#include "sim/capture/function_fit.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "sim/capture/function_reader.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::sim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class LambdaFiguresOf : public testing::Test {
protected:
    /// In order of time: CloudWatch takes nothing that lies far ahead.
    void put(const std::string& metric, Timestamp at, std::vector<double> values) {
        clock_.advance_to(std::max(at, clock_.now()));
        const Result<void> done = cloud_watch_.put_metric_data(
            {.metric_namespace = "AWS/Lambda",
             .metric_data =
                 {{.metric_name = metric,
                   .dimensions = {{"FunctionName", "reports"}},
                   .timestamp = at,
                   .values = std::move(values)}}}
        );
        ASSERT_TRUE(done.has_value());
    }
    LambdaFigures read(CaptureSpan span) {
        return read_lambda_figures(cloud_watch_, "reports", span, clock_.now())
            .value_or(LambdaFigures{});
    }

    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteCloudWatch cloud_watch_{database_, clock_};
    Timestamp start_ = clock_.now();
};

TEST_F(LambdaFiguresOf, AreThoseOfTheWholeSpan) {
    put("Invocations", start_, {1, 1, 1});
    put("Invocations", start_ + minutes{90}, {1});
    put("Errors", start_, {0, 1, 0});
    put("Errors", start_ + minutes{90}, {0});
    put("Throttles", start_, {0, 0, 0});
    put("ConcurrentExecutions", start_, {1, 2, 3});
    put("Duration", start_, {1000, 2000, 3000});
    put("Duration", start_ + minutes{90}, {6000});
    put("Duration", start_ + minutes{150}, {99'000});
    clock_.advance(minutes{30});
    const LambdaFigures figures = read({.from = start_, .to = start_ + minutes{120}});
    EXPECT_EQ(figures.invocations, 4);
    EXPECT_EQ(figures.errors, 1);
    EXPECT_EQ(figures.throttles, 0);
    EXPECT_EQ(figures.concurrent_max, 3);
    EXPECT_EQ(figures.duration_average, seconds{3});
    EXPECT_EQ(figures.duration_max, seconds{6}) << "what came after the span is left out";
    EXPECT_EQ(figures.duration_p50, milliseconds{2500});
    EXPECT_GT(figures.duration_p95, seconds{3});
}

TEST_F(LambdaFiguresOf, WeightDaysByTheirExecutions) {
    put("Duration", start_, {1000, 1000, 1000});
    put("Duration", start_ + days{1}, {5000});
    clock_.advance(days{1});
    const LambdaFigures figures = read({.from = start_, .to = start_ + days{2}});
    EXPECT_EQ(figures.duration_p50, seconds{2});
    EXPECT_EQ(figures.duration_average, seconds{2});
}

TEST_F(LambdaFiguresOf, AreAbsentWhereThereAreNone) {
    clock_.advance(hours{1});
    const LambdaFigures figures = read({.from = start_, .to = start_ + hours{1}});
    EXPECT_FALSE(figures.invocations);
    EXPECT_FALSE(figures.duration_p50);
    EXPECT_FALSE(figures.duration_average);
}

/// One labourer with three completed tasks.
Capture capture_of(const LambdaFigures& figures, std::optional<Duration> timeout = {}) {
    Capture capture;
    capture.labourers = {{.id = "reports", .function = "fn", .tasks = 3, .with_duration = 3}};
    for (const int length : {10, 20, 400}) {
        capture.tasks.push_back({.labourer = "reports", .duration = seconds{length}});
    }
    capture.functions = {{.name = "fn", .timeout = timeout, .figures = figures}};
    return capture;
}

TEST(FunctionFit, TakesLambdasPercentilesFirst) {
    Capture capture = capture_of(
        {.invocations = 200, .errors = 5, .duration_p50 = seconds{4}, .duration_p95 = seconds{30}}
    );
    fit_functions(capture);
    const CapturedFunction& function = capture.functions.front();
    EXPECT_EQ(function.source, DurationSource::LambdaPercentiles);
    EXPECT_EQ(function.duration, DurationFit(Lognormal{.median = seconds{4}, .p95 = seconds{30}}));
    EXPECT_EQ(function.failure_probability, 0.025);
    EXPECT_THAT(capture.warnings, IsEmpty());
}

TEST(FunctionFit, FallsBackOnCompletedTasks) {
    Capture capture = capture_of({.duration_average = seconds{7}});
    fit_functions(capture);
    const CapturedFunction& function = capture.functions.front();
    EXPECT_EQ(function.source, DurationSource::ClosedTasks);
    EXPECT_THAT(
        std::get<Empirical>(function.duration).values,
        ElementsAre(seconds{10}, seconds{20}, seconds{400})
    );
    EXPECT_FALSE(function.failure_probability);
    EXPECT_THAT(capture.warnings, ElementsAre(HasSubstr("never fail")));
}

TEST(FunctionFit, DropsDurationsThatTheTimeoutForbids) {
    Capture capture = capture_of({.invocations = 1, .errors = 0}, minutes{5});
    fit_functions(capture);
    EXPECT_FALSE(capture.tasks[2].duration);
    EXPECT_EQ(capture.labourers.front().with_duration, 2);
    EXPECT_EQ(capture.functions.front().observed_tasks, 2);
    EXPECT_THAT(capture.warnings, ElementsAre(HasSubstr("1 task took longer")));
}

TEST(FunctionFit, SaysWhatItHasToAssume) {
    Capture capture = capture_of({.duration_average = seconds{7}});
    capture.tasks.clear();
    fit_functions(capture);
    EXPECT_EQ(capture.functions.front().source, DurationSource::LambdaAverage);
    EXPECT_EQ(capture.functions.front().duration, DurationFit(Duration{seconds{7}}));

    Capture nothing = capture_of({});
    nothing.tasks.clear();
    fit_functions(nothing);
    EXPECT_EQ(nothing.functions.front().source, DurationSource::Assumed);
    EXPECT_THAT(nothing.warnings.front(), HasSubstr("/functions/fn/duration"));
}

}  // namespace
}  // namespace sosw::sim
