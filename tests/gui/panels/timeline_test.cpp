#include "gui/panels/timeline.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/gui/panels/tuning_desk.hpp"

namespace sosw::gui::test {
namespace {

using namespace std::chrono_literals;

constexpr int kGood = 3;

TEST(Timeline, ADraggedThresholdChangesTheConfiguration) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    EXPECT_NEAR(desk.threshold(kGood), 40, 1);
}

TEST(Timeline, ADraggedThresholdShowsTheRunBeforeAsAGhost) {
    TuningDesk desk;
    const RunId before = desk.snapshot().run->id;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    ASSERT_NE(desk.snapshot().ghost, nullptr);
    EXPECT_EQ(desk.snapshot().ghost->id, before);
    EXPECT_NE(desk.snapshot().run->id, before);
}

TEST(Timeline, AReleasedThresholdIsOneStepOfUndo) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    EXPECT_EQ(desk.count<command::SetThreshold>(), 1U);
}

TEST(Timeline, AThresholdIsToldWhileItIsDragged) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    EXPECT_GE(desk.count<command::DragThreshold>(), 2U);
}

TEST(Timeline, AThresholdThatIsOnlyClickedStaysWhereItIs) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(50));
    EXPECT_EQ(desk.count<command::SetThreshold>(), 0U);
    EXPECT_TRUE(desk.view.timeline.focused.has_value());
}

TEST(Timeline, AThresholdStopsAtItsNeighbour) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(5));
    EXPECT_GE(desk.threshold(kGood), desk.threshold(4));
    EXPECT_LT(desk.threshold(kGood), 50);
}

TEST(Timeline, ADoubleClickPutsAThresholdBack) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    desk.gui.double_click(desk.on_metric(desk.threshold(kGood)));
    EXPECT_EQ(desk.threshold(kGood), 50);
}

TEST(Timeline, ControlZTakesADragBack) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    desk.gui.chord(Key::LeftControl, Key::Z);
    EXPECT_EQ(desk.threshold(kGood), 50);
}

TEST(Timeline, ControlYDoesADragAgain) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    const double dragged = desk.threshold(kGood);
    desk.gui.chord(Key::LeftControl, Key::Z);
    desk.gui.chord(Key::LeftControl, Key::Y);
    EXPECT_EQ(desk.threshold(kGood), dragged);
}

TEST(Timeline, ArrowKeysNudgeTheFocusedThreshold) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(50));
    desk.gui.key(Key::Down);
    EXPECT_LT(desk.threshold(kGood), 50);
    EXPECT_GE(desk.threshold(kGood), 48);
}

TEST(Timeline, ShiftMakesTheNudgeTenTimesAsLarge) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(50));
    desk.gui.key(Key::Up);
    const double step = desk.threshold(kGood) - 50;
    desk.gui.chord(Key::LeftShift, Key::Up);
    EXPECT_NEAR(desk.threshold(kGood) - 50, step * 11, 1e-9);
}

TEST(Timeline, AKeyTakesThresholdsOneAfterTheOther) {
    TuningDesk desk;
    desk.gui.key(Key::T);
    const auto first = desk.view.timeline.focused;
    desk.gui.key(Key::T);
    ASSERT_TRUE(first && desk.view.timeline.focused);
    EXPECT_NE(*first, *desk.view.timeline.focused);
}

TEST(Timeline, AValueCanBeTypedIn) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(50));
    desk.gui.key(Key::Enter);
    desk.gui.frames(3);
    desk.gui.type("42.5");
    desk.gui.key(Key::Enter);
    EXPECT_EQ(desk.threshold(kGood), 42.5);
}

TEST(Timeline, EscapeLeavesTheFieldWithoutAChange) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(50));
    desk.gui.key(Key::Enter);
    desk.gui.frames(3);
    desk.gui.type("42.5");
    desk.gui.key(Key::Escape);
    desk.gui.frames(3);
    EXPECT_EQ(desk.threshold(kGood), 50);
    EXPECT_FALSE(desk.view.timeline.typed_for.has_value());
}

