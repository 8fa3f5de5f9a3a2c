#include "gui/widgets/texts.hpp"

#include <gtest/gtest.h>

namespace sosw::gui {
namespace {

using namespace std::chrono_literals;

TEST(Texts, TimesAreShort) {
    EXPECT_EQ(short_time(0s), "0s");
    EXPECT_EQ(short_time(45s), "45s");
    EXPECT_EQ(short_time(1500ms), "1.5s");
    EXPECT_EQ(short_time(12min + 30s), "12m30s");
    EXPECT_EQ(short_time(65min), "1h05m");
    EXPECT_EQ(short_time(51h), "2d03h");
    EXPECT_EQ(short_time(-45s), "-45s");
}

TEST(Texts, NumbersKeepWhatTells) {
    EXPECT_EQ(short_number(50), "50");
    EXPECT_EQ(short_number(47.5), "47.5");
    EXPECT_EQ(short_number(0.125), "0.125");
    EXPECT_EQ(short_number(1'234'567), "1,234,567");
    EXPECT_EQ(short_number(-0.0001), "0");
}

TEST(Texts, CountsAreGrouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(-1'234), "-1,234");
}

TEST(Texts, SecondsGrowIntoMinutesAndHours) {
    EXPECT_EQ(short_seconds(0.42), "0.4 s");
    EXPECT_EQ(short_seconds(38.2), "38 s");
    EXPECT_EQ(short_seconds(252.0), "4m12s");
    EXPECT_EQ(short_seconds(10'020.0), "2h47m");
    EXPECT_EQ(short_seconds(std::nullopt), "\u2013");
}

TEST(Texts, TheClockIsThatOfTheSimulatedDay) {
    EXPECT_EQ(clock_time(from_epoch_seconds(1'772'438'400)), "08:00:00");
}

}  // namespace
}  // namespace sosw::gui
