#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gui/model/tuning_view.hpp"
#include "gui/widgets/plot.hpp"

/// A feeling's threshold as a level line that a person can take hold of.

namespace sosw::gui {

struct ThresholdLine {
    ThresholdId id{};
    std::string comparison{};
    double value = 0;
    double original = 0;
    bool focused = false;  ///< By the keyboard, or the mouse is on it.
    bool dragged = false;  ///< Its value is shown large.
    bool movable = true;
};

/// The lines, with their names and handles at the right edge; where a line was moved, a thin one
/// stays where it was in the file.
void draw_thresholds(const Theme& theme, const Plot& plot, const std::vector<ThresholdLine>& lines);

/// The line within reach of `spot`, the nearest one.
std::optional<std::size_t> threshold_at(
    const Theme& theme, const Plot& plot, std::span<const ThresholdLine> lines, Spot spot
);

/// `value` as precisely as a pixel of the plot can tell.
double rounded_for(const Plot& plot, double value);

}  // namespace sosw::gui
