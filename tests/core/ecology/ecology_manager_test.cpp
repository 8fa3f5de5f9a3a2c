#include "core/ecology/ecology_manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kCpu = "CPUUtilization";

MetricDetails details_of(const std::string& statistic, bool is_percentile = false) {
    return {
        .metric_namespace = "AWS/RDS",
        .metric_name = kCpu,
        .statistic = statistic,
        .is_percentile = is_percentile};
}

std::optional<double> fetch(TestWorld& world, const MetricDetails& details) {
    Processors pass{world};
    const Result<std::optional<double>> value = pass.ecology.fetch_metric_stats(details);
    EXPECT_TRUE(value);
    return value ? *value : std::nullopt;
}

LabourerConfig labourer_with(std::vector<HealthMetric> metrics) {
    LabourerConfig config = labourer_config();
    config.health_metrics = std::move(metrics);
    return config;
}

HealthMetric without_data(TreatMissingData treatment) {
    HealthMetric metric = cpu_metric();
    metric.treat_missing_data = treatment;
    return metric;
}

EcoStatus status(TestWorld& world, const LabourerConfig& labourer) {
    const Result<LabourerHealth> health = Processors{world}.ecology.get_labourer_status(labourer);
    EXPECT_TRUE(health);
    return health ? health->status : EcoStatus::Bad;
}

TEST(EcologyManager, K8_DatapointsAreFoldedByTheStatisticItself) {
    TestWorld world;
    world.metrics.set(kCpu, {10, 20, 60});
    EXPECT_EQ(fetch(world, details_of("Average")), 30);
    EXPECT_EQ(fetch(world, details_of("Maximum")), 60);
    EXPECT_EQ(fetch(world, details_of("Minimum")), 10);
}

TEST(EcologyManager, K8_TheMeanOfAveragesIsNotWeighted) {
    TestWorld world;
    world.metrics.set_datapoints(
        kCpu, {{.sample_count = 99, .average = 10}, {.sample_count = 1, .average = 50}}
    );
    EXPECT_EQ(fetch(world, details_of("Average")), 30);
}

TEST(EcologyManager, K8_EqualDetailsAreAskedOncePerPass) {
    TestWorld world;
    world.metrics.set(kCpu, {10});
    Processors pass{world};
    const LabourerConfig one = labourer_with({cpu_metric()});
    LabourerConfig other = labourer_with({cpu_metric()});
    other.health_metrics.front().name = "the same under another name";
    ASSERT_TRUE(pass.ecology.get_labourer_status(one));
    ASSERT_TRUE(pass.ecology.get_labourer_status(other));
    EXPECT_EQ(world.cloud_watch.calls.size(), 1U);

    MetricDetails longer = one.health_metrics.front().details;
    longer.time_slice = std::chrono::seconds{600};
    ASSERT_TRUE(pass.ecology.fetch_metric_stats(longer));
    EXPECT_EQ(world.cloud_watch.calls.size(), 2U);
    ASSERT_TRUE(Processors{world}.ecology.get_labourer_status(one));  // the next pass asks again
    EXPECT_EQ(world.cloud_watch.calls.size(), 3U);
}

TEST(EcologyManager, K8_FailuresAreSharedToo) {
    TestWorld world;
    world.metrics.fail_metric(
        kCpu, {.code = ErrorCode::Throttled, .name = "Throttling", .message = "slow"}
    );
    Processors pass{world};
    EXPECT_FALSE(pass.ecology.fetch_metric_stats(details_of("Average")));
    EXPECT_EQ(
        pass.ecology.fetch_metric_stats(details_of("Average")).error().code, ErrorCode::Throttled
    );
    EXPECT_EQ(world.cloud_watch.calls.size(), 1U);
}

TEST(EcologyManager, K8_TheQuestionCoversTheSliceThatEndsNow) {
    TestWorld world;
    fetch(world, details_of("Average"));
    const GetMetricStatisticsInput& question = world.cloud_watch.calls.at(0);
    EXPECT_EQ(question.start_time, world.clock.now() - std::chrono::seconds{300});
    EXPECT_EQ(question.end_time, world.clock.now());
    EXPECT_EQ(question.period, std::chrono::seconds{60});
    EXPECT_THAT(question.statistics, ElementsAre("Average"));
    EXPECT_THAT(question.extended_statistics, IsEmpty());
}

TEST(EcologyManager, K8_TheWorstMetricDecides) {
    TestWorld world;
    world.metrics.set("fine", {10});
    world.metrics.set("busy", {40});
    EXPECT_EQ(
        status(world, labourer_with({cpu_metric("fine"), cpu_metric("busy")})), EcoStatus::Good
    );
    EXPECT_EQ(status(world, labourer_with({cpu_metric("fine")})), EcoStatus::High);
    EXPECT_EQ(status(world, labourer_with({})), EcoStatus::High);
}

TEST(EcologyManager, M3_MissingDataAreTreatedAsTheMetricSays) {
    TestWorld world;
    const auto treated = [&](TreatMissingData treatment) {
        return status(world, labourer_with({without_data(treatment)}));
    };
    EXPECT_EQ(treated(TreatMissingData::Breaching), EcoStatus::Bad);
    EXPECT_EQ(treated(TreatMissingData::NotBreaching), EcoStatus::High);
    EXPECT_EQ(treated(TreatMissingData::Missing), EcoStatus::High);
    EXPECT_EQ(treated(TreatMissingData::Ignore), EcoStatus::High);
    EXPECT_EQ(HealthMetric{}.treat_missing_data, TreatMissingData::Breaching);
}

