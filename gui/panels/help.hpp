#pragma once

#include <span>

#include "gui/widgets/theme.hpp"

/// What every key and every movement of the mouse does, over everything else.

namespace sosw::gui {

struct KeyHelp {
    const char* keys;
    const char* effect;
};
/// In the order of the overlay; docs/dashboard.md has the same.
std::span<const KeyHelp> all_keys();

/// Draws the overlay while `open`, and closes it where the user wishes.
void draw_help(const Theme& theme, bool& open);

}  // namespace sosw::gui
