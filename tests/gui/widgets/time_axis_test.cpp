#include "gui/widgets/time_axis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sosw::gui {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

TEST(TimeAxis, ZoomKeepsTheInstantAtTheMouse) {
    TimeAxis axis;
    axis.set_length(4h);
    const Duration before = axis.at(0.25);
    axis.zoom(0.25, 0.5);
    EXPECT_EQ(axis.at(0.25), before);
    EXPECT_EQ(axis.span(), 2h);
}

TEST(TimeAxis, NeverLeavesTheRun) {
    TimeAxis axis;
    axis.set_length(4h);
    axis.zoom(0.5, 0.5);
    axis.pan(5);
    EXPECT_EQ(axis.to(), 4h);
    axis.pan(-9);
    EXPECT_EQ(axis.from(), 0h);
    axis.zoom(0.5, 100);
    EXPECT_TRUE(axis.fits());
}

TEST(TimeAxis, NeverBecomesEmpty) {
    TimeAxis axis;
    axis.set_length(4h);
    axis.zoom(0.5, 1e-12);
    EXPECT_EQ(axis.span(), 100ms);
}

TEST(TimeAxis, WhatWasFittedStaysFitted) {
    TimeAxis axis;
    axis.set_length(1h);
    axis.fit();
    axis.set_length(3h);
    EXPECT_EQ(axis.to(), 3h);
}

TEST(TimeAxis, WhatWasZoomedStaysWhereItWas) {
    TimeAxis axis;
    axis.set_length(1h);
    axis.show(10min, 20min);
    axis.set_length(3h);
    EXPECT_EQ(axis.from(), 10min);
    EXPECT_EQ(axis.to(), 20min);
}

TEST(TimeAxis, TicksAreRound) {
    TimeAxis axis;
    axis.set_length(4h);
    EXPECT_THAT(axis.ticks(4), ElementsAre(0h, 1h, 2h, 3h, 4h));
    axis.show(61min, 64min);
    EXPECT_THAT(axis.ticks(4), ElementsAre(61min, 62min, 63min, 64min));
}

}  // namespace
}  // namespace sosw::gui