TEST(EcologyManager, M3_AMetricThatTakesNoPartLeavesTheOthersToDecide) {
    TestWorld world;
    world.metrics.set("busy", {40});
    const LabourerConfig labourer =
        labourer_with({without_data(TreatMissingData::Missing), cpu_metric("busy")});
    const LabourerHealth health = *Processors{world}.ecology.get_labourer_status(labourer);
    EXPECT_EQ(health.status, EcoStatus::Good);
    ASSERT_EQ(health.readings.size(), 2U);
    EXPECT_FALSE(health.readings[0].feeling);
    EXPECT_TRUE(health.readings[0].missing_data);
    EXPECT_EQ(health.readings[1].value, 40);
}

TEST(EcologyManager, M3_IgnoreKeepsTheLastFeelingOfTheProcess) {
    TestWorld world;
    const LabourerConfig labourer = labourer_with({without_data(TreatMissingData::Ignore)});
    world.metrics.set(kCpu, {40});
    EXPECT_EQ(status(world, labourer), EcoStatus::Good);
    world.metrics.set(kCpu, {});
    EXPECT_EQ(status(world, labourer), EcoStatus::Good);
    world.memory = {};  // a cold container
    EXPECT_EQ(status(world, labourer), EcoStatus::High);
}

TEST(EcologyManager, M3_WhatIsRememberedBelongsToLabourerAndMetric) {
    TestWorld world;
    const LabourerConfig labourer = labourer_with({without_data(TreatMissingData::Ignore)});
    world.metrics.set(kCpu, {90});
    EXPECT_EQ(status(world, labourer), EcoStatus::Bad);
    world.metrics.set(kCpu, {});
    LabourerConfig other = labourer;
    other.id = "other";
    EXPECT_EQ(status(world, other), EcoStatus::High);
    EXPECT_EQ(world.memory.last(kLabourer, kCpu), EcoStatus::Bad);
}

TEST(EcologyManager, M5_SumsAndCountsAreAdded) {
    TestWorld world;
    world.metrics.set(kCpu, {10, 20, 60});
    EXPECT_EQ(fetch(world, details_of("Sum")), 90);
    EXPECT_EQ(fetch(world, details_of("SampleCount")), 90);
}

TEST(EcologyManager, M5_APercentileIsAskedAsExtendedAndFoldedByTheMean) {
    TestWorld world;
    world.metrics.set(kCpu, {10, 20, 60});
    EXPECT_EQ(fetch(world, details_of("p95", true)), 30);
    const GetMetricStatisticsInput& question = world.cloud_watch.calls.at(0);
    EXPECT_THAT(question.statistics, IsEmpty());
    EXPECT_THAT(question.extended_statistics, ElementsAre("p95"));
}

TEST(EcologyManager, WithoutDatapointsThereIsNoValue) {
    TestWorld world;
    EXPECT_EQ(fetch(world, details_of("Average")), std::nullopt);
    world.metrics.set_datapoints(kCpu, {{.maximum = 5}});  // without the statistic that was asked
    EXPECT_EQ(fetch(world, details_of("Average")), std::nullopt);
}

TEST(EcologyManager, TheOrderOfDatapointsDoesNotMatter) {
    TestWorld world;
    const auto at = [&](int minute) { return world.clock.now() + std::chrono::minutes{minute}; };
    std::vector<Datapoint> points{
        {.timestamp = at(1), .sum = 1e16},
        {.timestamp = at(2), .sum = 1},
        {.timestamp = at(3), .sum = -1e16}};
    world.metrics.set_datapoints(kCpu, points);
    const std::optional<double> in_order = fetch(world, details_of("Sum"));
    std::ranges::reverse(points);
    std::swap(points[0], points[1]);
    world.metrics.set_datapoints(kCpu, points);
    EXPECT_EQ(fetch(world, details_of("Sum")), in_order);
}

TEST(EcologyManager, K6_HowLongATaskMayTakeIsTheTimeoutOfItsFunction) {
    TestWorld world;
    Processors pass{world};
    EXPECT_EQ(
        *pass.ecology.get_max_labourer_duration(labourer_config()), std::chrono::seconds{300}
    );
    EXPECT_EQ(
        pass.ecology.get_max_labourer_duration(labourer_config("gone")).error().code,
        ErrorCode::NotFound
    );
}

TEST(EcologyManager, RunningTasksAreCountedOncePerPass) {
    TestWorld world;
    Processors pass{world};
    int counted = 0;
    const auto count = [&]() -> Result<std::int64_t> { return ++counted; };
    EXPECT_EQ(*pass.ecology.count_running("a", count), 1);
    EXPECT_EQ(*pass.ecology.count_running("a", count), 1);
    EXPECT_EQ(*pass.ecology.count_running("b", count), 2);
}

TEST(EcologyManager, ACountThatFailedIsTriedAgain) {
    TestWorld world;
    Processors pass{world};
    EXPECT_FALSE(pass.ecology.count_running("a", []() -> Result<std::int64_t> {
        return fail(ErrorCode::Throttled, "", "");
    }));
    EXPECT_EQ(*pass.ecology.count_running("a", []() -> Result<std::int64_t> { return 3; }), 3);
}

}  // namespace
}  // namespace sosw
