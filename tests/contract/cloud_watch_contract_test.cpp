#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backends/aws/aws_cloud_watch.hpp"
#include "backends/endpoint/services/cloud_watch_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_cloud_watch.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// An implementation with whatever it stands on.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    virtual CloudWatch& cloud_watch() = 0;
    ManualClock& clock() { return clock_; }

private:
    ManualClock clock_;
};

class MemoryWorld final : public World {
public:
    CloudWatch& cloud_watch() override { return cloud_watch_; }

private:
    MemoryCloudWatch cloud_watch_{clock()};
};

class SqliteWorld : public World {
public:
    CloudWatch& cloud_watch() override { return metrics_; }

protected:
    sqlite::SqliteCloudWatch& metrics() { return metrics_; }

private:
    sqlite::Database database_{":memory:"};
    sqlite::SqliteCloudWatch metrics_{database_, clock()};
};

/// Our client, through the query protocol to our service, and SQLite behind it.
class HttpWorld final : public SqliteWorld {
public:
    explicit HttpWorld(Way way) : way_{way} {}
    CloudWatch& cloud_watch() override { return cloud_watch_; }

private:
    Way way_;
    endpoint::CloudWatchService service_{metrics(), Random{7}};
    ServiceClient client_{service_, clock(), way_};
    aws::AwsCloudWatch cloud_watch_{client_.access(), Random{7}, client_.address("monitoring")};
};

using MakeWorld = std::unique_ptr<World> (*)();

MetricDatum datum(double value) { return {.metric_name = "Load", .value = value}; }

MetricDatum datum(double value, Timestamp at) {
    MetricDatum it = datum(value);
    it.timestamp = at;
    return it;
}

class CloudWatchContract : public testing::TestWithParam<MakeWorld> {
protected:
    Result<void> put(std::vector<MetricDatum> data) {
        return cloud_watch_.put_metric_data(
            {.metric_namespace = "Test", .metric_data = std::move(data)}
        );
    }
    void put_ok(const MetricDatum& it) {
        const auto result = put({it});
        ASSERT_TRUE(result) << to_string(result.error());
    }
    GetMetricStatisticsInput question(Timestamp start, Timestamp end, Duration period) const {
        return {
            .metric_namespace = "Test",
            .metric_name = "Load",
            .start_time = start,
            .end_time = end,
            .period = period,
            .statistics = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}};
    }
    std::vector<Datapoint> ask(const GetMetricStatisticsInput& input) {
        const auto result = cloud_watch_.get_metric_statistics(input);
        EXPECT_TRUE(result) << to_string(result.error());
        return result ? result->datapoints : std::vector<Datapoint>{};
    }
    template <typename T>
    std::string error_name(const Result<T>& result) {
        if (result) {
            return "";
        }
        // The exception has one name in the service's model, and another one on the wire.
        const std::string& name = result.error().name;
        return name == "MissingParameter" ? "MissingRequiredParameter" : name;
    }
    std::string error_name(const GetMetricStatisticsInput& input) {
        return error_name(cloud_watch_.get_metric_statistics(input));
    }

    std::unique_ptr<World> world_ = GetParam()();
    ManualClock& clock_ = world_->clock();
    CloudWatch& cloud_watch_ = world_->cloud_watch();
    const Timestamp eight_ = clock_.now();  // 08:00:00
};

template <typename Made, Way... way>
std::unique_ptr<World> make() {
    return std::make_unique<Made>(way...);
}

INSTANTIATE_TEST_SUITE_P(Memory, CloudWatchContract, testing::Values(&make<MemoryWorld>));
INSTANTIATE_TEST_SUITE_P(Sqlite, CloudWatchContract, testing::Values(&make<SqliteWorld>));
INSTANTIATE_TEST_SUITE_P(
    InProcess, CloudWatchContract, testing::Values(&make<HttpWorld, Way::InProcess>)
);
INSTANTIATE_TEST_SUITE_P(
    Loopback, CloudWatchContract, testing::Values(&make<HttpWorld, Way::Loopback>)
);

TEST_P(CloudWatchContract, GivesAllFiveStatisticsOfABin) {
    put_ok(datum(1));
    put_ok(datum(5));
    clock_.advance(minutes{1});
    put_ok(datum(3));
    const auto points = ask(question(eight_, eight_ + minutes{5}, minutes{5}));
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].timestamp, eight_);
    EXPECT_EQ(points[0].sample_count, 3);
    EXPECT_EQ(points[0].average, 3);
    EXPECT_EQ(points[0].sum, 9);
    EXPECT_EQ(points[0].minimum, 1);
    EXPECT_EQ(points[0].maximum, 5);
    EXPECT_EQ(points[0].unit, "None");
}

