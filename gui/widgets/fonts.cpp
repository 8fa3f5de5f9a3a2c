#include "gui/widgets/fonts.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include <imgui.h>
#include <imgui_freetype.h>

#include "gui/widgets/theme.hpp"

namespace sosw::gui {

namespace {

constexpr float kTextPixels = 14;
constexpr float kSmallPixels = 12;

/// Latin, Greek, Cyrillic, and the marks that the dashboard itself writes.
constexpr std::array<ImWchar, 15> kGlyphs{
    0x0020,
    0x052f,
    0x2010,
    0x2027,
    0x2190,
    0x21ff,
    0x2200,
    0x22ff,
    0x23e9,
    0x23fa,
    0x25a0,
    0x25ff,
    0x2713,
    0x2718,
    0};

ImFont* built_in(float pixels) {
    ImFontConfig config;
    config.SizePixels = std::round(pixels);
    return ImGui::GetIO().Fonts->AddFontDefault(&config);
}

ImFont* add(const std::vector<std::string>& folders, const std::string& file, float pixels) {
    const std::string path = find_font(folders, file);
    if (path.empty()) {
        return built_in(pixels);
    }
    ImFont* font = ImGui::GetIO().Fonts->AddFontFromFileTTF(
        path.c_str(), std::round(pixels), nullptr, kGlyphs.data()
    );
    return font != nullptr ? font : built_in(pixels);
}

}  // namespace

std::vector<std::string> font_folders() {
    std::vector<std::string> folders{
        "/usr/share/fonts/truetype/dejavu",
        "/usr/share/fonts/dejavu-sans-fonts",
        "/usr/share/fonts/TTF",
        "/usr/share/fonts/dejavu",
        "/usr/local/share/fonts",
        "/Library/Fonts"};
    if (const char* home = std::getenv("HOME")) {
        folders.push_back(std::string{home} + "/.local/share/fonts");
    }
    return folders;
}

std::string find_font(const std::vector<std::string>& folders, const std::string& file) {
    for (const std::string& folder : folders) {
        const std::filesystem::path path = std::filesystem::path{folder} / file;
        std::error_code ignored;
        if (std::filesystem::is_regular_file(path, ignored)) {
            return path.string();
        }
    }
    return {};
}

void load_fonts(Theme& theme, const std::vector<std::string>& folders) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    theme.regular = add(folders, "DejaVuSans.ttf", theme.px(kTextPixels));
    theme.bold = add(folders, "DejaVuSans-Bold.ttf", theme.px(kTextPixels));
    theme.mono = add(folders, "DejaVuSansMono.ttf", theme.px(kTextPixels - 1));
    theme.small = add(folders, "DejaVuSans.ttf", theme.px(kSmallPixels));
    ImGui::GetIO().FontDefault = theme.regular;
}

}  // namespace sosw::gui
