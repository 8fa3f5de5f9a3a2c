#include "core/base/random.hpp"

#include <array>
#include <cmath>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace sosw {
namespace {

std::vector<std::uint64_t> draw(Random random, std::size_t count) {
    std::vector<std::uint64_t> numbers(count);
    for (std::uint64_t& number : numbers) {
        number = random.next();
    }
    return numbers;
}

TEST(Random, DrawsTheSameNumbersFromTheSameSeed) {
    EXPECT_EQ(draw(Random{7}, 10), draw(Random{7}, 10));
    EXPECT_NE(draw(Random{7}, 10), draw(Random{8}, 10));
}

TEST(Random, DrawsWhatTheReferenceImplementationDraws) {
    // xoshiro256** with its state filled by splitmix64 from seed 0, whose first output is
    // 0xe220a8397b1dcdaf.
    Random random{0};
    EXPECT_EQ(random.next(), 0x99ec5f36cb75f2b4U);
    EXPECT_EQ(random.next(), 0xbf6e1f784956452aU);
    EXPECT_EQ(random.next(), 0x1a5f849d4933e6e0U);
}

TEST(Random, ForksByNameWhateverWasDrawnBefore) {
    const Random fresh{42};
    Random used{42};
    used.next();
    used.normal();
    EXPECT_EQ(draw(fresh.fork("arrivals"), 5), draw(used.fork("arrivals"), 5));
    EXPECT_NE(draw(fresh.fork("arrivals"), 5), draw(fresh.fork("faults"), 5));
    EXPECT_NE(draw(fresh.fork("arrivals"), 5), draw(fresh, 5));
    EXPECT_NE(draw(fresh.fork("a").fork("b"), 5), draw(fresh.fork("b").fork("a"), 5));
}

TEST(Random, UniformStaysBelowOneAndAveragesAHalf) {
    Random random{1};
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double drawn = random.uniform();
        ASSERT_GE(drawn, 0);
        ASSERT_LT(drawn, 1);
        sum += drawn;
    }
    EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
}

TEST(Random, BelowGivesEachNumberItsShare) {
    Random random{2};
    std::array<int, 7> counts{};
    for (int i = 0; i < 70'000; ++i) {
        ++counts.at(random.below(7));
    }
    for (const int count : counts) {
        EXPECT_NEAR(count, 10'000, 500);
    }
    EXPECT_EQ(random.below(1), 0U);
}

TEST(RandomDeathTest, BelowNothingIsABug) { EXPECT_DEATH(Random{1}.below(0), "bound > 0"); }

TEST(Random, CertainChancesDrawNothing) {
    Random random{3};
    EXPECT_FALSE(random.chance(0));
    EXPECT_TRUE(random.chance(1));
    EXPECT_FALSE(random.chance(std::nan("")));
    EXPECT_EQ(random.next(), Random{3}.next());
}

TEST(Random, ChanceComesTrueAsOftenAsItsProbability) {
    Random random{4};
    int hits = 0;
    for (int i = 0; i < 100'000; ++i) {
        hits += random.chance(0.3) ? 1 : 0;
    }
    EXPECT_NEAR(hits, 30'000, 800);
}

TEST(Random, ExponentialHasItsMean) {
    Random random{5};
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double drawn = random.exponential(4);
        ASSERT_GE(drawn, 0);
        sum += drawn;
    }
    EXPECT_NEAR(sum / 100'000, 4, 0.1);
}

TEST(Random, NormalHasItsMeanAndDeviation) {
    Random random{6};
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double drawn = random.normal(10, 2);
        sum += drawn;
        squares += (drawn - 10) * (drawn - 10);
    }
    EXPECT_NEAR(sum / 100'000, 10, 0.05);
    EXPECT_NEAR(std::sqrt(squares / 100'000), 2, 0.05);
}

TEST(Random, UuidsAreOfVersionFourAndDiffer) {
    Random random{7};
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        const std::string uuid = random.uuid_hex();
        ASSERT_EQ(uuid.size(), 32U);
        ASSERT_EQ(uuid.find_first_not_of("0123456789abcdef"), std::string::npos);
        ASSERT_EQ(uuid[12], '4');
        ASSERT_NE(std::string{"89ab"}.find(uuid[16]), std::string::npos);
        seen.insert(uuid);
    }
    EXPECT_EQ(seen.size(), 1'000U);
}

}  // namespace
}  // namespace sosw