TEST_P(CloudWatchContract, GivesOnlyTheAskedStatistics) {
    put_ok(datum(1));
    GetMetricStatisticsInput input = question(eight_, eight_ + minutes{1}, minutes{1});
    input.statistics = {"Maximum"};
    const auto points = ask(input);
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].maximum, 1);
    EXPECT_FALSE(points[0].average || points[0].sum || points[0].minimum);
    EXPECT_FALSE(points[0].sample_count);
}

TEST_P(CloudWatchContract, StartIsInclusiveAndRoundedDownToTheMinute) {
    put_ok(datum(1, eight_ + seconds{10}));
    EXPECT_EQ(ask(question(eight_ + seconds{50}, eight_ + minutes{1}, minutes{1})).size(), 1U);
    EXPECT_EQ(ask(question(eight_ + seconds{60}, eight_ + minutes{2}, minutes{1})).size(), 0U);
}

TEST_P(CloudWatchContract, EndIsExclusive) {
    put_ok(datum(1, eight_ + minutes{1}));
    EXPECT_EQ(ask(question(eight_, eight_ + minutes{1}, minutes{1})).size(), 0U);
    EXPECT_EQ(ask(question(eight_, eight_ + minutes{1} + Duration{1}, minutes{1})).size(), 1U);
}

TEST_P(CloudWatchContract, BinsBeginAtTheRoundedStartAndEmptyOnesAreAbsent) {
    put_ok(datum(1, eight_ + minutes{1}));
    put_ok(datum(2, eight_ + minutes{9}));
    const auto points =
        ask(question(eight_ + minutes{1} + seconds{30}, eight_ + minutes{10}, minutes{3}));
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].timestamp, eight_ + minutes{1});
    EXPECT_EQ(points[1].timestamp, eight_ + minutes{7});
}

TEST_P(CloudWatchContract, OlderStartsAreRoundedDownToFiveMinutesAndToTheHour) {
    put_ok(datum(1, eight_ + minutes{10}));
    clock_.advance(days{20});
    const Timestamp start = eight_ + minutes{13};
    const auto five = ask(question(start, eight_ + hours{1}, minutes{5}));
    ASSERT_EQ(five.size(), 1U);
    EXPECT_EQ(five[0].timestamp, eight_ + minutes{10});
    clock_.advance(days{50});
    const auto hour = ask(question(start, eight_ + hours{1}, hours{1}));
    ASSERT_EQ(hour.size(), 1U);
    EXPECT_EQ(hour[0].timestamp, eight_);
}

TEST_P(CloudWatchContract, OldValuesAreSeenWithCoarsePeriodsOnly) {
    put_ok(datum(1));
    const auto seen = [&](Duration period) {
        return !ask(question(eight_, eight_ + hours{1}, period)).empty();
    };
    clock_.advance(hours{4});
    EXPECT_FALSE(seen(seconds{30}));
    EXPECT_TRUE(seen(minutes{1}));
    clock_.advance(days{15});
    EXPECT_FALSE(seen(minutes{1}));
    EXPECT_TRUE(seen(minutes{5}));
    clock_.advance(days{48});
    EXPECT_FALSE(seen(minutes{5}));
    EXPECT_TRUE(seen(hours{1}));
    clock_.advance(days{400});
    EXPECT_FALSE(seen(hours{1}));
}

TEST_P(CloudWatchContract, HighResolutionKeepsSeconds) {
    for (const int second : {3, 7, 14}) {
        MetricDatum it = datum(second, eight_ + seconds{second});
        it.storage_resolution = 1;
        put_ok(it);
    }
    const auto fives = ask(question(eight_ + seconds{2}, eight_ + seconds{20}, seconds{5}));
    ASSERT_EQ(fives.size(), 3U);
    EXPECT_EQ(fives[0].timestamp, eight_);
    EXPECT_EQ(fives[2].timestamp, eight_ + seconds{10});
    EXPECT_EQ(ask(question(eight_ + seconds{3}, eight_ + seconds{4}, seconds{1})).size(), 1U);
    EXPECT_EQ(ask(question(eight_, eight_ + minutes{1}, minutes{1})).at(0).sample_count, 3);
}

