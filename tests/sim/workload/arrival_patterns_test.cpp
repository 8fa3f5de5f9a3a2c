// Arrivals against theory, by fixed seeds: counts, their variance, and where in time they fall.

#include "sim/workload/arrival_patterns.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Timestamp kMonday = *parse_timestamp("2026-03-02T00:00:00Z");

template <typename Times>
std::vector<Duration> all(Times times) {
    std::vector<Duration> arrivals;
    while (const auto at = times.next()) {
        arrivals.push_back(*at);
    }
    return arrivals;
}

/// How many of `arrivals` there are in each window.
std::vector<double> counts(
    const std::vector<Duration>& arrivals, Duration window, std::size_t windows
) {
    std::vector<double> counts(windows);
    for (const Duration at : arrivals) {
        counts.at(static_cast<std::size_t>(at / window)) += 1;
    }
    return counts;
}

/// Variance over mean: 1 for a Poisson process, more for bursts.
double index_of_dispersion(const std::vector<double>& counts) {
    double sum = 0;
    double squares = 0;
    for (const double count : counts) {
        sum += count;
        squares += count * count;
    }
    const double mean = sum / static_cast<double>(counts.size());
    return (squares / static_cast<double>(counts.size()) - mean * mean) / mean;
}

std::vector<Duration> diurnal(const DiurnalArrivals& pattern, Timestamp start, Duration length) {
    return all(DiurnalTimes{pattern, start, {.end = length}, Random{7}});
}

TEST(DiurnalTimes, EachHourOfTheDayHasItsShare) {
    constexpr int kDays = 200;
    const DiurnalArrivals pattern{.rate_per_second = 0.02, .amplitude = 0.8, .peak = hours{20}};

    std::vector<double> by_hour(24);
    for (const Duration at : diurnal(pattern, kMonday, days{kDays})) {
        by_hour.at(static_cast<std::size_t>(at % days{1} / hours{1})) += 1;
    }

    double chi_square = 0;
    for (int hour = 0; hour < 24; ++hour) {
        // The mean of the cosine over the hour, by its integral.
        const double pi = std::acos(-1);
        const auto angle = [&](int h) { return 2 * pi * (h - 20) / 24; };
        const double cosine = (std::sin(angle(hour + 1)) - std::sin(angle(hour))) / (2 * pi / 24);
        const double expected = 0.02 * 3600 * kDays * (1 + 0.8 * cosine);
        const double deviation = by_hour[static_cast<std::size_t>(hour)] - expected;
        chi_square += deviation * deviation / expected;
    }
    // 99.9 % of the chi-square values with 24 degrees of freedom are below this.
    EXPECT_LT(chi_square, 51.2);
}

TEST(DiurnalTimes, TheRushIsAtThePeakInUtcWhereverTheScenarioBegins) {
    const DiurnalArrivals pattern{.rate_per_second = 1, .amplitude = 1, .peak = hours{3}};
    const Timestamp afternoon = kMonday + hours{15};

    const auto by_hour = counts(diurnal(pattern, afternoon, days{1}), hours{1}, 24);

    const auto busiest = std::ranges::max_element(by_hour) - by_hour.begin();
    EXPECT_TRUE(busiest == 11 || busiest == 12) << busiest;
    EXPECT_LT(by_hour[23], 200);
}

TEST(DiurnalTimes, WeekdaysHaveTheirFactors) {
    const DiurnalArrivals pattern{
        .rate_per_second = 0.05, .amplitude = 0.5, .weekdays = {1, 1, 2, 1, 1, 0, 0.25}};

    const auto by_day = counts(diurnal(pattern, kMonday, days{7}), days{1}, 7);

    const double day = 0.05 * 86'400;
    EXPECT_NEAR(by_day[0], day, 4 * std::sqrt(day));
    EXPECT_NEAR(by_day[2], 2 * day, 4 * std::sqrt(2 * day));
    EXPECT_EQ(by_day[5], 0);
    EXPECT_NEAR(by_day[6], day / 4, 4 * std::sqrt(day / 4));
}

TEST(DiurnalTimes, WithoutAmplitudeIsPoisson) {
    const DiurnalArrivals pattern{.rate_per_second = 0.1, .amplitude = 0};

    const auto by_minute = counts(diurnal(pattern, kMonday, days{4}), minutes{1}, 4 * 1440);

    EXPECT_NEAR(index_of_dispersion(by_minute), 1, 4 * std::sqrt(2.0 / (4 * 1440)));
}

TEST(DiurnalTimes, ARateOfZeroEnds) {
    EXPECT_TRUE(diurnal({.rate_per_second = 0}, kMonday, days{3660}).empty());
}

