#include "gui/panels/dashboard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/panels/help.hpp"
#include "tests/gui/panels/tuning_desk.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::gui::test {
namespace {

using sosw::test::TemporaryFolder;

TEST(Dashboard, AChangeBringsTheOtherFutureToTheFront) {
    TuningDesk desk;
    desk.view.side_wanted = SideTab::Decision;
    desk.gui.frames(3);
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    desk.gui.frames(2);
    EXPECT_EQ(desk.view.side, SideTab::Compare);
}

TEST(Dashboard, AClickInTheTimelineBringsTheDecisionToTheFront) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(60));
    desk.gui.frames(2);
    EXPECT_EQ(desk.view.side, SideTab::Decision);
}

TEST(Dashboard, ControlAndADigitBringPanelsToTheFront) {
    TuningDesk desk;
    desk.gui.chord(Key::LeftControl, static_cast<Key>(31));  // 2
    desk.gui.frames(2);
    EXPECT_EQ(desk.view.lower, LowerTab::Greenfield);
    desk.gui.chord(Key::LeftControl, static_cast<Key>(38));  // 9
    desk.gui.frames(2);
    EXPECT_EQ(desk.view.side, SideTab::Export);
}

TEST(Dashboard, AClickOnADotShowsTheTask) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(60));
    desk.view.lower_wanted = LowerTab::Greenfield;
    desk.gui.frames(3);
    ASSERT_FALSE(desk.view.greenfield.dots.empty());
    desk.gui.click(desk.view.greenfield.dots.front().at);
    ASSERT_NE(desk.snapshot().task, nullptr);
    EXPECT_EQ(desk.snapshot().task->task, desk.view.greenfield.hovered.value());
}

TEST(Dashboard, AskingForTheExportShowsWhatChanged) {
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    desk.view.side_wanted = SideTab::Export;
    desk.gui.frames(3);
    ASSERT_NE(desk.snapshot().exported, nullptr);
    EXPECT_FALSE(desk.snapshot().exported->documents.empty());
}

TEST(Dashboard, TheTunedConfigurationIsWritten) {
    const TemporaryFolder folder;
    TuningDesk desk;
    desk.gui.drag(desk.on_metric(50), desk.on_metric(40));
    desk.view.exporter.config_path = folder.path("tuned.json");
    desk.gui.draw = [&] {
        Commands commands;
        const auto now = desk.studio.snapshot();
        desk.gui.window("export", [&] {
            draw_exporter(desk.gui.theme, *now, desk.view.exporter, commands);
        });
        desk.studio.handle_all(commands.take());
        desk.studio.work_until_idle();
    };
    desk.gui.frames(2);
    desk.gui.activate("export", {"Configuration", "Configuration"});
    EXPECT_THAT(sosw::test::read_file(folder.path("tuned.json")), ::testing::HasSubstr("\"3\": 4"));
}

TEST(Dashboard, F1ShowsAndHidesTheKeys) {
    TuningDesk desk;
    desk.gui.key(Key::F1);
    EXPECT_TRUE(desk.view.help);
    desk.gui.key(Key::F1);
    EXPECT_FALSE(desk.view.help);
}

TEST(Dashboard, KeysAreNotTakenFromAFieldThatIsBeingWritten) {
    TuningDesk desk;
    desk.gui.click(desk.on_metric(50));
    desk.gui.key(Key::Enter);
    desk.gui.frames(3);
    desk.gui.key(Key::F1);
    EXPECT_FALSE(desk.view.help);
}

TEST(Dashboard, KKeepsTheRun) {
    TuningDesk desk;
    desk.gui.key(Key::K);
    ASSERT_FALSE(desk.snapshot().runs.empty());
    EXPECT_TRUE(desk.snapshot().runs.front().kept);
}

TEST(Dashboard, TheSplittersFollowTheMouse) {
    TuningDesk desk;
    const float before = desk.view.beside;
    const float x = 6 + (1600 - 12) * before + 3;
    desk.gui.drag({x, 500}, {x - 200, 500});
    EXPECT_NEAR(desk.view.beside, before - 200.0F / 1588, 0.01F);
}

TEST(Dashboard, AFileThatCannotBeOpenedIsExplained) {
    TuningDesk desk{SOSW_SCENARIOS "/no_such_file.json"};
    EXPECT_FALSE(desk.snapshot().diagnostics.empty());
    EXPECT_GT(desk.gui.corners(), 0);
}

TEST(Dashboard, TheButtonForAPictureAsksTheWindowForIt) {
    TuningDesk desk;
    desk.gui.draw = [&] {
        Commands commands;
        const auto now = desk.studio.snapshot();
        desk.gui.window("export", [&] {
            draw_exporter(desk.gui.theme, *now, desk.view.exporter, commands);
        });
    };
    desk.gui.frames(2);
    desk.gui.activate("export", {"Picture", "Picture"});
    EXPECT_EQ(desk.view.exporter.picture_wanted, "dashboard.png");
}

}  // namespace
}  // namespace sosw::gui::test