TEST_P(CloudWatchContract, DimensionsMatchExactlyInAnyOrder) {
    MetricDatum it = datum(1);
    it.dimensions = {{"B", "2"}, {"A", "1"}};
    put_ok(it);
    GetMetricStatisticsInput input = question(eight_, eight_ + minutes{1}, minutes{1});
    EXPECT_TRUE(ask(input).empty());
    input.dimensions = {{"A", "1"}};
    EXPECT_TRUE(ask(input).empty());
    input.dimensions = {{"A", "1"}, {"B", "2"}};
    EXPECT_EQ(ask(input).size(), 1U);
    input.dimensions = {{"B", "2"}, {"A", "1"}};
    EXPECT_EQ(ask(input).size(), 1U);
    input.dimensions = {{"A", "1"}, {"B", "3"}};
    EXPECT_TRUE(ask(input).empty());
}

TEST_P(CloudWatchContract, UnitsAreKeptApartAndFilter) {
    MetricDatum percent = datum(50);
    percent.unit = "Percent";
    put_ok(percent);
    put_ok(datum(7));
    GetMetricStatisticsInput input = question(eight_, eight_ + minutes{1}, minutes{1});
    EXPECT_EQ(ask(input).size(), 2U);
    input.unit = "Percent";
    ASSERT_EQ(ask(input).size(), 1U);
    EXPECT_EQ(ask(input)[0].average, 50);
    EXPECT_EQ(ask(input)[0].unit, "Percent");
    input.unit = "Bytes";
    EXPECT_TRUE(ask(input).empty());
}

TEST_P(CloudWatchContract, ValuesCountAsOftenAsTheySay) {
    put_ok({.metric_name = "Load", .values = {1, 2}, .counts = {3, 1}});
    const auto points = ask(question(eight_, eight_ + minutes{1}, minutes{1}));
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0].sample_count, 4);
    EXPECT_EQ(points[0].sum, 5);
}

TEST_P(CloudWatchContract, PercentilesInterpolateBetweenTheTwoNearestValues) {
    for (int value = 1; value <= 10; ++value) {
        put_ok(datum(value));
    }
    GetMetricStatisticsInput input = question(eight_, eight_ + minutes{1}, minutes{1});
    input.statistics.clear();
    input.extended_statistics = {"p0", "p50", "p99.5", "p100.0"};
    const auto points = ask(input);
    ASSERT_EQ(points.size(), 1U);
    const auto& extended = points[0].extended_statistics;
    ASSERT_EQ(extended.size(), 4U);
    EXPECT_EQ(extended[1].first, "p50");
    EXPECT_DOUBLE_EQ(extended[0].second, 1);
    EXPECT_DOUBLE_EQ(extended[1].second, 5.5);
    EXPECT_DOUBLE_EQ(extended[2].second, 9.955);
    EXPECT_DOUBLE_EQ(extended[3].second, 10);
}

TEST_P(CloudWatchContract, StatisticSetsHavePercentilesOnlyWhereAllValuesAreEqual) {
    GetMetricStatisticsInput input = question(eight_, eight_ + minutes{1}, minutes{1});
    input.statistics.clear();
    input.extended_statistics = {"p90"};
    const auto set = [](double minimum, double maximum) {
        const StatisticSet values{
            .sample_count = 2, .sum = minimum + maximum, .minimum = minimum, .maximum = maximum};
        return MetricDatum{.metric_name = "Load", .statistic_values = values};
    };
    put_ok(set(4, 4));
    ASSERT_EQ(ask(input).size(), 1U);
    EXPECT_DOUBLE_EQ(ask(input)[0].extended_statistics.at(0).second, 4);
    put_ok(set(1, 5));
    EXPECT_TRUE(ask(input).empty());
    put_ok(datum(9));
    EXPECT_TRUE(ask(input).empty()) << "what was forgotten does not come back";
}

TEST_P(CloudWatchContract, NegativeValuesHaveNoPercentiles) {
    put_ok(datum(-1));
    GetMetricStatisticsInput input = question(eight_, eight_ + minutes{1}, minutes{1});
    input.statistics.clear();
    input.extended_statistics = {"p50"};
    EXPECT_TRUE(ask(input).empty());
}

TEST_P(CloudWatchContract, OneBadDatumRefusesTheWholeCall) {
    EXPECT_EQ(error_name(put({datum(1), {.metric_name = "Load"}})), "MissingRequiredParameter");
    EXPECT_TRUE(ask(question(eight_, eight_ + minutes{1}, minutes{1})).empty());
}

