#include "sim/scenario/distribution.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kSamples = 100'000;

std::vector<double> samples_of(const Distribution& distribution) {
    Random random{17};
    std::vector<double> samples;
    samples.reserve(kSamples);
    for (std::size_t i = 0; i < kSamples; ++i) {
        samples.push_back(to_seconds(distribution.sample(random)));
    }
    std::ranges::sort(samples);
    return samples;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    return sum / static_cast<double>(values.size());
}

double percentile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size()))];
}

TEST(Distribution, IsZeroUnlessSetOtherwise) {
    Random random{1};
    EXPECT_TRUE(Distribution{}.is_zero());
    EXPECT_EQ(Distribution{}.sample(random), Duration::zero());
    EXPECT_FALSE(Distribution::constant(Duration{1}).is_zero());
}

TEST(Distribution, OfAConstantDrawsNothing) {
    Random drawn{1};
    Random untouched{1};
    EXPECT_EQ(Distribution::constant(seconds{40}).sample(drawn), seconds{40});
    EXPECT_EQ(drawn.next(), untouched.next());
}

TEST(Distribution, Uniform) {
    const auto distribution = Distribution::uniform({.min = seconds{10}, .max = seconds{30}});
    const auto samples = samples_of(distribution);
    EXPECT_GE(samples.front(), 10);
    EXPECT_LE(samples.back(), 30);
    EXPECT_NEAR(mean_of(samples), 20, 0.1);
    EXPECT_EQ(distribution.mean(), seconds{20});
}

TEST(Distribution, NormalIsCutOffAtZeroAndItsMeanKnowsIt) {
    const auto distribution = Distribution::normal({.mean = seconds{1}, .stddev = seconds{2}});
    const auto samples = samples_of(distribution);
    EXPECT_EQ(samples.front(), 0);
    EXPECT_NEAR(mean_of(samples), to_seconds(distribution.mean()), 0.02);
}

TEST(Distribution, NormalWithoutDeviationIsItsMean) {
    const auto distribution = Distribution::normal({.mean = seconds{3}, .stddev = {}});
    EXPECT_EQ(distribution.mean(), seconds{3});
    Random random{5};
    EXPECT_EQ(distribution.sample(random), seconds{3});
}

TEST(Distribution, LognormalMeetsItsMedianAndItsP95) {
    const auto distribution = Distribution::lognormal({.median = seconds{40}, .p95 = minutes{2}});
    const auto samples = samples_of(distribution);
    EXPECT_NEAR(percentile(samples, 0.5), 40, 1);
    EXPECT_NEAR(percentile(samples, 0.95), 120, 3);
    EXPECT_NEAR(mean_of(samples), to_seconds(distribution.mean()), 0.5);
}

TEST(Distribution, Exponential) {
    const auto distribution = Distribution::exponential({.mean = seconds{20}});
    const auto samples = samples_of(distribution);
    EXPECT_NEAR(mean_of(samples), 20, 0.3);
    EXPECT_NEAR(percentile(samples, 0.5), 20 * 0.6931, 0.3);
    EXPECT_EQ(distribution.mean(), seconds{20});
}

TEST(Distribution, EmpiricalGivesTheObservedValuesEquallyOften) {
    const auto distribution =
        Distribution::empirical({.values = {seconds{1}, seconds{2}, seconds{6}}});
    const auto samples = samples_of(distribution);
    EXPECT_NEAR(static_cast<double>(std::ranges::count(samples, 2.0)), kSamples / 3.0, 500);
    EXPECT_EQ(distribution.mean(), seconds{3});
}

TEST(Distribution, NeverExceedsTheLongestDuration) {
    const auto distribution = Distribution::lognormal({.median = Duration{1}, .p95 = kDurationMax});
    const auto samples = samples_of(distribution);
    EXPECT_LE(samples.back(), to_seconds(kDurationMax));
    EXPECT_EQ(distribution.mean(), kDurationMax);
}

TEST(Distribution, ReplaysWithTheSeed) {
    const auto distribution = Distribution::exponential({.mean = seconds{20}});
    Random first{9};
    Random second{9};
    for (int i = 0; i < 100; ++i) {
        ASSERT_EQ(distribution.sample(first), distribution.sample(second));
    }
}

}  // namespace
}  // namespace sosw::sim
