#include "core/base/time.hpp"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw {
namespace {

using namespace std::chrono_literals;
using ::testing::Optional;

TEST(Duration, IsReadFromNumbersWithUnits) {
    EXPECT_THAT(parse_duration("90s"), Optional(Duration{90s}));
    EXPECT_THAT(parse_duration("2h"), Optional(Duration{2h}));
    EXPECT_THAT(parse_duration("1h30m"), Optional(Duration{90min}));
    EXPECT_THAT(parse_duration("800ms"), Optional(Duration{800ms}));
    EXPECT_THAT(parse_duration("250us"), Optional(Duration{250us}));
    EXPECT_THAT(parse_duration("1d"), Optional(Duration{24h}));
    EXPECT_THAT(parse_duration("0s"), Optional(Duration{0s}));
}

TEST(Duration, MayHaveAFractionRoundedToTheMicrosecond) {
    EXPECT_THAT(parse_duration("1.5h"), Optional(Duration{90min}));
    EXPECT_THAT(parse_duration("0.0000016s"), Optional(Duration{2us}));
    EXPECT_THAT(parse_duration("0.99999999d"), Optional(Duration{86'399'999'136us}));
}

TEST(Duration, IsNotReadFromAnythingElse) {
    for (const char* text :
         {"",
          "90",
          "s",
          "fast",
          "-5s",
          "+5s",
          " 5s",
          "5s ",
          "5 s",
          "5S",
          "1.s",
          ".5s",
          "1.5",
          "30m1h",
          "1m1m",
          "1..5s",
          "1e3s",
          "5sec"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(Duration, ThatDoesNotFit64BitsIsNotRead) {
    EXPECT_EQ(parse_duration("99999999999999999999s"), std::nullopt);
    EXPECT_EQ(parse_duration("9223372036854775807h"), std::nullopt);
    EXPECT_EQ(parse_duration("106751990d48h"), std::nullopt);
}

TEST(Duration, IsWrittenLargestUnitFirst) {
    EXPECT_EQ(format_duration(90min), "1h30m");
    EXPECT_EQ(format_duration(90ms), "90ms");
    EXPECT_EQ(format_duration(0s), "0s");
    EXPECT_EQ(format_duration(25h + 1us), "1d1h1us");
    EXPECT_EQ(format_duration(-90s), "-1m30s");
}

TEST(Duration, AsWrittenIsReadBack) {
    for (const Duration duration :
         {Duration{1},
          Duration{1'234'567'890'123},
          Duration{59'999'999},
          Duration{std::numeric_limits<std::int64_t>::max() / 2}}) {
        EXPECT_THAT(parse_duration(format_duration(duration)), Optional(duration));
    }
}

TEST(Duration, OfTheSmallestNumberIsWrittenToo) {
    EXPECT_EQ(format_duration(Duration::min()), "-106751991d4h54s775ms808us");
}

TEST(Duration, FromSecondsIsRoundedToTheNearestMicrosecond) {
    EXPECT_EQ(from_seconds(0.1), Duration{100ms});
    EXPECT_EQ(from_seconds(0.0000015), Duration{2us});
    EXPECT_EQ(from_seconds(-1.25), Duration{-1250ms});
}

TEST(Timestamp, IsReadFromIso8601) {
    const Timestamp eight = from_epoch_seconds(1'772'438'400);
    EXPECT_THAT(parse_timestamp("2026-03-02T08:00:00Z"), Optional(eight));
    EXPECT_THAT(parse_timestamp("2026-03-02T08:00:00.25Z"), Optional(eight + 250ms));
    EXPECT_THAT(parse_timestamp("2026-03-02T08:00:00.000001Z"), Optional(eight + 1us));
    EXPECT_THAT(parse_timestamp("2026-03-02T10:00:00+02:00"), Optional(eight));
    EXPECT_THAT(parse_timestamp("2026-03-02T02:30:00-05:30"), Optional(eight));
    EXPECT_THAT(parse_timestamp("2026-03-02"), Optional(eight - 8h));
    EXPECT_THAT(parse_timestamp("2024-02-29"), Optional(from_epoch_seconds(1'709'164'800)));
}

TEST(Timestamp, IsNotReadFromDatesThatDoNotExistNorFromOtherForms) {
    for (const char* text :
         {"",
          "2026-02-29",
          "2026-13-01",
          "2026-00-10",
          "2026-3-2",
          "26-03-02",
          "2026-03-02T08:00:00",
          "2026-03-02 08:00:00Z",
          "2026-03-02T24:00:00Z",
          "2026-03-02T08:60:00Z",
          "2026-03-02T08:00:60Z",
          "2026-03-02T08:00:00.1234567Z",
          "2026-03-02T08:00:00.Z",
          "2026-03-02T08:00:00Zx",
          "2026-03-02T08:00:00+0200",
          "2026-03-02T",
          "-026-03-02",
          "tomorrow"}) {
        EXPECT_EQ(parse_timestamp(text), std::nullopt) << text;
    }
}

TEST(Timestamp, IsWrittenWithAFractionOnlyWhereThereIsOne) {
    const Timestamp eight = from_epoch_seconds(1'772'438'400);
    EXPECT_EQ(format_timestamp(eight), "2026-03-02T08:00:00Z");
    EXPECT_EQ(format_timestamp(eight + 250ms), "2026-03-02T08:00:00.25Z");
    EXPECT_EQ(format_timestamp(eight + 1us), "2026-03-02T08:00:00.000001Z");
    EXPECT_EQ(format_timestamp(from_epoch_microseconds(-1)), "1969-12-31T23:59:59.999999Z");
}

TEST(Timestamp, AsWrittenIsReadBack) {
    for (const std::int64_t microseconds :
         {std::int64_t{0},
          std::int64_t{951'782'399'999'990},
          std::int64_t{4'102'444'800'000'000}}) {
        const Timestamp at = from_epoch_microseconds(microseconds);
        EXPECT_THAT(parse_timestamp(format_timestamp(at)), Optional(at));
    }
}

TEST(Timestamp, K10_CountsWholeSecondsRoundedTowardsZero) {
    EXPECT_EQ(epoch_seconds(from_epoch_microseconds(1'999'999)), 1);
    EXPECT_EQ(epoch_seconds(from_epoch_microseconds(-1'999'999)), -1);
}

TEST(Timestamp, AsNumberTextHasNoTrailingZeros) {
    EXPECT_EQ(epoch_seconds_text(from_epoch_microseconds(1'700'000'000'250'000)), "1700000000.25");
    EXPECT_EQ(epoch_seconds_text(from_epoch_seconds(1'700'000'000)), "1700000000");
    EXPECT_EQ(epoch_seconds_text(from_epoch_microseconds(1)), "0.000001");
    EXPECT_EQ(epoch_seconds_text(from_epoch_microseconds(-250'000)), "-0.25");
}

}  // namespace
}  // namespace sosw
