#include "gui/panels/labourers.hpp"

#include <imgui.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

constexpr int kColumns = 9;

void set_up_columns(const Theme& theme) {
    const auto fixed = ImGuiTableColumnFlags_WidthFixed;
    ImGui::TableSetupScrollFreeze(1, 1);
    ImGui::TableSetupColumn("labourer", ImGuiTableColumnFlags_WidthStretch, 1.4F);
    ImGui::TableSetupColumn("eco status", fixed, status_chip_width(theme));
    ImGui::TableSetupColumn("running / max", ImGuiTableColumnFlags_WidthStretch, 1.2F);
    ImGui::TableSetupColumn("queue", fixed, theme.px(52));
    ImGui::TableSetupColumn("retry", fixed, theme.px(44));
    ImGui::TableSetupColumn("completed", fixed, theme.px(74));
    ImGui::TableSetupColumn("dead", fixed, theme.px(44));
    ImGui::TableSetupColumn("wait p95", fixed, theme.px(70));
    ImGui::TableSetupColumn("queue over time", ImGuiTableColumnFlags_WidthStretch, 1.3F);
    ImGui::TableHeadersRow();
}

void number_cell(std::int64_t value) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(grouped(value).c_str());
}

void draw_row(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimeAxis& axis,
    LabourerIndex labourer,
    Selection& selection
) {
    const LabourerLine& line = snapshot.moment->labourers[labourer];
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushID(labourer);
    if (ImGui::Selectable(
            snapshot.run->labourers[labourer].name.c_str(),
            selection.labourer == labourer,
            ImGuiSelectableFlags_SpanAllColumns
        )) {
        selection.labourer = labourer;
        selection.decision.reset();
    }
    ImGui::PopID();
    ImGui::TableNextColumn();
    status_chip(theme, line.status);
    ImGui::TableNextColumn();
    const Fill fill{
        .running = static_cast<double>(line.running),
        .allowed = line.allowed,
        .desired = line.desired ? std::optional{static_cast<double>(*line.desired)} : std::nullopt,
        .max = line.max_simultaneous};
    fill_bar(theme, fill, ImGui::GetContentRegionAvail().x);
    number_cell(line.queue);
    number_cell(line.retry);
    number_cell(line.completed);
    number_cell(line.dead);
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(short_seconds(line.wait_p95).c_str());
    ImGui::TableNextColumn();
    sparkline(theme, snapshot.run->tracks[labourer].queue, axis, ImGui::GetContentRegionAvail().x);
}

}  // namespace

void draw_labourers(
    const Theme& theme, const Snapshot& snapshot, const TimeAxis& axis, Selection& selection
) {
    if (snapshot.run == nullptr || snapshot.moment == nullptr) {
        soft_text(theme, "No run is open.");
        return;
    }
    const auto flags = ImGuiTableFlags_RowBg | ImGuiTableFlags_ScrollY |
                       ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_Resizable;
    if (!ImGui::BeginTable("labourers", kColumns, flags)) {
        return;
    }
    set_up_columns(theme);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(snapshot.moment->labourers.size()));
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            draw_row(theme, snapshot, axis, static_cast<LabourerIndex>(row), selection);
        }
    }
    ImGui::EndTable();
}

}  // namespace sosw::gui
