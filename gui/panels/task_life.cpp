#include "gui/panels/task_life.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

void draw_events(const TaskLife& life, Commands& commands) {
    const auto flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerH;
    if (!ImGui::BeginTable("events", 3, flags)) {
        return;
    }
    ImGui::TableSetupColumn("at", ImGuiTableColumnFlags_WidthFixed);
    ImGui::TableSetupColumn("event", ImGuiTableColumnFlags_WidthFixed);
    ImGui::TableSetupColumn("what it means", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableHeadersRow();
    for (std::size_t index = 0; index < life.events.size(); ++index) {
        const TaskLifeEvent& event = life.events[index];
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::PushID(static_cast<int>(index));
        if (ImGui::Selectable(
                short_time(event.at).c_str(), false, ImGuiSelectableFlags_SpanAllColumns
            )) {
            commands.push(command::SetMoment{event.at});
        }
        ImGui::PopID();
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(event.event.c_str());
        ImGui::TableNextColumn();
        ImGui::TextWrapped("%s", event.text.c_str());
    }
    ImGui::EndTable();
}

std::string execution_text(const TaskExecution& execution) {
    std::string text =
        fmt::format("{}: accepted by Lambda {}", execution.outcome, short_time(execution.queued));
    if (execution.started) {
        text += fmt::format(", started {}", short_time(*execution.started));
    }
    if (execution.started && execution.finished) {
        text += fmt::format(
            ", ran {}", short_seconds(to_seconds(*execution.finished - *execution.started))
        );
    }
    text += execution.cold_start ? ", cold start" : "";
    text += execution.duplicate ? ", delivered twice by Lambda" : "";
    text += execution.execution > 1
                ? fmt::format(", Lambda's own retry {}", execution.execution - 1)
                : "";
    return text;
}

}  // namespace

void draw_task_life(const Theme& theme, const Snapshot& snapshot, Commands& commands) {
    if (snapshot.task == nullptr) {
        soft_text(theme, "Click a task: a dot of the greenfield axis, or a line of the table.");
        return;
    }
    const TaskLife& life = *snapshot.task;
    heading(theme, fmt::format("Task {} of {}", life.task, life.labourer));
    soft_text(theme, life.id);
    if (!life.payload.empty()) {
        ImGui::PushFont(theme.mono);
        ImGui::TextWrapped("%s", life.payload.c_str());
        ImGui::PopFont();
    }
    draw_events(life, commands);
    ImGui::Spacing();
    heading(theme, "Executions");
    if (life.executions.empty()) {
        soft_text(theme, "none so far");
    }
    for (const TaskExecution& execution : life.executions) {
        ImGui::TextWrapped("%s", execution_text(execution).c_str());
    }
    if (button("Close")) {
        commands.push(command::ShowTask{});
    }
}

}  // namespace sosw::gui
