#include "sim/workload/phase_arrivals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

WorkloadPhase phase(Duration duration, double rate, double ramp_to, Arrivals arrivals) {
    return {
        .duration = duration,
        .rate_per_second = rate,
        .ramp_to_per_second = ramp_to,
        .arrivals = arrivals,
    };
}

std::vector<Duration> all_arrivals(
    const Workload& workload, Duration duration, std::uint64_t seed = 1
) {
    PhaseArrivals stream{workload, duration, Random{seed}};
    std::vector<Duration> arrivals;
    while (const auto at = stream.next()) {
        arrivals.push_back(*at);
    }
    return arrivals;
}

TEST(PhaseArrivals, EvenArrivalsKeepTheirDistance) {
    const Workload workload{
        .labourer = "worker", .phases = {phase(minutes{1}, 0.1, 0.1, Arrivals::Even)}};

    const std::vector<Duration> expected{
        seconds{5}, seconds{15}, seconds{25}, seconds{35}, seconds{45}, seconds{55}};
    EXPECT_EQ(all_arrivals(workload, hours{1}), expected);
}

TEST(PhaseArrivals, PhasesFollowEachOtherFromTheWorkloadsStart) {
    const Workload workload{
        .labourer = "worker",
        .start = minutes{10},
        .phases = {
            phase(minutes{1}, 1.0 / 60, 1.0 / 60, Arrivals::Even),
            phase(minutes{1}, 0, 0, Arrivals::Even),
            phase(minutes{1}, 1.0 / 60, 1.0 / 60, Arrivals::Even)}};

    const std::vector<Duration> expected{minutes{10} + seconds{30}, minutes{12} + seconds{30}};
    EXPECT_EQ(all_arrivals(workload, hours{1}), expected);
}

TEST(PhaseArrivals, RepeatedPhasesGoOnUntilTheScenarioEnds) {
    const Workload workload{
        .labourer = "worker",
        .phases = {phase(minutes{1}, 1.0 / 60, 1.0 / 60, Arrivals::Even)},
        .repeat = true};

    const auto arrivals = all_arrivals(workload, minutes{10});

    ASSERT_EQ(arrivals.size(), 10U);
    EXPECT_EQ(arrivals.back(), minutes{9} + seconds{30});
}

TEST(PhaseArrivals, NothingArrivesAtOrAfterTheEnd) {
    const Workload workload{
        .labourer = "worker", .phases = {phase(hours{1}, 1, 1, Arrivals::Even)}};

    EXPECT_EQ(all_arrivals(workload, seconds{10} + Duration{500'000}).size(), 10U);
}

TEST(PhaseArrivals, RepetitionWithoutAnyLengthEnds) {
    const Workload workload{
        .labourer = "worker",
        .phases = {phase(Duration{0}, 1, 1, Arrivals::Poisson)},
        .repeat = true};

    EXPECT_TRUE(all_arrivals(workload, hours{1}).empty());
}

/// Counts of a Poisson process vary with the root of their mean.
TEST(PhaseArrivals, PoissonCountsAreThoseOfTheRateOverManySeeds) {
    const Workload workload{
        .labourer = "worker", .phases = {phase(hours{1}, 0.05, 0.05, Arrivals::Poisson)}};
    constexpr int kSeeds = 400;
    const double mean = 0.05 * 3600;

    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < kSeeds; ++seed) {
        const auto count = static_cast<double>(
            all_arrivals(workload, hours{1}, static_cast<std::uint64_t>(seed)).size()
        );
        sum += count;
        squares += (count - mean) * (count - mean);
    }

    EXPECT_NEAR(sum / kSeeds, mean, 4 * std::sqrt(mean / kSeeds));
    EXPECT_NEAR(squares / kSeeds / mean, 1, 0.3);
}

TEST(PhaseArrivals, ARampPutsThreeQuartersIntoItsBusierHalf) {
    for (const Arrivals arrivals : {Arrivals::Poisson, Arrivals::Even}) {
        const Workload up{.labourer = "worker", .phases = {phase(hours{1}, 0, 10, arrivals)}};
        const Workload down{.labourer = "worker", .phases = {phase(hours{1}, 10, 0, arrivals)}};

        const auto rising = all_arrivals(up, hours{1});
        const auto falling = all_arrivals(down, hours{1});

        const auto in_first_half = [](const std::vector<Duration>& all) {
            const auto count =
                std::ranges::count_if(all, [](Duration at) { return at < minutes{30}; });
            return static_cast<double>(count) / static_cast<double>(all.size());
        };
        EXPECT_NEAR(static_cast<double>(rising.size()), 18'000, 4 * std::sqrt(18'000));
        EXPECT_NEAR(static_cast<double>(falling.size()), 18'000, 4 * std::sqrt(18'000));
        EXPECT_NEAR(in_first_half(rising), 0.25, 0.02);
        EXPECT_NEAR(in_first_half(falling), 0.75, 0.02);
    }
}

/// Far below one a second the ramp is followed as exactly: counts of each tenth of it, summed over
/// many seeds, against the integral of the rate.
TEST(PhaseArrivals, ARampFarBelowOneASecondPutsIntoEachTenthWhatItsRateSays) {
    constexpr int kSeeds = 2000;
    constexpr double kFrom = 2.0 / 3600;
    constexpr double kTo = 20.0 / 3600;
    const Workload workload{
        .labourer = "worker", .phases = {phase(hours{1}, kFrom, kTo, Arrivals::Poisson)}};

    std::array<double, 10> counts{};
    for (int seed = 0; seed < kSeeds; ++seed) {
        for (const Duration at :
             all_arrivals(workload, hours{1}, static_cast<std::uint64_t>(seed))) {
            counts.at(static_cast<std::size_t>(at / minutes{6})) += 1;
        }
    }

    double chi_square = 0;
    for (std::size_t tenth = 0; tenth < counts.size(); ++tenth) {
        const double middle = (static_cast<double>(tenth) + 0.5) / 10;
        const double expected = (kFrom + (kTo - kFrom) * middle) * 360 * kSeeds;
        chi_square += (counts.at(tenth) - expected) * (counts.at(tenth) - expected) / expected;
    }
    EXPECT_LT(chi_square, 29.6);  // 99.9 % at 10 degrees of freedom.
}

TEST(PhaseArrivals, ArrivalsNeverGoBackInTime) {
    const Workload workload{
        .labourer = "worker",
        .phases =
            {phase(minutes{7}, 0.2, 3, Arrivals::Poisson), phase(minutes{5}, 3, 0, Arrivals::Even)},
        .repeat = true};

    const auto arrivals = all_arrivals(workload, hours{3}, 11);

    EXPECT_GT(arrivals.size(), 1000U);
    EXPECT_TRUE(std::ranges::is_sorted(arrivals));
    EXPECT_LT(arrivals.back(), hours{3});
}

}  // namespace
}  // namespace sosw::sim
