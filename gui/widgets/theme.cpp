#include "gui/widgets/theme.hpp"

#include <algorithm>
#include <cstddef>

#include <imgui.h>

#include "core/ecology/eco_status.hpp"

namespace sosw::gui {

namespace {

constexpr std::array<Colour, 5> kStatusColours{
    rgb(0xd55e00), rgb(0xe69f00), rgb(0xf0e442), rgb(0x56b4e9), rgb(0x0072b2)};

Theme dark_theme() {
    return {
        .shade = Shade::Dark,
        .page = rgb(0x101317),
        .panel = rgb(0x171b20),
        .plot = rgb(0x1b2026),
        .ink = rgb(0xe7eaee),
        .soft = rgb(0x9aa5b1),
        .rule = rgb(0x38414b),
        .grid = rgb(0x2b323a),
        .accent = rgb(0x7ab8f5),
        .good = rgb(0x4fcf9f),
        .bad = rgb(0xff8d5c),
        .orange = rgb(0xf0a848),
        .purple = rgb(0xe0a3cb),
        .ghost = rgb(0x8a94a0),
        .veil = 0x90000000U,
        .band = 0.20F,
    };
}

Theme light_theme() {
    return {
        .shade = Shade::Light,
        .page = rgb(0xe9ecf0),
        .panel = rgb(0xf6f7f9),
        .plot = rgb(0xffffff),
        .ink = rgb(0x1b1f24),
        .soft = rgb(0x59636e),
        .rule = rgb(0xc3cad2),
        .grid = rgb(0xe3e7ec),
        .accent = rgb(0x0b5cad),
        .good = rgb(0x00704f),
        .bad = rgb(0xb3370a),
        .orange = rgb(0xb25e00),
        .purple = rgb(0x8d3f73),
        .ghost = rgb(0x7b8590),
        .veil = 0x58808080U,
        .band = 0.24F,
    };
}

std::size_t position(int status) { return static_cast<std::size_t>(std::clamp(status, 0, 4)); }

void set(ImGuiCol_ which, Colour colour) {
    ImGui::GetStyle().Colors[which] = ImGui::ColorConvertU32ToFloat4(colour);
}

void apply_colours(const Theme& theme) {
    set(ImGuiCol_Text, theme.ink);
    set(ImGuiCol_TextDisabled, theme.soft);
    set(ImGuiCol_TextSelectedBg, faded(theme.accent, 0.35F));
    set(ImGuiCol_WindowBg, theme.page);
    set(ImGuiCol_ChildBg, theme.panel);
    set(ImGuiCol_PopupBg, theme.panel);
    set(ImGuiCol_Border, theme.rule);
    set(ImGuiCol_FrameBg, theme.plot);
    set(ImGuiCol_FrameBgHovered, faded(theme.accent, 0.20F));
    set(ImGuiCol_FrameBgActive, faded(theme.accent, 0.30F));
    set(ImGuiCol_Button, faded(theme.accent, 0.18F));
    set(ImGuiCol_ButtonHovered, faded(theme.accent, 0.32F));
    set(ImGuiCol_ButtonActive, faded(theme.accent, 0.48F));
    set(ImGuiCol_Header, faded(theme.accent, 0.22F));
    set(ImGuiCol_HeaderHovered, faded(theme.accent, 0.30F));
    set(ImGuiCol_HeaderActive, faded(theme.accent, 0.40F));
    set(ImGuiCol_Tab, theme.page);
    set(ImGuiCol_TabHovered, faded(theme.accent, 0.30F));
    set(ImGuiCol_TabActive, faded(theme.accent, 0.26F));
    set(ImGuiCol_Separator, theme.rule);
    set(ImGuiCol_SeparatorHovered, theme.accent);
    set(ImGuiCol_SeparatorActive, theme.accent);
    set(ImGuiCol_CheckMark, theme.accent);
    set(ImGuiCol_ScrollbarBg, theme.panel);
    set(ImGuiCol_ScrollbarGrab, theme.rule);
    set(ImGuiCol_ScrollbarGrabHovered, theme.soft);
    set(ImGuiCol_ScrollbarGrabActive, theme.soft);
    set(ImGuiCol_TableHeaderBg, theme.page);
    set(ImGuiCol_TableBorderStrong, theme.rule);
    set(ImGuiCol_TableBorderLight, theme.grid);
    set(ImGuiCol_TableRowBg, 0);
    set(ImGuiCol_TableRowBgAlt, faded(theme.soft, 0.07F));
    set(ImGuiCol_PlotHistogram, theme.accent);
    set(ImGuiCol_ModalWindowDimBg, theme.veil);
}

}  // namespace

Theme make_theme(Shade shade, float scale) {
    Theme theme = shade == Shade::Dark ? dark_theme() : light_theme();
    theme.scale = scale;
    return theme;
}

Colour status_colour(int status) { return kStatusColours[position(status)]; }

Colour on_status_colour(int status) { return status == 4 ? rgb(0xffffff) : rgb(0x14171b); }

const char* status_name(std::optional<int> status) {
    return status ? to_string(kEcoStatuses[position(*status)]).data() : "\u2013";
}

Colour faded(Colour colour, float opacity) {
    const auto alpha = static_cast<Colour>(static_cast<float>(colour >> 24U) * opacity);
    return (colour & 0x00ffffffU) | (alpha << 24U);
}

void apply(const Theme& theme) {
    ImGuiStyle& style = ImGui::GetStyle();
    style = ImGuiStyle{};
    style.WindowPadding = {8, 8};
    style.FramePadding = {7, 4};
    style.ItemSpacing = {7, 5};
    style.CellPadding = {6, 3};
    style.WindowBorderSize = 0;
    style.FrameBorderSize = 1;
    style.FrameRounding = 4;
    style.ChildRounding = 5;
    style.PopupRounding = 5;
    style.TabRounding = 4;
    style.ScrollbarSize = 12;
    style.ScrollbarRounding = 6;
    style.ScaleAllSizes(theme.scale);
    apply_colours(theme);
}

}  // namespace sosw::gui
