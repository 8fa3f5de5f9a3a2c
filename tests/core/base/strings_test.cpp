#include "core/base/strings.hpp"

#include <array>

#include <gtest/gtest.h>

namespace sosw {
namespace {

constexpr std::array<std::string_view, 4> kKnown = {"duration", "cooldown", "arn", "max_attempts"};

TEST(Join, PutsTheSeparatorBetweenPartsOnly) {
    EXPECT_EQ(join(std::vector<std::string>{"a", "", "c"}, ", "), "a, , c");
    EXPECT_EQ(join(std::vector<std::string>{"a"}, ", "), "a");
    EXPECT_EQ(join({}, ", "), "");
}

TEST(NearestSpelling, ForgivesSlipsOfThePen) {
    EXPECT_EQ(nearest_spelling("durration", kKnown), "duration");
    EXPECT_EQ(nearest_spelling("Duration", kKnown), "duration");
    EXPECT_EQ(nearest_spelling("max_atempt", kKnown), "max_attempts");
    EXPECT_EQ(nearest_spelling("ar", kKnown), "arn");
}

TEST(NearestSpelling, DoesNotGuessWildly) {
    EXPECT_EQ(nearest_spelling("timeout", kKnown), std::nullopt);
    EXPECT_EQ(nearest_spelling("art_n", kKnown), std::nullopt);
    EXPECT_EQ(nearest_spelling("duration", {}), std::nullopt);
}

TEST(NearestSpelling, PrefersTheNearestAndOfEqualsTheFirst) {
    constexpr std::array<std::string_view, 3> kLabels = {"label", "labels", "labours"};
    EXPECT_EQ(nearest_spelling("labelss", kLabels), "labels");
    constexpr std::array<std::string_view, 2> kColours = {"grey", "gray"};
    EXPECT_EQ(nearest_spelling("gruy", kColours), "grey");
}

TEST(DidYouMean, IsASentenceOrNothing) {
    EXPECT_EQ(did_you_mean("cooldwn", kKnown), " Did you mean \"cooldown\"?");
    EXPECT_EQ(did_you_mean("timeout", kKnown), "");
}

}  // namespace
}  // namespace sosw
