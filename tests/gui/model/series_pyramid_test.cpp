#include "gui/model/series_pyramid.hpp"

#include <algorithm>
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace sosw::gui {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

Duration second(double seconds) { return from_seconds(seconds); }

/// Points at uneven times, some of them at one instant.
Course uneven(Random& random, std::size_t size) {
    Course points;
    Duration at{};
    for (std::size_t index = 0; index < size; ++index) {
        at += Duration{static_cast<std::int64_t>(
            random.chance(0.01) ? random.below(5'000'000) : random.below(1'000)
        )};
        points.push_back({.at = at, .value = random.normal(0, 10)});
    }
    return points;
}

struct Range {
    Duration from{};
    Duration to{};
};

Range some_range(Random& random, const Course& points) {
    const auto length = static_cast<std::uint64_t>(points.back().at.count()) + 2;
    const auto a = static_cast<std::int64_t>(random.below(length));
    const auto b = static_cast<std::int64_t>(random.below(length));
    return {.from = Duration{std::min(a, b)}, .to = Duration{std::max(a, b)}};
}

std::optional<SeriesPyramid::Extremes> naive_extremes(const Course& points, const Range& range) {
    std::optional<SeriesPyramid::Extremes> found;
    for (const CoursePoint& point : points) {
        if (point.at < range.from || point.at > range.to) {
            continue;
        }
        if (!found) {
            found = {.low = point, .high = point};
        }
        found->low = point.value < found->low.value ? point : found->low;
        found->high = point.value > found->high.value ? point : found->high;
    }
    return found;
}

TEST(SeriesPyramid, ExtremesAreThoseOfAllPoints) {
    Random random{11};
    const Course points = uneven(random, 20'000);
    const SeriesPyramid series = SeriesPyramid::of(points);
    for (int trial = 0; trial < 300; ++trial) {
        const Range range = some_range(random, points);
        const auto found = series.extremes(range.from, range.to);
        const auto expected = naive_extremes(points, range);
        ASSERT_EQ(found.has_value(), expected.has_value());
        if (found) {
            ASSERT_EQ(found->low, expected->low);
            ASSERT_EQ(found->high, expected->high);
        }
    }
}

TEST(SeriesPyramid, AWindowKeepsThePeaksOfEveryZoom) {
    Random random{12};
    const Course points = uneven(random, 20'000);
    const SeriesPyramid series = SeriesPyramid::of(points);
    for (int trial = 0; trial < 300; ++trial) {
        const Range range = some_range(random, points);
        const auto expected = naive_extremes(points, range);
        const Course drawn = series.window(range.from, range.to, 300);
        if (expected) {
            ASSERT_THAT(drawn, ::testing::Contains(expected->low));
            ASSERT_THAT(drawn, ::testing::Contains(expected->high));
        }
    }
}

TEST(SeriesPyramid, AWindowShowsNoValueMoreThanAColumnAwayFromItsTime) {
    Random random{13};
    const Course points = uneven(random, 20'000);
    const SeriesPyramid series = SeriesPyramid::of(points);
    const Range range{.from = Duration{}, .to = points.back().at};
    constexpr int kColumns = 200;
    const Duration width = range.to / kColumns;
    const Course drawn = series.window(range.from, range.to, kColumns);
    for (int column = 0; column < kColumns; ++column) {
        const auto expected = naive_extremes(
            points, {.from = column * width, .to = (column + 1) * width - Duration{1}}
        );
        if (!expected) {
            continue;
        }
        const auto near =
            naive_extremes(drawn, {.from = (column - 1) * width, .to = (column + 2) * width});
        ASSERT_TRUE(near.has_value());
        ASSERT_LE(near->low.value, expected->low.value);
        ASSERT_GE(near->high.value, expected->high.value);
    }
}

TEST(SeriesPyramid, AWindowIsInOrderOfTime) {
    Random random{14};
    const Course points = uneven(random, 20'000);
    const SeriesPyramid series = SeriesPyramid::of(points);
    for (int trial = 0; trial < 100; ++trial) {
        const Range range = some_range(random, points);
        const Course drawn = series.window(range.from, range.to, 300);
        ASSERT_TRUE(std::ranges::is_sorted(drawn, {}, &CoursePoint::at));
    }
}

TEST(SeriesPyramid, AWindowHasAtMostFourPointsPerColumnAndOneOnEitherSide) {
    Random random{15};
    const Course points = uneven(random, 50'000);
    const SeriesPyramid series = SeriesPyramid::of(points);
    const Course drawn = series.window(Duration{}, points.back().at, 100);
    EXPECT_LE(drawn.size(), 4u * 102u);
}

TEST(SeriesPyramid, AWindowBetweenTwoPointsHasBothSoThatALineCrossesIt) {
    const SeriesPyramid series =
        SeriesPyramid::of({{second(0), 1}, {second(10), 2}, {second(20), 3}});
    EXPECT_THAT(series.window(second(12), second(15), 100), SizeIs(2));
}

TEST(SeriesPyramid, OfFewPointsAllAreDrawn) {
    const Course points{{second(0), 1}, {second(1), 5}, {second(2), 3}};
    EXPECT_EQ(SeriesPyramid::of(points).window(second(0), second(2), 100), points);
}

TEST(SeriesPyramid, AnEmptySeriesHasNothingToDraw) {
    EXPECT_THAT(SeriesPyramid{}.window(second(0), second(1), 10), IsEmpty());
}

TEST(SeriesPyramid, AStepHoldsItsValue) {
    const SeriesPyramid series = SeriesPyramid::of({{second(1), 4}, {second(3), 2}});
    EXPECT_EQ(series.value_at(second(0.5)), std::nullopt);
    EXPECT_EQ(series.value_at(second(2.9)), 4);
    EXPECT_EQ(series.value_at(second(3)), 2);
}

TEST(SeriesPyramid, TheNearestPointMayBeOnEitherSide) {
    const SeriesPyramid series = SeriesPyramid::of({{second(1), 4}, {second(3), 2}});
    EXPECT_EQ(series.nearest(second(1.9))->value, 4);
    EXPECT_EQ(series.nearest(second(2.1))->value, 2);
}

TEST(SeriesPyramid, WhatWasPublishedStaysWhileTheSeriesGrows) {
    SeriesBuilder builder;
    for (int at = 0; at < 1'000; ++at) {
        builder.append({.at = second(at), .value = 1});
    }
    const SeriesPyramid before = builder.series();
    for (int at = 1'000; at < 5'000; ++at) {
        builder.append({.at = second(at), .value = 9});
    }
    EXPECT_EQ(before.extremes(second(0), second(9'999))->high.value, 1);
    EXPECT_EQ(builder.series().extremes(second(0), second(9'999))->high.value, 9);
}

}  // namespace
}  // namespace sosw::gui
