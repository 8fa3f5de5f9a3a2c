#include "gui/widgets/value_range.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::gui {
namespace {

TEST(ValueRange, CountsBeginAtZero) {
    const ValueRange range = ValueRange{.low = 3, .high = 97}.rounded();
    EXPECT_EQ(range.low, 0);
    EXPECT_GE(range.high, 97);
}

TEST(ValueRange, ValuesFarFromZeroDoNot) {
    const ValueRange range = ValueRange{.low = 1000, .high = 1010}.rounded();
    EXPECT_GT(range.low, 900);
    EXPECT_LE(range.low, 1000);
}

TEST(ValueRange, IsNeverEmpty) {
    const ValueRange range = ValueRange{.low = 0, .high = 0}.rounded();
    EXPECT_GT(range.span(), 0);
}

TEST(ValueRange, NegativeValuesHaveRoom) {
    const ValueRange range = ValueRange{.low = -5, .high = 5}.rounded();
    EXPECT_LT(range.low, -5);
    EXPECT_GT(range.high, 5);
}

TEST(ValueRange, TicksAreRoundAndWithin) {
    EXPECT_THAT(
        (ValueRange{.low = 0, .high = 100}.ticks(5)), ::testing::ElementsAre(0, 20, 40, 60, 80, 100)
    );
}

}  // namespace
}  // namespace sosw::gui