TEST_P(CloudWatchContract, RefusesWhatCloudWatchRefusesToStore) {
    const std::string value = "InvalidParameterValue";
    const std::string combination = "InvalidParameterCombination";
    const std::string missing = "MissingRequiredParameter";
    EXPECT_EQ(error_name(put({})), missing);
    EXPECT_EQ(error_name(put({{.metric_name = "", .value = 1}})), missing);
    EXPECT_EQ(error_name(put(std::vector<MetricDatum>(1001, datum(1)))), value);
    EXPECT_EQ(error_name(put({datum(1, eight_ - days{14} - seconds{1})})), value);
    EXPECT_EQ(error_name(put({datum(1, eight_ + hours{2} + seconds{1})})), value);
    EXPECT_EQ(error_name(put({datum(std::numeric_limits<double>::quiet_NaN())})), value);
    EXPECT_EQ(error_name(put({datum(1e110)})), value);

    MetricDatum it = datum(1);
    it.statistic_values = StatisticSet{.sample_count = 1};
    EXPECT_EQ(error_name(put({it})), combination);
    it = datum(1);
    it.unit = "Parsecs";
    EXPECT_EQ(error_name(put({it})), value);
    it = datum(1);
    it.storage_resolution = 30;
    EXPECT_EQ(error_name(put({it})), value);
    it = datum(1);
    it.dimensions = {{"A", "1"}, {"A", "2"}};
    EXPECT_EQ(error_name(put({it})), value);
    it.dimensions.assign(31, {"A", "1"});
    EXPECT_EQ(error_name(put({it})), value);

    using Values = std::vector<double>;
    EXPECT_EQ(error_name(put({{.metric_name = "Load", .values = Values(151, 1)}})), value);
    EXPECT_EQ(error_name(put({{.metric_name = "Load", .values = {1}, .counts = {1, 1}}})), value);
    EXPECT_EQ(error_name(put({{.metric_name = "Load", .values = {1}, .counts = {0}}})), value);
    const StatisticSet reversed{.sample_count = 1, .sum = 1, .minimum = 2, .maximum = 1};
    EXPECT_EQ(error_name(put({{.metric_name = "Load", .statistic_values = reversed}})), value);
    EXPECT_TRUE(put({datum(1, eight_ - days{14}), datum(1, eight_ + hours{2})}));
}

TEST_P(CloudWatchContract, RefusesWhatCloudWatchRefusesToAnswer) {
    const GetMetricStatisticsInput good = question(eight_, eight_ + hours{1}, minutes{1});
    EXPECT_EQ(error_name(good), "");
    const auto changed = [&](auto change) {
        GetMetricStatisticsInput input = good;
        change(input);
        return error_name(input);
    };
    using Input = GetMetricStatisticsInput;
    const std::string value = "InvalidParameterValue";
    EXPECT_EQ(changed([](Input& in) { in.metric_namespace = ""; }), "MissingRequiredParameter");
    EXPECT_EQ(changed([](Input& in) { in.metric_name = ""; }), "MissingRequiredParameter");
    EXPECT_EQ(changed([](Input& in) { in.statistics.clear(); }), "MissingRequiredParameter");
    EXPECT_EQ(changed([](Input& in) { in.statistics = {"Median"}; }), value);
    EXPECT_EQ(changed([](Input& in) { in.end_time = in.start_time; }), value);
    for (const int period : {0, -60, 2, 45, 90}) {
        EXPECT_EQ(changed([&](Input& in) { in.period = seconds{period}; }), value) << period;
    }
    for (const char* percentile : {"p101", "p", "50", "p-1", "pp", "p1e1", "tm90"}) {
        const auto ask_percentile = [&](Input& in) {
            in.statistics.clear();
            in.extended_statistics = {percentile};
        };
        EXPECT_EQ(changed(ask_percentile), value) << percentile;
    }
    EXPECT_EQ(
        changed([](Input& in) { in.extended_statistics = {"p50"}; }), "InvalidParameterCombination"
    );
    EXPECT_EQ(changed([](Input& in) { in.end_time += hours{23}; }), "");
    EXPECT_EQ(
        changed([](Input& in) { in.end_time += hours{23} + seconds{1}; }),
        "InvalidParameterCombination"
    );
}

