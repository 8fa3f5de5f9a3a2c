#include "gui/panels/editor.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "gui/widgets/marks.hpp"

namespace sosw::gui {

namespace {

const char* example_of(EditKind kind) {
    switch (kind) {
        case EditKind::Number:
            return "a number";
        case EditKind::Whole:
            return "a whole number";
        case EditKind::Duration:
            return "a duration such as 90s or 2h";
        case EditKind::Rate:
            return "a rate such as 20/min";
        case EditKind::Boolean:
            return "true or false";
        case EditKind::Text:
            break;
    }
    return "a text";
}

void draw_problem(const Theme& theme, const EditableView& editable) {
    if (!editable.problem.empty()) {
        ImGui::PushStyleColor(ImGuiCol_Text, theme.bad);
        ImGui::TextWrapped("%s", editable.problem.c_str());
        ImGui::PopStyleColor();
    }
}

void draw_field(
    const Theme& theme, const EditableView& editable, EditorView& view, Commands& commands
) {
    const auto draft = view.drafts.find(editable.pointer);
    std::string text = draft == view.drafts.end() ? editable.value : draft->second;
    ImGui::SetNextItemWidth(theme.px(120));
    const bool entered = ImGui::InputText("##value", &text, ImGuiInputTextFlags_EnterReturnsTrue);
    hint(fmt::format("{}; {}", example_of(editable.kind), editable.pointer));
    const bool left = ImGui::IsItemDeactivated();
    if (text != editable.value) {
        view.drafts[editable.pointer] = text;
    } else {
        view.drafts.erase(editable.pointer);
    }
    if (entered && text != editable.value) {
        commands.push(command::SetValue{editable.pointer, text});
    }
    if (entered || left) {
        view.drafts.erase(editable.pointer);
    }
}

void draw_editable(
    const Theme& theme, const EditableView& editable, EditorView& view, Commands& commands
) {
    ImGui::PushID(editable.pointer.c_str());
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::AlignTextToFramePadding();
    ImGui::TextWrapped("%s", editable.label.c_str());
    ImGui::TableNextColumn();
    draw_field(theme, editable, view, commands);
    if (editable.changed()) {
        ImGui::SameLine();
        if (button("reset", true, fmt::format("in the file: {}", editable.original))) {
            commands.push(command::ResetValue{editable.pointer});
        }
    }
    draw_problem(theme, editable);
    ImGui::PopID();
}

bool matches(const EditableView& editable, const std::string& search) {
    return search.empty() || editable.label.find(search) != std::string::npos ||
           editable.pointer.find(search) != std::string::npos;
}

/// From the first editable of a section to the one behind its last.
std::size_t end_of_section(const std::vector<EditableView>& editables, std::size_t begin) {
    std::size_t end = begin;
    while (end < editables.size() && editables[end].section == editables[begin].section) {
        ++end;
    }
    return end;
}

void draw_section(
    const Theme& theme,
    const std::vector<EditableView>& editables,
    std::size_t begin,
    std::size_t end,
    EditorView& view,
    Commands& commands
) {
    if (!ImGui::BeginTable("values", 2, ImGuiTableFlags_BordersInnerH)) {
        return;
    }
    ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthFixed, theme.px(200));
    for (std::size_t index = begin; index < end; ++index) {
        if (matches(editables[index], view.search)) {
            draw_editable(theme, editables[index], view, commands);
        }
    }
    ImGui::EndTable();
}

void draw_head(const Theme& theme, const TuningView& tuning, EditorView& view, Commands& commands) {
    ImGui::SetNextItemWidth(theme.px(180));
    ImGui::InputTextWithHint("##search", "search", &view.search);
    ImGui::SameLine();
    const std::string text = fmt::format("Reset all {}", tuning.changes);
    if (button(text, tuning.changes > 0, "Back to what the files say")) {
        commands.push(command::ResetAll{});
    }
    for (const Diagnostic& problem : tuning.problems) {
        ImGui::PushStyleColor(ImGuiCol_Text, theme.bad);
        ImGui::TextWrapped("%s", to_string(problem).c_str());
        ImGui::PopStyleColor();
    }
}

}  // namespace

void draw_editor(
    const Theme& theme, const Snapshot& snapshot, EditorView& view, Commands& commands
) {
    const TuningView& tuning = *snapshot.tuning;
    if (!tuning.available) {
        soft_text(theme, "There is no scenario to change.");
        return;
    }
    draw_head(theme, tuning, view, commands);
    for (std::size_t begin = 0; begin < tuning.editables.size();) {
        const std::size_t end = end_of_section(tuning.editables, begin);
        const std::string& section = tuning.editables[begin].section;
        ImGui::PushID(static_cast<int>(begin));
        if (ImGui::CollapsingHeader(section.c_str(), ImGuiTreeNodeFlags_DefaultOpen)) {
            draw_section(theme, tuning.editables, begin, end, view, commands);
        }
        ImGui::PopID();
        begin = end;
    }
}

}  // namespace sosw::gui
