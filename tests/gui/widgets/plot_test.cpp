#include "gui/widgets/plot.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/widgets/threshold_line.hpp"
#include "tests/gui/support/headless.hpp"

namespace sosw::gui {
namespace {

using namespace std::chrono_literals;

SeriesPyramid zigzag(std::size_t points) {
    Course course;
    for (std::size_t index = 0; index < points; ++index) {
        course.push_back(
            {.at = Duration{static_cast<std::int64_t>(index)}, .value = index % 2 == 0 ? 0.0 : 1.0}
        );
    }
    return SeriesPyramid::of(course);
}

std::vector<int> statuses(const std::vector<FeelingBand>& bands) {
    std::vector<int> all;
    for (const FeelingBand& band : bands) {
        all.push_back(band.status);
    }
    return all;
}

TEST(Plot, PlacesComeBackAsTheyWere) {
    TimeAxis axis;
    axis.set_length(1h);
    const Plot plot{.box = {100, 10, 700, 110}, .axis = axis, .values = {.low = 0, .high = 50}};
    EXPECT_EQ(plot.time_at(plot.x(15min)), 15min);
    EXPECT_NEAR(plot.value_at(plot.y(20)), 20, 1e-4);
}

TEST(Plot, BandsFollowTheComparison) {
    const std::vector<FeelingLine> low{{.status = 4, .target = 25}, {.status = 3, .target = 50}};
    EXPECT_THAT(
        statuses(feeling_bands(low, "<=", {.low = 0, .high = 100})), ::testing::ElementsAre(4, 3, 0)
    );
    const std::vector<FeelingLine> high{{.status = 4, .target = 50}, {.status = 3, .target = 25}};
    EXPECT_THAT(
        statuses(feeling_bands(high, ">=", {.low = 0, .high = 100})),
        ::testing::ElementsAre(0, 3, 4)
    );
}

TEST(Plot, AMillionPointsCostNoMoreCornersThanTheBoxIsWide) {
    test::Headless gui;
    const SeriesPyramid series = zigzag(1'000'000);
    TimeAxis axis;
    axis.set_length(1s);
    gui.draw = [&] {
        gui.window("plot", [&] {
            const Plot plot{.box = {0, 0, 1500, 200}, .axis = axis, .values = {}};
            draw_line(plot, series, {.colour = 0xffffffff, .width = 1});
            draw_filled_steps(plot, series, 0xffffffff, 1s);
        });
    };
    gui.frames(2);
    EXPECT_LT(gui.corners(), 60'000);
    EXPECT_GT(gui.corners(), 3'000);
}

TEST(ThresholdLine, IsTakenHoldOfWithinReachOnly) {
    TimeAxis axis;
    const Plot plot{.box = {0, 0, 100, 100}, .axis = axis, .values = {.low = 0, .high = 100}};
    const Theme theme = make_theme(Shade::Dark, 1);
    const std::vector<ThresholdLine> lines{{.value = 50}, {.value = 44}};
    EXPECT_EQ(threshold_at(theme, plot, lines, {50, 51}), 0U);
    EXPECT_EQ(threshold_at(theme, plot, lines, {50, 55}), 1U);
    EXPECT_EQ(threshold_at(theme, plot, lines, {50, 20}), std::nullopt);
    EXPECT_EQ(threshold_at(theme, plot, lines, {200, 50}), std::nullopt);
}

TEST(ThresholdLine, ValuesAreRoundedToWhatAPixelTells) {
    TimeAxis axis;
    const Plot plot{.box = {0, 0, 100, 100}, .axis = axis, .values = {.low = 0, .high = 100}};
    EXPECT_EQ(rounded_for(plot, 41.37), 41);
    const Plot fine{.box = {0, 0, 100, 100}, .axis = axis, .values = {.low = 0, .high = 1}};
    EXPECT_EQ(rounded_for(fine, 0.4137), 0.41);
}

}  // namespace
}  // namespace sosw::gui
