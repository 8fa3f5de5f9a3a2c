#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "gui/widgets/geometry.hpp"

struct ImFont;

/// What everything looks like: colours, fonts and the scale of all distances.
///
/// The colours can be told apart by eyes that see no red or no green, and no colour is the only
/// sign of anything. The five eco statuses have the same colours here as in `sosw report`.

namespace sosw::gui {

enum class Shade { Dark, Light };

struct Theme {
    Shade shade = Shade::Dark;
    float scale = 1;  ///< Of all distances; 2 on a display with twice the density.
    ImFont* regular = nullptr;
    ImFont* bold = nullptr;
    ImFont* mono = nullptr;
    ImFont* small = nullptr;

    Colour page = 0;   ///< Behind everything.
    Colour panel = 0;  ///< Behind a panel's contents.
    Colour plot = 0;   ///< Behind a track.
    Colour ink = 0;
    Colour soft = 0;  ///< Text of less weight.
    Colour rule = 0;
    Colour grid = 0;
    Colour accent = 0;
    Colour good = 0;
    Colour bad = 0;
    Colour orange = 0;
    Colour purple = 0;
    Colour ghost = 0;  ///< The run before.
    Colour veil = 0;   ///< Over what lies outside the selected range.
    float band = 0;    ///< Opacity of the bands of feelings.

    /// A distance that was designed for an ordinary display.
    float px(float distance) const { return distance * scale; }
};

/// The colours of a shade, without fonts.
Theme make_theme(Shade shade, float scale);

/// The colour of an eco status, 0 Bad … 4 High; the same in both shades.
Colour status_colour(int status);
/// A colour of text that can be read on `status_colour(status)`.
Colour on_status_colour(int status);
/// `Bad` … `High`, or `–` where there is none.
const char* status_name(std::optional<int> status);

/// `colour` with an opacity of 0 … 1.
Colour faded(Colour colour, float opacity);

/// Makes ImGui's own widgets follow the theme. Call it again after a change of theme or scale.
void apply(const Theme& theme);

}  // namespace sosw::gui
