#include "sim/report/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace sosw::sim {
namespace {

/// By the definition of nearest rank.
double nearest_rank(std::vector<double> values, int percent) {
    std::ranges::sort(values);
    const double rank = std::ceil(static_cast<double>(values.size()) * percent / 100.0);
    return values.at(static_cast<std::size_t>(std::max(rank, 1.0)) - 1);
}

TEST(Statistics, AreThoseOfEachKeyByDefinition) {
    sqlite::Database database{":memory:"};
    database.execute("CREATE TABLE sample (key TEXT, value REAL)");
    Random random{42};
    std::map<std::string, std::vector<double>> expected;
    {
        sqlite::Statement insert{database, "INSERT INTO sample VALUES (?, ?)"};
        for (int i = 0; i < 1000; ++i) {
            const std::string key(1, static_cast<char>('a' + i % 3 * (i % 2)));
            const double value = std::floor(random.uniform() * 100) / 4;
            expected[key].push_back(value);
            insert.bind_text(1, key).bind(2, value);
            insert.run();
        }
    }
    const auto found = statistics_by_key(database, "SELECT key, value FROM sample");
    ASSERT_EQ(found.size(), expected.size());
    for (const auto& [key, values] : expected) {
        const Statistics& statistics = found.at(key);
        double sum = 0;
        for (const double value : values) {
            sum += value;
        }
        EXPECT_EQ(statistics.count, std::ssize(values));
        EXPECT_DOUBLE_EQ(statistics.min, std::ranges::min(values));
        EXPECT_DOUBLE_EQ(statistics.max, std::ranges::max(values));
        EXPECT_NEAR(statistics.mean, sum / static_cast<double>(values.size()), 1e-9);
        EXPECT_DOUBLE_EQ(statistics.p50, nearest_rank(values, 50));
        EXPECT_DOUBLE_EQ(statistics.p95, nearest_rank(values, 95));
        EXPECT_DOUBLE_EQ(statistics.p99, nearest_rank(values, 99));
    }
}

TEST(Statistics, OfOneNumberAreThatNumber) {
    sqlite::Database database{":memory:"};
    const auto found = statistics_by_key(database, "SELECT 'x' AS key, 3.5 AS value");
    const Statistics expected{
        .count = 1, .min = 3.5, .mean = 3.5, .max = 3.5, .p50 = 3.5, .p95 = 3.5, .p99 = 3.5};
    EXPECT_EQ(found.at("x"), expected);
}

TEST(Statistics, OfNothingAreAbsent) {
    sqlite::Database database{":memory:"};
    EXPECT_TRUE(statistics_by_key(database, "SELECT 'x' AS key, 1 AS value WHERE 0").empty());
}

TEST(LevelHistogram, WeighsLevelsByTheirTime) {
    LevelHistogram histogram;
    histogram.add(0, std::chrono::seconds{90});
    histogram.add(10, std::chrono::seconds{6});
    histogram.add(5, std::chrono::seconds{4});
    histogram.add(99, Duration::zero());
    const Statistics statistics = histogram.statistics();
    EXPECT_EQ(statistics.min, 0);
    EXPECT_EQ(statistics.max, 10);
    EXPECT_DOUBLE_EQ(statistics.mean, 0.8);
    EXPECT_EQ(statistics.p50, 0);
    EXPECT_EQ(statistics.p95, 10);
}

TEST(LevelHistogram, IsZeroWhereNoTimePassed) {
    EXPECT_EQ(LevelHistogram{}.statistics(), Statistics{});
}

}  // namespace
}  // namespace sosw::sim