TEST(DiurnalTimes, RatesFarBelowOneADayAreKept) {
    const double a_month = 1.0 / (30 * 86'400);
    const auto arrivals =
        diurnal({.rate_per_second = a_month, .amplitude = 0.9}, kMonday, days{3600});
    EXPECT_NEAR(static_cast<double>(arrivals.size()), 120, 4 * std::sqrt(120));
}

TEST(BurstTimes, ComeEachTimeInFullAndWithinTheirSpread) {
    const BurstArrivals pattern{
        .every = hours{1},
        .jitter = minutes{5},
        .size = CountDistribution::constant(50),
        .spread = minutes{10}};

    const auto arrivals = all(BurstTimes{pattern, {.end = days{1}}, Random{7}});

    EXPECT_TRUE(std::ranges::is_sorted(arrivals));
    EXPECT_EQ(counts(arrivals, hours{1}, 24), std::vector<double>(24, 50));
    EXPECT_TRUE(std::ranges::all_of(arrivals, [](Duration at) {
        return at % hours{1} <= minutes{15};
    }));
}

TEST(BurstTimes, WithoutSpreadAreAtOneInstant) {
    const BurstArrivals pattern{.every = minutes{10}, .size = CountDistribution::constant(3)};

    const auto arrivals =
        all(BurstTimes{pattern, {.start = minutes{1}, .end = minutes{12}}, Random{7}});

    const std::vector<Duration> expected{
        minutes{1}, minutes{1}, minutes{1}, minutes{11}, minutes{11}, minutes{11}};
    EXPECT_EQ(arrivals, expected);
}

TEST(BurstTimes, SpreadIsUniform) {
    const BurstArrivals pattern{
        .every = hours{1}, .size = CountDistribution::constant(20'000), .spread = minutes{10}};

    const auto by_minute =
        counts(all(BurstTimes{pattern, {.end = hours{1}}, Random{3}}), minutes{1}, 10);

    double chi_square = 0;
    for (const double count : by_minute) {
        chi_square += (count - 2000) * (count - 2000) / 2000;
    }
    EXPECT_LT(chi_square, 27.9);  // 99.9 % at 9 degrees of freedom.
}

TEST(BurstTimes, SizesMayVaryAndBeZero) {
    const BurstArrivals pattern{
        .every = hours{1}, .size = CountDistribution::empirical({.values = {0, 10}})};

    const auto by_hour =
        counts(all(BurstTimes{pattern, {.end = hours{400}}, Random{5}}), hours{1}, 400);

    const auto empty = std::ranges::count(by_hour, 0);
    EXPECT_NEAR(static_cast<double>(empty), 200, 40);
    EXPECT_EQ(std::ranges::count(by_hour, 10), 400 - empty);
}

TEST(OnOffTimes, HaveTheMeanRateOfBothStates) {
    const OnOffArrivals pattern{
        .on = {.mean = minutes{5}, .rate_per_second = 1},
        .off = {.mean = minutes{15}, .rate_per_second = 0.1}};

    const auto arrivals = all(OnOffTimes{pattern, {.end = days{60}}, Random{7}});

    const double mean = (0.25 * 1 + 0.75 * 0.1) * 60 * 86'400;
    EXPECT_NEAR(static_cast<double>(arrivals.size()) / mean, 1, 0.05);
    EXPECT_TRUE(std::ranges::is_sorted(arrivals));
}

TEST(OnOffTimes, AreBurstierThanPoisson) {
    const OnOffArrivals pattern{
        .on = {.mean = minutes{5}, .rate_per_second = 1},
        .off = {.mean = minutes{15}, .rate_per_second = 0}};

    const auto by_minute =
        counts(all(OnOffTimes{pattern, {.end = days{10}}, Random{7}}), minutes{1}, 14'400);

    // Theory: 1 + 2 a b (λ1 − λ2)² / ((a + b)² (a λ2 + b λ1)) · (1 − (1 − e^(−(a+b)t)) / ((a+b)t)),
    // with a = 1/300 s (on → off), b = 1/900 s, t = 60 s.
    const double a = 1.0 / 300;
    const double b = 1.0 / 900;
    const double s = a + b;
    const double expected = 1 + 2 * a * b / (s * s * b) * (1 - (1 - std::exp(-s * 60)) / (s * 60));
    EXPECT_NEAR(index_of_dispersion(by_minute) / expected, 1, 0.1);
    EXPECT_GT(index_of_dispersion(by_minute), 10);
}

TEST(OnOffTimes, TwoEqualRatesArePoisson) {
    const OnOffArrivals::State state{.mean = minutes{5}, .rate_per_second = 0.2};

    const auto by_minute = counts(
        all(OnOffTimes{{.on = state, .off = state}, {.end = days{5}}, Random{7}}), minutes{1}, 7200
    );

    EXPECT_NEAR(index_of_dispersion(by_minute), 1, 4 * std::sqrt(2.0 / 7200));
}

TEST(NextOfUniformPlaces, TheFirstOfManyIsTheSmallest) {
    Random random{1};
    double sum = 0;
    constexpr int kDraws = 20'000;
    for (int i = 0; i < kDraws; ++i) {
        sum += next_of_uniform_places(0, 9, random);
    }
    EXPECT_NEAR(sum / kDraws, 0.1, 0.003);
}

TEST(CountDistribution, StaysInItsRange) {
    Random random{1};
    const auto uniform = CountDistribution::uniform({.min = 3, .max = 5});
    const auto normal = CountDistribution::normal({.mean = 1, .stddev = 5});
    for (int i = 0; i < 1000; ++i) {
        const std::int64_t drawn = uniform.sample(random);
        EXPECT_TRUE(drawn >= 3 && drawn <= 5) << drawn;
        EXPECT_GE(normal.sample(random), 0);
    }
}

}  // namespace
}  // namespace sosw::sim
