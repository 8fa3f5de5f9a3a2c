#include <gtest/gtest.h>

#include "sim/fuzz/run_case.hpp"
#include "sim/fuzz/scenario_generator.hpp"

// Random small worlds: whatever features and faults come together, no invariant breaks.

namespace sosw::sim {
namespace {

class FuzzSeeds : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FuzzSeeds, BreakNoInvariant) {
    constexpr std::uint64_t kSeeds = 25;
    for (std::uint64_t seed = GetParam(); seed < GetParam() + kSeeds; ++seed) {
        const FuzzResult result = run_case(make_case(seed), {.twice = seed % 10 == 0});
        EXPECT_FALSE(result.failed()) << seed << ": " << result.failure << ": " << result.message;
        EXPECT_TRUE(result.drained) << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(FromOn, FuzzSeeds, testing::Values(100'001, 100'026, 100'051, 100'076));

}  // namespace
}  // namespace sosw::sim
