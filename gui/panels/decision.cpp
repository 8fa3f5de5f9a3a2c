#include "gui/panels/decision.hpp"

#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "gui/widgets/marks.hpp"
#include "gui/widgets/texts.hpp"

namespace sosw::gui {

namespace {

void step(const Snapshot& snapshot, int by, Selection& selection, Commands& commands) {
    if (const auto at = step_decision(snapshot, by, selection)) {
        commands.push(command::SetMoment{at});
    }
}

void draw_title(
    const Theme& theme,
    const Snapshot& snapshot,
    const Decision& decision,
    Selection& selection,
    Commands& commands
) {
    ImGui::AlignTextToFramePadding();
    heading(theme, snapshot.run->labourers[decision.labourer].name);
    ImGui::SameLine();
    if (button("<", true, "The pass before (Left)")) {
        step(snapshot, -1, selection, commands);
    }
    ImGui::SameLine();
    if (button(">", true, "The next pass (Right)")) {
        step(snapshot, 1, selection, commands);
    }
    soft_text(
        theme,
        fmt::format(
            "pass {} at {}, {}",
            decision.pass,
            short_time(decision.at),
            clock_time(snapshot.run->start + decision.at)
        )
    );
}

void draw_reading(const Theme& theme, const DecisionReading& reading) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(reading.metric.c_str());
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(reading.value ? short_number(*reading.value).c_str() : "no datapoints");
    ImGui::TableNextColumn();
    status_chip(theme, reading.feeling);
    if (reading.missing) {
        ImGui::SameLine();
        soft_text(theme, "by treat_missing_data");
    }
}

void draw_readings(const Theme& theme, const Decision& decision) {
    if (decision.readings.empty()) {
        soft_text(theme, "No health metric: always High.");
        return;
    }
    if (!ImGui::BeginTable("readings", 3, ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerH)) {
        return;
    }
    ImGui::TableSetupColumn("metric");
    ImGui::TableSetupColumn("value");
    ImGui::TableSetupColumn("feels");
    ImGui::TableHeadersRow();
    for (const DecisionReading& reading : decision.readings) {
        draw_reading(theme, reading);
    }
    ImGui::EndTable();
}

void line(const Theme& theme, const std::string& name, const std::string& value) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    soft_text(theme, name);
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(value.c_str());
}

void draw_numbers(const Theme& theme, const Decision& decision) {
    if (!ImGui::BeginTable("numbers", 2, ImGuiTableFlags_BordersInnerH)) {
        return;
    }
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthFixed, theme.px(110));
    ImGui::TableSetupColumn("value");
    const double allowed = std::floor(decision.max * decision.coefficient);
    line(
        theme,
        "allowed",
        fmt::format(
            "floor({} × {}) = {}",
            short_number(decision.max),
            short_number(decision.coefficient),
            short_number(allowed)
        )
    );
    line(theme, "running", fmt::format("{}", decision.running));
    line(
        theme,
        "desired",
        fmt::format(
            "max(0, {} − {}) = {}", short_number(allowed), decision.running, decision.desired
        )
    );
    line(theme, "in the queue", fmt::format("{} found", decision.fetched));
    line(theme, "invoked", fmt::format("{}", decision.invoked));
    if (decision.skipped > 0) {
        line(theme, "skipped", fmt::format("{}: another pass was faster", decision.skipped));
    }
    if (decision.errors > 0) {
        line(theme, "errors", fmt::format("{}", decision.errors));
    }
    ImGui::EndTable();
}

}  // namespace

void draw_decision(
    const Theme& theme, const Snapshot& snapshot, Selection& selection, Commands& commands
) {
    const auto index = selected_decision(snapshot, selection);
    if (!index) {
        soft_text(theme, "No pass has decided about this labourer yet.");
        return;
    }
    const Decision& decision = snapshot.run->decisions[*index];
    draw_title(theme, snapshot, decision, selection, commands);
    ImGui::Spacing();
    ImGui::TextWrapped("%s", decision.explanation.c_str());
    ImGui::Spacing();
    if (!decision.error.empty()) {
        ImGui::PushStyleColor(ImGuiCol_Text, theme.bad);
        ImGui::TextWrapped("%s", decision.error.c_str());
        ImGui::PopStyleColor();
    }
    if (!decision.decided) {
        return;
    }
    draw_readings(theme, decision);
    ImGui::Spacing();
    status_chip(theme, decision.status);
    ImGui::SameLine();
    ImGui::PushTextWrapPos(0);
    soft_text(theme, "the worst of them, or High where there is none");
    ImGui::PopTextWrapPos();
    ImGui::Spacing();
    draw_numbers(theme, decision);
}

}  // namespace sosw::gui
