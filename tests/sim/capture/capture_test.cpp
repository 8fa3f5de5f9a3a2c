// A whole capture: what parts say about each other, and what cannot be read.

#include "sim/capture/capture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/config/loader.hpp"
#include "sim/capture/configuration_text.hpp"
#include "tests/support/test_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

HealthMetric metric_named(const std::string& name, const std::string& statistic = "Average") {
    HealthMetric metric = test::cpu_metric(name);
    metric.details.statistic = statistic;
    return metric;
}

SoswConfig two_labourers(const HealthMetric& first, const HealthMetric& second) {
    LabourerConfig reports = test::labourer_config("reports");
    reports.health_metrics = {first};
    LabourerConfig imports = test::labourer_config("imports");
    imports.health_metrics = {second};
    return test::sosw_config({reports, imports});
}

tl::expected<Capture, std::vector<CaptureError>> capture_last_hour(test::TestWorld& world) {
    const Timestamp now = world.clock.now();
    return capture(
        {.clock = world.clock,
         .dynamo_db = world.dynamo_db,
         .cloud_watch = world.cloud_watch,
         .lambda = world.lambda},
        world.config,
        {.span = {.from = now - hours{1}, .to = now}}
    );
}

TEST(CaptureSpan, IsOfWholeMinutesAndLeavesNothingOut) {
    const Timestamp from = *parse_timestamp("2026-03-02T08:00:30Z");
    const CaptureSpan span = aligned_span(from, from + minutes{10}, from + hours{1});
    EXPECT_EQ(format_timestamp(span.from), "2026-03-02T08:00:00Z");
    EXPECT_EQ(format_timestamp(span.to), "2026-03-02T08:11:00Z");
    const CaptureSpan old = aligned_span(from + minutes{3}, from + minutes{10}, from + days{20});
    EXPECT_EQ(format_timestamp(old.from), "2026-03-02T08:00:00Z");
}

TEST(Capture, HasOneCourseOfAMetricThatSeveralFeel) {
    test::TestWorld world{two_labourers(metric_named("Cpu"), metric_named("Cpu"))};
    const auto captured = capture_last_hour(world);
    ASSERT_TRUE(captured.has_value());
    ASSERT_THAT(captured->metrics, SizeIs(1));
    EXPECT_THAT(captured->metrics.front().asked, ElementsAre("reports/Cpu", "imports/Cpu"));
}

TEST(Capture, SaysWhereOneCourseCannotServeAll) {
    test::TestWorld world{two_labourers(metric_named("Cpu"), metric_named("Cpu", "Maximum"))};
    const auto captured = capture_last_hour(world);
    ASSERT_TRUE(captured.has_value());
    EXPECT_EQ(captured->metrics.front().details.statistic, "Average");
    EXPECT_THAT(
        captured->warnings,
        Contains(AllOf(HasSubstr("imports/Cpu for Maximum"), HasSubstr("that of reports/Cpu")))
    );
}

TEST(Capture, GivesEachTraceAFileOfItsOwn) {
    SoswConfig config = two_labourers(metric_named("Tasks"), metric_named("tasks"));
    config.task_manager.labourers[1].health_metrics[0].details.metric_namespace = "Other";
    test::TestWorld world{config};
    for (const char* name : {"Tasks", "tasks"}) {
        world.metrics.set_datapoints(
            name, {{.timestamp = world.clock.now() - minutes{5}, .average = 1.0}}
        );
    }
    const auto captured = capture_last_hour(world);
    ASSERT_TRUE(captured.has_value());
    EXPECT_EQ(captured->metrics[0].trace_file, "traces/Tasks_2.csv");
    EXPECT_EQ(captured->metrics[1].trace_file, "traces/tasks_3.csv");
}

TEST(Capture, ReadsAFunctionOnceWhoeverHasIt) {
    SoswConfig config = two_labourers(metric_named("Cpu"), metric_named("Cpu"));
    config.task_manager.labourers[1].arn = config.task_manager.labourers[0].arn;
    test::TestWorld world{config};
    const auto captured = capture_last_hour(world);
    ASSERT_TRUE(captured.has_value());
    ASSERT_THAT(captured->functions, SizeIs(1));
    EXPECT_EQ(captured->functions.front().name, "reports");
    EXPECT_EQ(captured->functions.front().arn, test::arn_of("reports"));
    EXPECT_EQ(captured->labourers[1].function, "reports");
}