/// Draws data and questions of every kind that both sides understand.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_{seed} {}

    std::int64_t below(std::uint64_t bound) {
        return static_cast<std::int64_t>(random_.below(bound));
    }
    double value() { return static_cast<double>(below(200)) / 4 - (random_.chance(0.02) ? 9 : 0); }
    bool chance(double probability) { return random_.chance(probability); }

    MetricDatum datum(Timestamp now) {
        MetricDatum it{.metric_name = chance(0.8) ? "Load" : "Other"};
        if (chance(0.3)) {
            it.dimensions = {{"B", "2"}, {"A", "1"}};
        }
        if (chance(0.5)) {
            it.timestamp = now - seconds{below(chance(0.5) ? 600 : 1'209'600)};
        }
        if (chance(0.3)) {
            it.storage_resolution = 1;
        }
        it.unit = chance(0.1) ? "Percent" : "";
        fill(it);
        return it;
    }

    GetMetricStatisticsInput question(Timestamp now) {
        constexpr std::array kPeriods = {1, 5, 10, 20, 30, 60, 120, 300, 3600, 7200};
        const auto choice = static_cast<std::size_t>(below(kPeriods.size()));
        const seconds period{kPeriods.at(choice)};
        const std::uint64_t age = chance(0.5) ? 3600 : 6'000'000;
        const Timestamp start = now - Duration{below(age * 1'000'000)};
        GetMetricStatisticsInput input{
            .metric_namespace = "Test",
            .metric_name = chance(0.9) ? "Load" : "Other",
            .start_time = start,
            .end_time =
                start +
                Duration{1 + below(static_cast<std::uint64_t>(Duration{period}.count()) * 60)},
            .period = period};
        if (chance(0.3)) {
            input.dimensions = {{"A", "1"}, {"B", "2"}};
        }
        input.unit = chance(0.1) ? "None" : "";
        if (chance(0.5)) {
            input.statistics = {"SampleCount", "Average", "Sum", "Minimum", "Maximum"};
        } else {
            input.extended_statistics = {"p0", "p10.5", "p50", "p99", "p100"};
        }
        return input;
    }

private:
    void fill(MetricDatum& it) {
        if (chance(0.7)) {
            it.value = value();
        } else if (chance(0.7)) {
            for (std::int64_t i = below(5); i >= 0; --i) {
                it.values.push_back(value());
                it.counts.push_back(static_cast<double>(1 + below(4)));
            }
        } else {
            const double least = value();
            const double most = chance(0.3) ? least : least + 5;
            it.statistic_values = StatisticSet{
                .sample_count = 2, .sum = least + most, .minimum = least, .maximum = most};
        }
    }

    Random random_;
};

void expect_equal(std::vector<Datapoint> left, std::vector<Datapoint> right) {
    const auto order = [](const Datapoint& datapoint) {
        return std::pair{datapoint.timestamp, datapoint.unit};
    };
    std::ranges::sort(left, {}, order);
    std::ranges::sort(right, {}, order);
    ASSERT_EQ(left.size(), right.size());
    for (std::size_t i = 0; i < left.size(); ++i) {
        EXPECT_EQ(left[i].timestamp, right[i].timestamp);
        EXPECT_EQ(left[i].unit, right[i].unit);
        EXPECT_EQ(left[i].sample_count, right[i].sample_count);
        EXPECT_EQ(left[i].sum, right[i].sum);
        EXPECT_EQ(left[i].average, right[i].average);
        EXPECT_EQ(left[i].minimum, right[i].minimum);
        EXPECT_EQ(left[i].maximum, right[i].maximum);
        ASSERT_EQ(left[i].extended_statistics.size(), right[i].extended_statistics.size());
        for (std::size_t p = 0; p < left[i].extended_statistics.size(); ++p) {
            EXPECT_EQ(left[i].extended_statistics[p].first, right[i].extended_statistics[p].first);
            EXPECT_NEAR(
                left[i].extended_statistics[p].second, right[i].extended_statistics[p].second, 1e-9
            );
        }
    }
}

TEST(CloudWatchModel, SqliteAnswersAsBruteForceDoes) {
    std::size_t answered = 0;
    for (std::uint64_t seed = 1; seed <= 20 && !testing::Test::HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Dice dice{seed};
        ManualClock clock;
        sqlite::Database database{":memory:"};
        sqlite::SqliteCloudWatch emulation{database, clock};
        MemoryCloudWatch model{clock};
        for (int step = 0; step < 200; ++step) {
            clock.advance(Duration{dice.below(dice.chance(0.02) ? 1'000'000'000'000 : 90'000'000)});
            const PutMetricDataInput data{
                .metric_namespace = "Test",
                .metric_data = {dice.datum(clock.now()), dice.datum(clock.now())}};
            ASSERT_TRUE(emulation.put_metric_data(data));
            ASSERT_TRUE(model.put_metric_data(data));
            const GetMetricStatisticsInput input = dice.question(clock.now());
            const auto left = emulation.get_metric_statistics(input);
            const auto right = model.get_metric_statistics(input);
            ASSERT_TRUE(left && right);
            answered += left->datapoints.size();
            ASSERT_NO_FATAL_FAILURE(expect_equal(left->datapoints, right->datapoints));
        }
    }
    EXPECT_GT(answered, 1000U) << "most questions met no values: they test little";
}

}  // namespace
}  // namespace sosw::test
