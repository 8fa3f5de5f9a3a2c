#include "gui/panels/dashboard.hpp"

#include <algorithm>

#include <imgui.h>

#include "gui/panels/decision.hpp"
#include "gui/panels/help.hpp"
#include "gui/panels/labourers.hpp"
#include "gui/panels/task_life.hpp"
#include "gui/panels/timeline_input.hpp"
#include "gui/widgets/keys.hpp"
#include "gui/widgets/marks.hpp"
#include "gui/widgets/splitter.hpp"

namespace sosw::gui {

namespace {

constexpr const char* kHintWithoutLines =
    "There is no threshold to drag here; change the load under Scenario. F1 lists all keys.";
constexpr float kGap = 6;  // Between panels: the splitters.

/// Where everything is.
struct Layout {
    Box toolbar{};
    Box timeline{};
    Box lower{};
    Box side{};
    Box foot{};
    Box upright{};  ///< The splitter between left and right.
    Box level{};    ///< The one between timeline and tables.
};

Layout lay_out(const Theme& theme, const DashboardView& view, Box all) {
    const float gap = theme.px(kGap);
    all = {all.left + gap, all.top + gap, all.right - gap, all.bottom - gap};
    const float bar = ImGui::GetFrameHeight() + theme.px(10);
    const float foot = ImGui::GetTextLineHeight() + theme.px(2);
    Layout layout;
    layout.toolbar = {all.left, all.top, all.right, all.top + bar};
    layout.foot = {all.left, all.bottom - foot, all.right, all.bottom};
    const Box main{all.left, layout.toolbar.bottom + gap, all.right, layout.foot.top - gap};
    const float split = main.left + main.width() * view.beside;
    const float level = main.top + main.height() * view.above;
    layout.timeline = {main.left, main.top, split, level};
    layout.level = {main.left, level, split, level + gap};
    layout.lower = {main.left, level + gap, split, main.bottom};
    layout.upright = {split, main.top, split + gap, main.bottom};
    layout.side = {split + gap, main.top, main.right, main.bottom};
    return layout;
}

/// Begins a panel's place in the window; `ImGui::EndChild()` ends it.
void begin_place(const char* id, const Box& box, ImGuiWindowFlags flags = 0) {
    ImGui::SetCursorScreenPos({box.left, box.top});
    ImGui::PushStyleVar(ImGuiStyleVar_ChildBorderSize, 1);
    ImGui::BeginChild(id, {std::max(box.width(), 1.0F), std::max(box.height(), 1.0F)}, true, flags);
    ImGui::PopStyleVar();
}

/// A tab's label; true while its contents are to be drawn. `ImGui::EndTabItem()` ends it.
template <typename Tab>
bool begin_tab(const char* label, Tab tab, Tab& shown, std::optional<Tab>& wanted) {
    const bool now = wanted == tab;
    const bool open = ImGui::BeginTabItem(label, nullptr, now ? ImGuiTabItemFlags_SetSelected : 0);
    if (now) {
        wanted.reset();
    }
    if (open) {
        shown = tab;
    }
    return open;
}

/// One tab with contents that scroll by themselves.
template <typename Tab, typename Draw>
void tab(const char* label, Tab which, Tab& shown, std::optional<Tab>& wanted, const Draw& draw) {
    if (begin_tab(label, which, shown, wanted)) {
        ImGui::BeginChild("contents");
        draw();
        ImGui::EndChild();
        ImGui::EndTabItem();
    }
}

void draw_lower(
    const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands
) {
    if (!ImGui::BeginTabBar("lower")) {
        return;
    }
    tab("Labourers", LowerTab::Labourers, view.lower, view.lower_wanted, [&] {
        draw_labourers(theme, snapshot, view.timeline.axis, view.selection);
    });
    tab("Greenfield", LowerTab::Greenfield, view.lower, view.lower_wanted, [&] {
        draw_greenfield(theme, snapshot, view.greenfield, view.selection, commands);
    });
    tab("Tasks", LowerTab::Tasks, view.lower, view.lower_wanted, [&] {
        draw_tasks(theme, snapshot, view.tasks, commands);
    });
    tab("Log", LowerTab::Log, view.lower, view.lower_wanted, [&] {
        draw_log(theme, snapshot, view.log, view.selection, commands);
    });
    ImGui::EndTabBar();
}

void draw_side(
    const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands
) {
    if (!ImGui::BeginTabBar("side")) {
        return;
    }
    tab("Other future", SideTab::Compare, view.side, view.side_wanted, [&] {
        draw_compare(theme, snapshot, view.compare, view.selection, commands);
    });
    tab("Decision", SideTab::Decision, view.side, view.side_wanted, [&] {
        draw_decision(theme, snapshot, view.selection, commands);
    });
    tab("Task", SideTab::Task, view.side, view.side_wanted, [&] {
        draw_task_life(theme, snapshot, commands);
    });
    tab("Scenario", SideTab::Scenario, view.side, view.side_wanted, [&] {
        draw_editor(theme, snapshot, view.editor, commands);
    });
    tab("Export", SideTab::Export, view.side, view.side_wanted, [&] {
        draw_exporter(theme, snapshot, view.exporter, commands);
    });
    ImGui::EndTabBar();
}

/// The last thing that happened, or what to try.
void draw_foot(const Theme& theme, const Snapshot& snapshot, const DashboardView& view) {
    const std::int64_t last = snapshot.notices.empty() ? 0 : snapshot.notices.back().number;
    if (snapshot.notices.empty() || (!view.said.empty() && last <= view.said_after)) {
        const bool tunable = !snapshot.tuning->thresholds.empty();
        soft_text(theme, !view.said.empty() ? view.said : tunable ? view.hint : kHintWithoutLines);
        return;
    }
    const Notice& notice = snapshot.notices.back();
    const bool problem = notice.kind == Notice::Kind::Problem;
    ImGui::PushStyleColor(ImGuiCol_Text, problem ? theme.bad : theme.ink);
    ImGui::TextUnformatted(((problem ? "Problem: " : "") + notice.text).c_str());
    ImGui::PopStyleColor();
}

/// What the user asked to see comes to the front: a task that was clicked, a new comparison, a
/// decision.
void bring_to_front(const Snapshot& snapshot, DashboardView& view, const Selection& before) {
    const std::int64_t task = snapshot.task ? snapshot.task->task : 0;
    if (task != view.task_seen) {
        view.task_seen = task;
        if (task != 0) {
            view.side_wanted = SideTab::Task;
        }
    }
    const RunId compared = snapshot.comparison ? snapshot.comparison->b : 0;
    if (compared != view.comparison_seen) {
        view.comparison_seen = compared;
        if (compared != 0 && view.side != SideTab::Export && view.side != SideTab::Scenario) {
            view.side_wanted = SideTab::Compare;
        }
    }
    if (view.selection.decision && view.selection.decision != before.decision) {
        view.side_wanted = SideTab::Decision;
    }
}

void handle_tab_keys(DashboardView& view) {
    constexpr int kDigit1 = 30;
    if (!ImGui::GetIO().KeyCtrl) {
        return;
    }
    for (int digit = 0; digit < 9; ++digit) {
        if (!pressed(static_cast<Key>(kDigit1 + digit))) {
            continue;
        }
        if (digit < 4) {
            view.lower_wanted = static_cast<LowerTab>(digit);
        } else {
            view.side_wanted = static_cast<SideTab>(digit - 4);
        }
    }
}

void handle_global_keys(const Snapshot& snapshot, DashboardView& view, Commands& commands) {
    const bool control = ImGui::GetIO().KeyCtrl;
    const bool shift = ImGui::GetIO().KeyShift;
    if (pressed(Key::F1)) {
        view.help = !view.help;
    }
    if (control && pressed(Key::Z)) {
        commands.push(shift ? Command{command::Redo{}} : Command{command::Undo{}});
    }
    if (control && pressed(Key::Y)) {
        commands.push(command::Redo{});
    }
    if (!control && pressed(Key::Space)) {
        toggle_play(snapshot, commands);
    }
    if (!control && pressed(Key::P) && !snapshot.control.is_record) {
        commands.push(command::StepPass{});
    }
    if (!control && pressed(Key::K) && snapshot.run != nullptr) {
        commands.push(command::KeepRun{});
    }
    handle_tab_keys(view);
}

void clamp_selection(const Snapshot& snapshot, Selection& selection) {
    const std::size_t count = snapshot.run ? snapshot.run->labourers.size() : 0;
    if (selection.labourer >= count) {
        selection = {};
    }
}

void draw_splitters(const Theme& theme, const Layout& layout, DashboardView& view) {
    splitter(
        theme,
        "upright",
        SplitterKind::Beside,
        layout.upright,
        layout.side.right - layout.timeline.left,
        view.beside
    );
    splitter(
        theme,
        "level",
        SplitterKind::Above,
        layout.level,
        layout.lower.bottom - layout.timeline.top,
        view.above
    );
}

void draw_panels(
    const Theme& theme,
    const Snapshot& snapshot,
    const Layout& layout,
    DashboardView& view,
    Commands& commands
) {
    begin_place("toolbar", layout.toolbar, ImGuiWindowFlags_NoScrollbar);
    draw_toolbar(theme, snapshot, view.toolbar, commands);
    ImGui::EndChild();
    begin_place(
        "timeline",
        layout.timeline,
        ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse
    );
    draw_timeline(theme, snapshot, view.timeline, view.selection, commands);
    ImGui::EndChild();
    begin_place("tables", layout.lower, ImGuiWindowFlags_NoScrollbar);
    draw_lower(theme, snapshot, view, commands);
    ImGui::EndChild();
    begin_place("closer look", layout.side, ImGuiWindowFlags_NoScrollbar);
    draw_side(theme, snapshot, view, commands);
    ImGui::EndChild();
    ImGui::SetCursorScreenPos({layout.foot.left + theme.px(4), layout.foot.top});
    draw_foot(theme, snapshot, view);
    draw_splitters(theme, layout, view);
}

}  // namespace

void draw_dashboard(
    const Theme& theme, const Snapshot& snapshot, DashboardView& view, Commands& commands
) {
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    const Selection before = view.selection;
    clamp_selection(snapshot, view.selection);
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(display);
    ImGui::Begin(
        "sosw",
        nullptr,
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
            ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoScrollWithMouse
    );
    const Layout layout = lay_out(theme, view, {0, 0, display.x, display.y});
    draw_panels(theme, snapshot, layout, view, commands);
    ImGui::End();
    handle_global_keys(snapshot, view, commands);
    if (snapshot.run != nullptr && !view.help) {
        handle_keys(snapshot, view.timeline, view.selection, commands);
    }
    draw_help(theme, view.help);
    view.help = view.help || view.toolbar.help_wanted;
    bring_to_front(snapshot, view, before);
}

}  // namespace sosw::gui