TEST(Capture, NamesAFunctionWithoutItsVersionOrAlias) {
    const auto function_of = [](const std::string& arn) {
        LabourerConfig labourer = test::labourer_config("reports");
        labourer.arn = arn;
        test::TestWorld world{test::sosw_config({labourer})};
        const auto captured = capture_last_hour(world);
        return captured ? captured->functions.front() : CapturedFunction{};
    };
    const std::string arn = "arn:aws:lambda:eu-west-1:123456789012:function:function";
    EXPECT_EQ(function_of(arn + ":live").name, "function");
    EXPECT_EQ(function_of(arn + ":live").arn, arn);
    EXPECT_EQ(function_of("reports:7").name, "reports");
    EXPECT_EQ(function_of("reports:7").arn, "");
}

TEST(Capture, GoesOnWithoutTheSettingsOfAFunction) {
    test::TestWorld world;
    world.lambda.remove_function(test::arn_of(test::kLabourer));
    const auto captured = capture_last_hour(world);
    ASSERT_TRUE(captured.has_value());
    EXPECT_FALSE(captured->functions.front().timeout);
    EXPECT_THAT(captured->warnings, Contains(HasSubstr("ResourceNotFoundException")));
}

TEST(Capture, SaysEverythingThatCannotBeReadAtOnce) {
    SoswConfig config = two_labourers(metric_named("Cpu"), metric_named("Disk"));
    config.task_manager.labourers[1].arn = "no name";
    test::TestWorld world{config};
    const Error denied{
        .code = ErrorCode::AccessDenied, .name = "AccessDenied", .message = "no permission"};
    world.metrics.fail_metric("Cpu", denied);
    world.metrics.fail_metric("Disk", denied);
    world.dynamo_db.add({.operation = "Query"});
    const auto captured = capture_last_hour(world);
    ASSERT_FALSE(captured.has_value());
    std::vector<std::string> subjects;
    for (const CaptureError& error : captured.error()) {
        subjects.push_back(error.subject);
    }
    EXPECT_THAT(
        subjects,
        ElementsAre(
            HasSubstr("metric "),
            HasSubstr("metric "),
            "tasks of reports",
            "tasks of imports",
            "labourer imports"
        )
    );
}

TEST(Capture, AsksNoFurtherWhereAServiceCannotBeReached) {
    test::TestWorld world{two_labourers(metric_named("Cpu"), metric_named("Disk"))};
    world.metrics.fail_metric(
        "Cpu", {.code = ErrorCode::Unavailable, .name = "EndpointConnectionError", .message = ""}
    );
    const auto captured = capture_last_hour(world);
    ASSERT_FALSE(captured.has_value());
    EXPECT_THAT(captured.error(), SizeIs(1));
    EXPECT_THAT(world.cloud_watch.calls, SizeIs(1));
    EXPECT_THAT(world.dynamo_db.calls, IsEmpty());
}

TEST(Capture, WarnsOfWhatAScenarioCannotReplay) {
    HealthMetric errors = metric_named("Errors", "SampleCount");
    errors.details.metric_namespace = "AWS/Lambda";
    test::TestWorld world{two_labourers(metric_named("Cpu"), errors)};
    world.metrics.set_datapoints(
        "Errors", {{.timestamp = world.clock.now() - minutes{5}, .sample_count = 1.0}}
    );
    const auto captured = capture_last_hour(world);
    ASSERT_TRUE(captured.has_value());
    EXPECT_THAT(captured->warnings, Contains(HasSubstr("SampleCount, which cannot be replayed")));
    EXPECT_THAT(captured->warnings, Contains(HasSubstr("the scenario's own AWS/Lambda reports")));
    EXPECT_THAT(captured->warnings, Contains(HasSubstr("has no data in the span")));
}

TEST(ConfigurationText, KeepsOneDocumentAndMergesSeveral) {
    const std::string base =
        R"({"task_config": {"max_attempts": 4, "labourers": {"a": {"arn": "a", "max_simultaneous_invocations": 2}}}} // x)";
    const std::string over =
        R"({"task_config": {"labourers": {"a": {"max_simultaneous_invocations": null, "max_duration": 1.50}}}})";
    const std::vector<ConfigDocument> one{{.file = "base", .text = base}};
    EXPECT_EQ(configuration_text(one), base);
    const std::vector<ConfigDocument> both{
        {.file = "base", .text = base}, {.file = "over", .text = over}};
    const std::vector<ConfigDocument> merged{{.file = "merged", .text = configuration_text(both)}};
    const auto expected = load_config(both);
    const auto found = load_config(merged);
    ASSERT_TRUE(expected.has_value());
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->task_manager.max_attempts, 4);
    const LabourerConfig& labourer = found->task_manager.labourers.front();
    EXPECT_TRUE(labourer.max_simultaneous_invocations_is_null);
    EXPECT_EQ(labourer.max_duration, expected->task_manager.labourers.front().max_duration);
}

}  // namespace
}  // namespace sosw::sim
