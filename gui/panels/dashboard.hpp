#pragma once

#include <optional>
#include <string>

#include "gui/model/commands.hpp"
#include "gui/panels/compare.hpp"
#include "gui/panels/editor.hpp"
#include "gui/panels/exporter.hpp"
#include "gui/panels/greenfield.hpp"
#include "gui/panels/log.hpp"
#include "gui/panels/selection.hpp"
#include "gui/panels/tasks.hpp"
#include "gui/panels/timeline.hpp"
#include "gui/panels/toolbar.hpp"
#include "gui/widgets/theme.hpp"

/// All panels in one window: the timeline above tables, and beside both what is looked at closely.
///
///     draw_dashboard(theme, *workbench.snapshot(), view, commands);
///     workbench.post(commands.take());

namespace sosw::gui {

enum class LowerTab { Labourers, Greenfield, Tasks, Log };
enum class SideTab { Compare, Decision, Task, Scenario, Export };

struct DashboardView {
    Selection selection{};
    ToolbarView toolbar{};
    TimelineView timeline{};
    GreenfieldView greenfield{};
    TasksView tasks{};
    LogView log{};
    CompareView compare{};
    EditorView editor{};
    ExporterView exporter{};

    float beside = 0.70F;  ///< Share of the width that timeline and tables have.
    float above = 0.70F;   ///< Share of their height that the timeline has.
    LowerTab lower = LowerTab::Labourers;
    SideTab side = SideTab::Decision;
    /// A tab to bring to the front in the next frame.
    std::optional<LowerTab> lower_wanted{};
    std::optional<SideTab> side_wanted{};
    bool help = false;
    std::string hint{};           ///< One line at the bottom: what to try.
    std::string said{};           ///< What the window itself has to tell,
    std::int64_t said_after = 0;  ///< until a notice with a higher number comes.
    std::int64_t task_seen = 0;   ///< The task and the comparison whose tabs were shown.
    RunId comparison_seen = 0;
};

/// A whole frame between ImGui's NewFrame and Render.
void draw_dashboard(
    const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands
);

}  // namespace sosw::gui
