#include "gui/panels/exporter.hpp"

#include <string_view>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "gui/widgets/marks.hpp"

namespace sosw::gui {

namespace {

/// Asks for the diff again whenever a value has changed.
void ask_for_diff(const Snapshot& snapshot, ExporterView& view, Commands& commands) {
    std::string key = snapshot.file;
    for (const ThresholdView& threshold : snapshot.tuning->thresholds) {
        key += fmt::format("|{}", threshold.value);
    }
    for (const EditableView& editable : snapshot.tuning->editables) {
        key += "|" + editable.value;
    }
    if (key != view.asked_for) {
        view.asked_for = key;
        commands.push(command::PrepareExport{});
    }
}

void draw_diff_line(const Theme& theme, std::string_view line) {
    const Colour colour = line.starts_with("+")    ? theme.good
                          : line.starts_with("-")  ? theme.bad
                          : line.starts_with("@@") ? theme.accent
                                                   : theme.soft;
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::TextUnformatted(line.data(), line.data() + line.size());
    ImGui::PopStyleColor();
}

void draw_diff(const Theme& theme, const std::string& diff) {
    ImGui::PushFont(theme.mono);
    const std::string_view text{diff};
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        draw_diff_line(theme, text.substr(begin, end - begin));
        begin = end + 1;
    }
    ImGui::PopFont();
}

void draw_documents(const Theme& theme, const Snapshot& snapshot) {
    const float room = ImGui::GetContentRegionAvail().y - theme.px(230);
    ImGui::BeginChild(
        "diff", {0, std::max(room, theme.px(120))}, true, ImGuiWindowFlags_HorizontalScrollbar
    );
    if (snapshot.exported == nullptr || snapshot.exported->documents.empty()) {
        soft_text(theme, "Nothing was changed: drag a threshold or edit the scenario.");
    } else {
        for (const ChangedDocument& document : snapshot.exported->documents) {
            heading(theme, document.file);
            draw_diff(theme, document.diff);
        }
        for (const std::string& note : snapshot.exported->notes) {
            ImGui::TextWrapped("%s", note.c_str());
        }
    }
    ImGui::EndChild();
}

/// A path and a button; true where it is to be written.
bool draw_target(
    const Theme& theme, const char* label, std::string& path, bool enabled, const std::string& what
) {
    ImGui::PushID(label);
    ImGui::SetNextItemWidth(theme.px(190));
    ImGui::InputText("##path", &path);
    ImGui::SameLine();
    const bool wanted = button(label, enabled && !path.empty(), what);
    ImGui::PopID();
    return wanted;
}

}  // namespace

void draw_exporter(
    const Theme& theme, const Snapshot& snapshot, ExporterView& view, Commands& commands
) {
    const bool tunable = snapshot.tuning->available;
    if (tunable) {
        ask_for_diff(snapshot, view, commands);
    }
    heading(theme, "What you changed");
    draw_documents(theme, snapshot);
    heading(theme, "Write");
    const bool runs = snapshot.run != nullptr;
    if (draw_target(
            theme,
            "Configuration",
            view.config_path,
            tunable,
            "Your sosw configuration with the tuned values, everything else as you wrote it"
        )) {
        commands.push(command::WriteConfig{view.config_path});
    }
    if (draw_target(
            theme, "Scenario", view.scenario_path, tunable, "The scenario with the changed values"
        )) {
        commands.push(command::WriteScenario{view.scenario_path});
    }
    if (draw_target(theme, "CSV", view.csv_path, runs, "All tracks within the selected range")) {
        commands.push(command::WriteCsv{view.csv_path, {}});
    }
    if (draw_target(theme, "Record", view.record_path, runs, "For sosw report and your own SQL")) {
        commands.push(command::WriteRecord{view.record_path});
    }
    if (draw_target(theme, "Picture", view.picture_path, true, "The window as it is, as PNG")) {
        view.picture_wanted = view.picture_path;
    }
}

}  // namespace sosw::gui
