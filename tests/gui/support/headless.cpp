#include "tests/gui/support/headless.hpp"

#include <algorithm>

#include <imgui.h>
#include <imgui_internal.h>

#include "core/base/ensure.hpp"
#include "gui/widgets/fonts.hpp"

namespace sosw::gui::test {

namespace {

constexpr int kDragSteps = 5;

void map_keys() {
    ImGuiIO& io = ImGui::GetIO();
    io.KeyMap[ImGuiKey_Enter] = static_cast<int>(Key::Enter);
    io.KeyMap[ImGuiKey_Escape] = static_cast<int>(Key::Escape);
    io.KeyMap[ImGuiKey_LeftArrow] = static_cast<int>(Key::Left);
    io.KeyMap[ImGuiKey_RightArrow] = static_cast<int>(Key::Right);
    io.KeyMap[ImGuiKey_UpArrow] = static_cast<int>(Key::Up);
    io.KeyMap[ImGuiKey_DownArrow] = static_cast<int>(Key::Down);
    io.KeyMap[ImGuiKey_Home] = static_cast<int>(Key::Home);
    io.KeyMap[ImGuiKey_End] = static_cast<int>(Key::End);
    io.KeyMap[ImGuiKey_Z] = static_cast<int>(Key::Z);
    io.KeyMap[ImGuiKey_Y] = static_cast<int>(Key::Y);
}

bool& down(Key key) { return ImGui::GetIO().KeysDown[static_cast<int>(key)]; }

}  // namespace

Headless::Headless(float width, float height, Shade shade) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = {width, height};
    io.DeltaTime = 1.0F / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    io.MousePos = {-1, -1};
    map_keys();
    theme = make_theme(shade, 1);
    load_fonts(theme);
    apply(theme);
    ENSURE(io.Fonts->Build());
}

Headless::~Headless() { ImGui::DestroyContext(); }

void Headless::frame() {
    ImGui::NewFrame();
    draw();
    ImGui::Render();
    ImGui::GetIO().MouseWheel = 0;
}

void Headless::frames(int count) {
    for (int index = 0; index < count; ++index) {
        frame();
    }
}

void Headless::window(const char* name, const std::function<void()>& contents) const {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(ImGui::GetIO().DisplaySize);
    ImGui::Begin(name, nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    contents();
    ImGui::End();
}

void Headless::move(Spot spot) {
    ImGui::GetIO().MousePos = {spot.x, spot.y};
    frame();
}

void Headless::press(Spot spot) {
    move(spot);
    ImGui::GetIO().MouseDown[0] = true;
    frame();
}

void Headless::release() {
    ImGui::GetIO().MouseDown[0] = false;
    frames(2);
}

void Headless::click(Spot spot) {
    frames(60);  // So that it is no second half of a double click.
    press(spot);
    release();
}

void Headless::double_click(Spot spot) {
    click(spot);
    ImGui::GetIO().MouseDown[0] = true;
    frame();
    release();
}

void Headless::drag(Spot from, Spot to) {
    frames(60);
    press(from);
    for (int step = 1; step <= kDragSteps; ++step) {
        const float part = static_cast<float>(step) / kDragSteps;
        move({from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part});
    }
    release();
}

void Headless::wheel(Spot spot, float notches) {
    move(spot);
    ImGui::GetIO().MouseWheel = notches;
    frames(2);
}

void Headless::key(Key key) { hold(key, 1); }

void Headless::hold(Key key, int count) {
    down(key) = true;
    frames(count);
    down(key) = false;
    frames(2);
}

void Headless::chord(Key modifier, Key key) {
    ImGuiIO& io = ImGui::GetIO();
    bool& held = modifier == Key::LeftShift ? io.KeyShift : io.KeyCtrl;
    held = true;
    this->key(key);
    held = false;
    frame();
}

void Headless::set_shift(bool down) { ImGui::GetIO().KeyShift = down; }

void Headless::type(const std::string& text) {
    ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
    frames(2);
}

void Headless::activate(const std::string& window, const std::vector<std::string>& path) {
    const ImGuiWindow* const found = ImGui::FindWindowByName(window.c_str());
    ENSURE(found != nullptr);
    ImGuiID id = found->ID;
    for (const std::string& part : path) {
        id = ImHashStr(part.c_str(), 0, id);
    }
    ImGui::ActivateItem(id);
    frames(3);
}

int Headless::corners() const { return ImGui::GetDrawData()->TotalVtxCount; }

int Headless::corners_max() const {
    const ImDrawData& data = *ImGui::GetDrawData();
    unsigned int most = 0;
    for (int list = 0; list < data.CmdListsCount; ++list) {
        const ImDrawList& lines = *data.CmdLists[list];
        for (const ImDrawCmd& command : lines.CmdBuffer) {
            for (unsigned int index = 0; index < command.ElemCount; ++index) {
                const auto at = static_cast<int>(command.IdxOffset + index);
                most = std::max<unsigned int>(most, lines.IdxBuffer[at]);
            }
        }
    }
    return static_cast<int>(most);
}

}  // namespace sosw::gui::test
