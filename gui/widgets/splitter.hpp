#pragma once

#include "gui/widgets/theme.hpp"

/// Bars between panels that can be dragged.

namespace sosw::gui {

enum class SplitterKind {
    Beside,  ///< Upright, between a left and a right part.
    Above,   ///< Level, between an upper and a lower part.
};

/// Draws the bar in `box`. True while it is dragged: `fraction`, the share of the first part of
/// `length` pixels, has then followed the mouse, within `0.15 … 0.85`.
bool splitter(
    const Theme& theme,
    const char* id,
    SplitterKind kind,
    const Box& box,
    float length,
    float& fraction
);

}  // namespace sosw::gui
