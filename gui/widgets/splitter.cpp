#include "gui/widgets/splitter.hpp"

#include <algorithm>

#include <imgui.h>

namespace sosw::gui {

bool splitter(
    const Theme& theme,
    const char* id,
    SplitterKind kind,
    const Box& box,
    float length,
    float& fraction
) {
    ImGui::SetCursorScreenPos({box.left, box.top});
    ImGui::InvisibleButton(id, {box.width(), box.height()});
    const bool active = ImGui::IsItemActive();
    if (active || ImGui::IsItemHovered()) {
        ImGui::SetMouseCursor(
            kind == SplitterKind::Beside ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS
        );
        ImGui::GetWindowDrawList()->AddRectFilled(
            {box.left, box.top}, {box.right, box.bottom}, faded(theme.accent, 0.5F), theme.px(2)
        );
    }
    if (active && length > 0) {
        const ImVec2 moved = ImGui::GetIO().MouseDelta;
        const float by = kind == SplitterKind::Beside ? moved.x : moved.y;
        fraction = std::clamp(fraction + by / length, 0.15F, 0.85F);
    }
    return active;
}

}  // namespace sosw::gui
