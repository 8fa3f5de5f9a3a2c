#include "gui/widgets/keys.hpp"

#include <imgui.h>

namespace sosw::gui {

bool pressed(Key key, Repeat repeat) {
    return !ImGui::GetIO().WantTextInput &&
           ImGui::IsKeyPressed(static_cast<int>(key), repeat == Repeat::Yes);
}

bool held(Key key) {
    return !ImGui::GetIO().WantTextInput && ImGui::IsKeyDown(static_cast<int>(key));
}

}  // namespace sosw::gui
