#include "gui/panels/tasks.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "gui/panels/greenfield.hpp"
#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

constexpr int kColumns = 9;

void apply(const TaskFilter& filter, Commands& commands) {
    commands.push(command::FilterTasks{filter});
}

void choose_labourer(const Snapshot& snapshot, Commands& commands) {
    const TaskFilter& filter = snapshot.filter;
    const char* shown = filter.labourer.empty() ? "all labourers" : filter.labourer.c_str();
    if (!ImGui::BeginCombo("##labourer", shown)) {
        return;
    }
    TaskFilter wanted = filter;
    if (ImGui::Selectable("all labourers", filter.labourer.empty())) {
        wanted.labourer.clear();
    }
    for (const LabourerInfo& labourer : snapshot.run->labourers) {
        if (ImGui::Selectable(labourer.name.c_str(), labourer.name == filter.labourer)) {
            wanted.labourer = labourer.name;
        }
    }
    if (wanted != filter) {
        apply(wanted, commands);
    }
    ImGui::EndCombo();
}

std::string states_text(const TaskFilter& filter) {
    std::size_t chosen = 0;
    std::string text;
    for (std::size_t state = 0; state < kTaskStates; ++state) {
        if (filter.states[state]) {
            ++chosen;
            text +=
                (text.empty() ? "" : ", ") + std::string{to_string(static_cast<TaskState>(state))};
        }
    }
    return chosen == kTaskStates ? "all states" : chosen == 0 ? "no state" : text;
}

void choose_states(const Snapshot& snapshot, Commands& commands) {
    const TaskFilter& filter = snapshot.filter;
    if (!ImGui::BeginCombo("##states", states_text(filter).c_str())) {
        return;
    }
    for (std::size_t state = 0; state < kTaskStates; ++state) {
        bool shown = filter.states[state];
        const std::string name{to_string(static_cast<TaskState>(state))};
        if (ImGui::Checkbox(name.c_str(), &shown)) {
            TaskFilter wanted = filter;
            wanted.states[state] = shown;
            apply(wanted, commands);
        }
    }
    ImGui::EndCombo();
}

void draw_filter(
    const Theme& theme, const Snapshot& snapshot, TasksView& view, Commands& commands
) {
    ImGui::SetNextItemWidth(theme.px(170));
    if (ImGui::InputTextWithHint("##text", "id or number", &view.text)) {
        TaskFilter wanted = snapshot.filter;
        wanted.text = view.text;
        apply(wanted, commands);
    }
    ImGui::SameLine();
    ImGui::SetNextItemWidth(theme.px(150));
    choose_labourer(snapshot, commands);
    ImGui::SameLine();
    ImGui::SetNextItemWidth(theme.px(170));
    choose_states(snapshot, commands);
    ImGui::SameLine();
    bool within = snapshot.filter.within_range;
    if (ImGui::Checkbox("in the range", &within)) {
        TaskFilter wanted = snapshot.filter;
        wanted.within_range = within;
        apply(wanted, commands);
    }
    hint("Only tasks that lived within the range selected in the timeline");
    ImGui::SameLine();
    soft_text(
        theme,
        fmt::format(
            "{} of {}",
            grouped(static_cast<std::int64_t>(snapshot.moment->tasks.size())),
            grouped(static_cast<std::int64_t>(snapshot.moment->tasks.rows.size()))
        )
    );
}

void set_up_columns(const Theme& theme) {
    const auto add = [&](const char* name, TaskColumn column, float width) {
        ImGui::TableSetupColumn(
            name,
            width > 0 ? ImGuiTableColumnFlags_WidthFixed : ImGuiTableColumnFlags_WidthStretch,
            width > 0 ? theme.px(width) : 1,
            static_cast<ImGuiID>(column)
        );
    };
    ImGui::TableSetupScrollFreeze(0, 1);
    add("task", TaskColumn::Number, 64);
    add("id", TaskColumn::Id, 0);
    add("labourer", TaskColumn::Labourer, 0);
    add("state", TaskColumn::State, 84);
    add("created", TaskColumn::Created, 84);
    add("invoked", TaskColumn::Invoked, 84);
    add("closed", TaskColumn::Closed, 84);
    add("attempts", TaskColumn::Attempts, 66);
    add("waited", TaskColumn::Wait, 70);
    ImGui::TableHeadersRow();
}

void follow_order(const Snapshot& snapshot, Commands& commands) {
    ImGuiTableSortSpecs* specs = ImGui::TableGetSortSpecs();
    if (specs == nullptr || !specs->SpecsDirty || specs->SpecsCount == 0) {
        return;
    }
    specs->SpecsDirty = false;
    TaskFilter wanted = snapshot.filter;
    wanted.order = static_cast<TaskColumn>(specs->Specs->ColumnUserID);
    wanted.descending = specs->Specs->SortDirection == ImGuiSortDirection_Descending;
    if (wanted != snapshot.filter) {
        apply(wanted, commands);
    }
}

void text_cell(const std::string& text) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(text.c_str());
}

std::string time_or_dash(Duration at) { return at < Duration::zero() ? "\u2013" : short_time(at); }

void draw_row(
    const Theme& theme, const Snapshot& snapshot, const TaskRow& row, Commands& commands
) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    const bool selected = snapshot.task != nullptr && snapshot.task->task == row.task;
    const std::string number = fmt::format("{}", row.task);
    if (ImGui::Selectable(number.c_str(), selected, ImGuiSelectableFlags_SpanAllColumns)) {
        commands.push(command::ShowTask{row.task});
    }
    const auto index = static_cast<std::size_t>(row.task - 1);
    text_cell(index < snapshot.run->task_ids.size() ? snapshot.run->task_ids[index] : "");
    text_cell(
        row.labourer < snapshot.run->labourers.size() ? snapshot.run->labourers[row.labourer].name
                                                      : ""
    );
    ImGui::TableNextColumn();
    ImGui::PushStyleColor(ImGuiCol_Text, state_colour(theme, row.state));
    ImGui::TextUnformatted(std::string{to_string(row.state)}.c_str());
    ImGui::PopStyleColor();
    text_cell(time_or_dash(row.created));
    text_cell(time_or_dash(row.invoked));
    text_cell(time_or_dash(row.closed));
    text_cell(fmt::format("{}", row.attempts));
    text_cell(
        row.wait_seconds < 0 ? "\u2013" : short_seconds(static_cast<double>(row.wait_seconds))
    );
}

}  // namespace

void draw_tasks(const Theme& theme, const Snapshot& snapshot, TasksView& view, Commands& commands) {
    if (snapshot.moment == nullptr) {
        soft_text(theme, "No run is open.");
        return;
    }
    draw_filter(theme, snapshot, view, commands);
    const auto flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY |
                       ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_Resizable |
                       ImGuiTableFlags_Sortable;
    if (!ImGui::BeginTable("tasks", kColumns, flags)) {
        return;
    }
    set_up_columns(theme);
    follow_order(snapshot, commands);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(snapshot.moment->tasks.size()));
    while (clipper.Step()) {
        for (int line = clipper.DisplayStart; line < clipper.DisplayEnd; ++line) {
            draw_row(
                theme,
                snapshot,
                snapshot.moment->tasks.shown(static_cast<std::size_t>(line)),
                commands
            );
        }
    }
    ImGui::EndTable();
}

}  // namespace sosw::gui