TEST(Timeline, TheWheelZoomsAndTheInstantAtTheMouseStays) {
    TuningDesk desk;
    const Spot spot = desk.on_metric(60);
    desk.gui.move(spot);
    const Duration before = desk.view.timeline.hover.value();
    desk.gui.wheel(spot, 3);
    EXPECT_LT(desk.view.timeline.axis.span(), 3h);
    EXPECT_NEAR(to_seconds(desk.view.timeline.hover.value()), to_seconds(before), 1);
}

TEST(Timeline, DraggingMovesTheTimeWithTheMouse) {
    TuningDesk desk;
    desk.gui.wheel(desk.on_metric(60), 5);
    const Duration before = desk.view.timeline.axis.from();
    const Spot spot = desk.on_metric(60);
    desk.gui.drag(spot, {spot.x - 100, spot.y});
    EXPECT_GT(desk.view.timeline.axis.from(), before);
}

TEST(Timeline, KeysZoomAndPan) {
    TuningDesk desk;
    desk.gui.hold(Key::W, 20);
    const Duration zoomed = desk.view.timeline.axis.span();
    EXPECT_LT(zoomed, 4h);
    const Duration from = desk.view.timeline.axis.from();
    desk.gui.hold(Key::D, 10);
    EXPECT_GT(desk.view.timeline.axis.from(), from);
    EXPECT_NEAR(to_seconds(desk.view.timeline.axis.span()), to_seconds(zoomed), 0.01);
}

TEST(Timeline, AKeyShowsEverythingAgain) {
    TuningDesk desk;
    desk.gui.wheel(desk.on_metric(60), 5);
    desk.gui.key(Key::F);
    EXPECT_TRUE(desk.view.timeline.axis.fits());
}

TEST(Timeline, DraggingWithShiftSelectsARange) {
    TuningDesk desk;
    const Spot spot = desk.on_metric(60);
    desk.gui.set_shift(true);
    desk.gui.drag(spot, {spot.x + 200, spot.y});
    desk.gui.set_shift(false);
    ASSERT_TRUE(desk.snapshot().range.has_value());
    EXPECT_GT(desk.snapshot().range->to - desk.snapshot().range->from, 10min);
}

TEST(Timeline, EscapeLetsGoOfTheRange) {
    TuningDesk desk;
    const Spot spot = desk.on_metric(60);
    desk.gui.set_shift(true);
    desk.gui.drag(spot, {spot.x + 200, spot.y});
    desk.gui.set_shift(false);
    desk.gui.key(Key::Escape);
    EXPECT_FALSE(desk.snapshot().range.has_value());
}

TEST(Timeline, AClickSelectsTheDecisionInForceThere) {
    TuningDesk desk;
    const Spot spot = desk.on_metric(60);
    desk.gui.click(spot);
    ASSERT_TRUE(desk.view.selection.decision.has_value());
    const Duration clicked = desk.snapshot().moment->at;
    EXPECT_LE(*desk.view.selection.decision, clicked);
    EXPECT_GT(*desk.view.selection.decision, clicked - 2min);
}

TEST(Timeline, ArrowKeysStepFromDecisionToDecision) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(60));
    const Duration before = desk.view.selection.decision.value();
    desk.gui.key(Key::Right);
    EXPECT_EQ(desk.view.selection.decision.value(), before + 1min);
    desk.gui.key(Key::Left);
    EXPECT_EQ(desk.view.selection.decision.value(), before);
}

TEST(Timeline, AClickPutsTheCursorAndEndTakesItBack) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(60));
    EXPECT_FALSE(desk.snapshot().moment->follows);
    desk.gui.key(Key::End);
    EXPECT_TRUE(desk.snapshot().moment->follows);
}

TEST(Timeline, AClickOnALabourersNameFoldsItsTracks) {
    TuningDesk desk;
    const TimelineView::Place place = desk.view.timeline.metric_places.front();
    const Spot name{place.box.left - 100, place.box.top - 15};
    desk.gui.click(name);
    EXPECT_TRUE(desk.view.timeline.metric_places.empty());
    desk.gui.click(name);
    EXPECT_FALSE(desk.view.timeline.metric_places.empty());
}

}  // namespace
}  // namespace sosw::gui::test
