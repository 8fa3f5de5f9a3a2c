#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gui/panels/dashboard.hpp"
#include "gui/panels/decision.hpp"
#include "gui/panels/help.hpp"
#include "gui/panels/labourers.hpp"
#include "gui/panels/task_life.hpp"
#include "tests/gui/support/headless.hpp"
#include "tests/gui/support/sample_snapshots.hpp"

namespace sosw::gui::test {
namespace {

using Draw = void (*)(const Theme&, const Snapshot&, DashboardView&, Commands&);

struct Panel {
    const char* name;
    Draw draw;
};

const Panel kPanels[] = {
    {"Toolbar",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_toolbar(theme, snapshot, view.toolbar, commands);
     }},
    {"Timeline",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_timeline(theme, snapshot, view.timeline, view.selection, commands);
     }},
    {"Labourers",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands&) {
         draw_labourers(theme, snapshot, view.timeline.axis, view.selection);
     }},
    {"Greenfield",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_greenfield(theme, snapshot, view.greenfield, view.selection, commands);
     }},
    {"Tasks",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_tasks(theme, snapshot, view.tasks, commands);
     }},
    {"TaskLife",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView&, Commands& commands) {
         draw_task_life(theme, snapshot, commands);
     }},
    {"Decision",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_decision(theme, snapshot, view.selection, commands);
     }},
    {"Log",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_log(theme, snapshot, view.log, view.selection, commands);
     }},
    {"Compare",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_compare(theme, snapshot, view.compare, view.selection, commands);
     }},
    {"Editor",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_editor(theme, snapshot, view.editor, commands);
     }},
    {"Exporter",
     [](const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands) {
         draw_exporter(theme, snapshot, view.exporter, commands);
     }},
    {"Help",
     [](const Theme& theme, const Snapshot&, DashboardView& view, Commands&) {
         view.help = true;
         draw_help(theme, view.help);
     }},
};

constexpr int kCornersOf16Bits = 65'535;

class PanelTest : public ::testing::TestWithParam<Panel> {
protected:
    /// Three frames with the mouse moving over them; gives the corners of the last one.
    int draw(const Snapshot& snapshot) {
        gui_.draw = [&] {
            gui_.window("panel", [&] { GetParam().draw(gui_.theme, snapshot, view_, commands_); });
        };
        gui_.move({300, 120});
        gui_.move({800, 500});
        gui_.frames(2);
        return gui_.corners();
    }

    Headless gui_;
    DashboardView view_;
    Commands commands_;
};

TEST_P(PanelTest, SaysSomethingWhereNothingIsOpen) { EXPECT_GT(draw(*empty_snapshot()), 50); }

TEST_P(PanelTest, ShowsATypicalRun) {
    static const std::shared_ptr<const Snapshot> kTypical = typical_snapshot();
    EXPECT_GT(draw(*kTypical), 200);
}

TEST_P(PanelTest, DrawsOfAHugeRunOnlyWhatFitsOnTheScreen) {
    static const std::shared_ptr<const Snapshot> kHuge = huge_snapshot();
    EXPECT_LT(draw(*kHuge), 250'000);
    EXPECT_LE(gui_.corners_max(), kCornersOf16Bits);
}

std::string name_of(const ::testing::TestParamInfo<Panel>& panel) { return panel.param.name; }

INSTANTIATE_TEST_SUITE_P(Panels, PanelTest, ::testing::ValuesIn(kPanels), name_of);

}  // namespace
}  // namespace sosw::gui::test
