#include "gui/panels/help.hpp"

#include <array>

#include <imgui.h>

#include "gui/widgets/keys.hpp"
#include "gui/widgets/marks.hpp"

namespace sosw::gui {

namespace {

constexpr std::array<KeyHelp, 24> kKeys{{
    {"drag a dashed line", "move a threshold; the scenario is run again when you let go"},
    {"double click on it, Home", "back to the value of the file"},
    {"T", "take the next threshold of the labourer with the keyboard"},
    {"Up, Down", "move it by a step; with Shift by ten"},
    {"Enter", "type its value in"},
    {"Ctrl+Z, Ctrl+Y", "undo and redo a change"},
    {"wheel", "zoom at the mouse; over the names at the left: scroll"},
    {"W, S", "zoom in and out"},
    {"A, D", "earlier and later"},
    {"drag", "earlier and later"},
    {"F", "everything"},
    {"Shift+drag", "select a range, which limits the other panels"},
    {"Escape", "let go of the threshold; then of the range"},
    {"click", "put the cursor, select the decision in force there"},
    {"End", "the cursor back to the end of the run"},
    {"Left, Right", "the decision before, the next one"},
    {"click on a labourer", "select it; at the left its tracks fold"},
    {"Space", "play and pause"},
    {"P", "one pass of the Orchestrator"},
    {"K", "keep this run, to compare others with it"},
    {"Ctrl+1 ... Ctrl+4", "labourers, greenfield, tasks, log"},
    {"Ctrl+5 ... Ctrl+9", "other future, decision, task, scenario, export"},
    {"drop a file", "open it"},
    {"F1", "this help"},
}};

}  // namespace

std::span<const KeyHelp> all_keys() { return kKeys; }

void draw_help(const Theme& theme, bool& open) {
    if (!open) {
        return;
    }
    const ImVec2 display = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({display.x / 2, display.y / 2}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowFocus();
    ImGui::PushStyleColor(ImGuiCol_WindowBg, theme.panel);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.px(20), theme.px(16)});
    ImGui::Begin(
        "Help",
        nullptr,
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_AlwaysAutoResize |
            ImGuiWindowFlags_NoSavedSettings
    );
    heading(theme, "Keys and mouse");
    ImGui::Spacing();
    if (ImGui::BeginTable("keys", 2)) {
        for (const KeyHelp& key : kKeys) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::PushFont(theme.bold);
            ImGui::TextUnformatted(key.keys);
            ImGui::PopFont();
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(key.effect);
        }
        ImGui::EndTable();
    }
    ImGui::Spacing();
    const bool elsewhere = ImGui::IsMouseClicked(0) && !ImGui::IsWindowHovered();
    if (button("Close") || elsewhere || pressed(Key::Escape)) {
        open = false;
    }
    ImGui::End();
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
}

}  // namespace sosw::gui
