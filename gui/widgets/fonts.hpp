#pragma once

#include <string>
#include <vector>

/// The typefaces of the dashboard.

namespace sosw::gui {

struct Theme;

/// Folders in which a typeface may be, without asking anything like fontconfig: those of Linux
/// distributions and of macOS, and below the user's own data.
std::vector<std::string> font_folders();

/// The first of `folders` that has `file`, with it; empty where none has.
std::string find_font(const std::vector<std::string>& folders, const std::string& file);

/// Loads the typefaces into ImGui's atlas, drawn by FreeType for `theme.scale`, and names them in
/// `theme`. Replaces what was there. Where no typeface is found, ImGui's built-in one serves.
void load_fonts(Theme& theme, const std::vector<std::string>& folders = font_folders());

}  // namespace sosw::gui
