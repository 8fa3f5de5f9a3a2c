#include "sim/world/service_metrics.hpp"

#include <string>

#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// A world whose labourer feels the metric `name` of its own function, or of the table of tasks.
Scenario world_that_feels(
    const std::string& service, const std::string& name, const std::string& statistic
) {
    Scenario scenario = small_world();
    MetricDetails details{
        .metric_namespace = "AWS/" + service, .metric_name = name, .statistic = statistic};
    details.dimensions = {
        service == "Lambda" ? Dimension{.name = "FunctionName", .value = "worker"}
                            : Dimension{.name = "TableName", .value = "sosw_tasks"}};
    const HealthMetric metric{
        .name = "Own",
        .details = details,
        .feelings = {{EcoStatus::High, 1e9}},
        .treat_missing_data = TreatMissingData::NotBreaching,
    };
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().health_metrics = {metric};
    }
    scenario.service_metrics = {*service_metric(scenario, details)};
    return scenario;
}

TEST(ServiceMetrics, InvocationsOfAMinuteAreSummedUp) {
    const auto world = make_world(world_that_feels("Lambda", "Invocations", "Sum"));
    world->run();
    EXPECT_EQ(number(*world, "SELECT max(value) FROM metric_point"), 5);
    EXPECT_EQ(
        number(*world, "SELECT sum(value) FROM metric_point"),
        number(*world, "SELECT count(*) FROM invocation WHERE started_us IS NOT NULL")
    );
}

TEST(ServiceMetrics, AreFeltOnceTheirDelayHasPassed) {
    const auto world = make_world(world_that_feels("Lambda", "Invocations", "Sum"));
    world->run();
    EXPECT_EQ(number(*world, "SELECT min(visible_us - at_us) FROM metric_point"), 120'000'000);
    // The slice is five minutes: its sum is that of the minutes that CloudWatch has by then.
    EXPECT_GT(number(*world, "SELECT max(value) FROM decision_metric"), 0);
}

TEST(ServiceMetrics, MinutesWithoutAnythingHaveNoPoint) {
    Scenario scenario = world_that_feels("Lambda", "Invocations", "Sum");
    scenario.workload.front().start = minutes{10};
    const auto world = make_world(scenario);
    world->run();
    EXPECT_GE(
        number(*world, "SELECT min(at_us) FROM metric_point"),
        epoch_microseconds(scenario.start + minutes{10})
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM metric_point WHERE value = 0"), 0);
}

TEST(ServiceMetrics, DurationIsInMillisecondsAndBearsTheMinuteOfItsBeginning) {
    Scenario scenario = world_that_feels("Lambda", "Duration", "Average");
    scenario.functions.front().duration = Distribution::constant(seconds{150});
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(number(*world, "SELECT min(value) FROM metric_point"), 150'000);
    EXPECT_EQ(number(*world, "SELECT max(value) FROM metric_point"), 150'000);
    // 2.5 minutes long, reported after that minute, one minute later in CloudWatch.
    EXPECT_EQ(number(*world, "SELECT min(visible_us - at_us) FROM metric_point"), 240'000'000);
}

TEST(ServiceMetrics, PercentilesOfDurationHaveTheirValues) {
    const auto world = make_world([] {
        Scenario scenario = world_that_feels("Lambda", "Duration", "p90");
        for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
            HealthMetric& metric = config->task_manager.labourers.front().health_metrics.front();
            metric.details.is_percentile = true;
        }
        return scenario;
    }());
    world->run();
    EXPECT_EQ(number(*world, "SELECT max(value) FROM decision_metric"), 60'000);
}

TEST(ServiceMetrics, ErrorsAreZeroForWhatWentWell) {
    Scenario scenario = world_that_feels("Lambda", "Errors", "Average");
    scenario.functions.front().failure_probability = 0.3;
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(
        number(
            *world,
            "SELECT sum(value) FROM metric_point WHERE visible_us - 60000000 <= "
            "(SELECT end_us FROM run)"
        ),
        number(
            *world,
            "SELECT count(*) FROM invocation WHERE outcome = 'error' AND finished_us < "
            "(SELECT max(visible_us) - 60000000 FROM metric_point)"
        )
    );
    const std::int64_t in_percent =
        number(*world, "SELECT CAST(100 * avg(value) AS INTEGER) FROM decision_metric");
    EXPECT_GT(in_percent, 10);
    EXPECT_LT(in_percent, 60);
}

TEST(ServiceMetrics, ThrottlesAreThoseOfTheFunctionsLimit) {
    Scenario scenario = world_that_feels("Lambda", "Throttles", "Sum");
    scenario.functions.front().reserved_concurrency = 1;
    const auto world = make_world(scenario);
    world->run();
    EXPECT_GT(number(*world, "SELECT sum(value) FROM metric_point"), 0);
}

TEST(ServiceMetrics, ConcurrencyIsTheHighestOfItsMinute) {
    Scenario scenario = world_that_feels("Lambda", "ConcurrentExecutions", "Maximum");
    scenario.functions.front().duration = Distribution::constant(minutes{3});
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(
        number(*world, "SELECT max(value) FROM metric_point"),
        number(*world, "SELECT max(executing) FROM sample")
    );
}

TEST(ServiceMetrics, WritesOfATableAreItsConsumedUnits) {
    Scenario scenario = world_that_feels("DynamoDB", "ConsumedWriteCapacityUnits", "Sum");
    const auto world = make_world(scenario);
    world->run();
    // In the tenth minute five tasks are created, invoked and completed at one unit each, and
    // closed at two.
    EXPECT_EQ(
        number(
            *world,
            "SELECT value FROM metric_point WHERE at_us = (SELECT start_us + 600000000 "
            "FROM run)"
        ),
        25
    );
    EXPECT_EQ(number(*world, "SELECT count(*) FROM cost"), 0);
}

TEST(ServiceMetrics, UnusedOnesAreNotReported) {
    const auto world = make_world(small_world());
    world->run();
    EXPECT_EQ(number(*world, "SELECT count(*) FROM metric_series"), 0);
}

}  // namespace
}  // namespace sosw::sim
