#pragma once

#include <optional>
#include <string>

#include "gui/app/app_options.hpp"
#include "gui/panels/dashboard.hpp"

/// What the dashboard remembers from one time to the next: the window's size, the theme, and how
/// the panels share the room.

namespace sosw::gui {

struct Settings {
    PictureSize size{};
    Shade shade = Shade::Dark;
    float beside = 0.70F;
    float above = 0.70F;
    bool first_start = true;  ///< Nothing was remembered.
};

/// `dashboard.conf` in `$XDG_CONFIG_HOME/sosw`, or in `~/.config/sosw`; empty where there is
/// neither.
std::string settings_path();

/// What the text of such a file says; what it does not say, or says wrongly, is as at first.
Settings parse_settings(const std::string& text);
std::string format_settings(const Settings& settings);

/// The remembered ones. A file that cannot be read counts as none.
Settings load_settings(const std::string& path);
/// Makes the folder where it is missing. Remembering is a courtesy: failures are passed over.
void save_settings(const Settings& settings, const std::string& path);

}  // namespace sosw::gui
