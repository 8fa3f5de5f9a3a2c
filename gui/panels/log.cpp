#include "gui/panels/log.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

/// Only when the run, the range or the kinds change.
void choose(const Snapshot& snapshot, LogView& view) {
    const RunView& run = *snapshot.run;
    if (!view.dirty && view.run == &run && view.range == snapshot.range) {
        return;
    }
    view.dirty = false;
    view.run = &run;
    view.range = snapshot.range;
    view.shown.clear();
    const Duration from = snapshot.range ? snapshot.range->from : Duration::min();
    const Duration to = snapshot.range ? snapshot.range->to : Duration::max();
    std::size_t index =
        first_not_below(run.log, from, [](const LogEntry& entry) { return entry.at; });
    for (; index < run.log.size() && run.log[index].at <= to; ++index) {
        if (view.kinds[static_cast<std::size_t>(run.log[index].kind)]) {
            view.shown.push_back(static_cast<std::uint32_t>(index));
        }
    }
}

void draw_kinds(const Theme& theme, const Snapshot& snapshot, LogView& view) {
    for (std::size_t kind = 0; kind < kLogKinds; ++kind) {
        const std::string name{to_string(static_cast<LogKind>(kind))};
        if (ImGui::Checkbox(name.c_str(), &view.kinds[kind])) {
            view.dirty = true;
        }
        ImGui::SameLine();
    }
    soft_text(theme, fmt::format("{} of {}", view.shown.size(), snapshot.run->log.size()));
}

Colour kind_colour(const Theme& theme, LogKind kind) {
    switch (kind) {
        case LogKind::Fault:
        case LogKind::Rule:
            return theme.purple;
        case LogKind::Throttle:
        case LogKind::LimitRace:
            return theme.orange;
        case LogKind::Error:
        case LogKind::Dead:
        case LogKind::Violation:
            break;
    }
    return theme.bad;
}

void follow(
    const Snapshot& snapshot, const LogEntry& entry, Selection& selection, Commands& commands
) {
    commands.push(command::SetMoment{entry.at});
    if (entry.labourer != kNoLabourer) {
        select_decision(snapshot, entry.labourer, entry.at, selection);
    }
    if (entry.task != 0) {
        commands.push(command::ShowTask{entry.task});
    }
}

void draw_row(
    const Theme& theme,
    const Snapshot& snapshot,
    std::uint32_t index,
    Selection& selection,
    Commands& commands
) {
    const LogEntry& entry = snapshot.run->log[index];
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushID(static_cast<int>(index));
    if (ImGui::Selectable(
            short_time(entry.at).c_str(), false, ImGuiSelectableFlags_SpanAllColumns
        )) {
        follow(snapshot, entry, selection, commands);
    }
    ImGui::PopID();
    ImGui::TableNextColumn();
    ImGui::PushStyleColor(ImGuiCol_Text, kind_colour(theme, entry.kind));
    ImGui::TextUnformatted(std::string{to_string(entry.kind)}.c_str());
    ImGui::PopStyleColor();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(
        entry.labourer < snapshot.run->labourers.size()
            ? snapshot.run->labourers[entry.labourer].name.c_str()
            : ""
    );
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(entry.count > 1 ? grouped(entry.count).c_str() : "");
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(entry.text.c_str());
}

}  // namespace

void draw_log(
    const Theme& theme,
    const Snapshot& snapshot,
    LogView& view,
    Selection& selection,
    Commands& commands
) {
    if (snapshot.run == nullptr) {
        soft_text(theme, "No run is open.");
        return;
    }
    choose(snapshot, view);
    draw_kinds(theme, snapshot, view);
    const auto flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY |
                       ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_Resizable;
    if (!ImGui::BeginTable("log", 5, flags)) {
        return;
    }
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("at", ImGuiTableColumnFlags_WidthFixed, theme.px(84));
    ImGui::TableSetupColumn("kind", ImGuiTableColumnFlags_WidthFixed, theme.px(74));
    ImGui::TableSetupColumn("labourer", ImGuiTableColumnFlags_WidthFixed, theme.px(130));
    ImGui::TableSetupColumn("count", ImGuiTableColumnFlags_WidthFixed, theme.px(50));
    ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableHeadersRow();
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(view.shown.size()));
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            draw_row(
                theme, snapshot, view.shown[static_cast<std::size_t>(row)], selection, commands
            );
        }
    }
    ImGui::EndTable();
}

}  // namespace sosw::gui
