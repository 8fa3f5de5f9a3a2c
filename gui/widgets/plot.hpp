#pragma once

#include <span>
#include <string>
#include <vector>

#include "gui/model/run_view.hpp"
#include "gui/widgets/theme.hpp"
#include "gui/widgets/time_axis.hpp"
#include "gui/widgets/value_range.hpp"

/// A track's drawing: series over time in a box of the current window.
///
/// What a series costs grows with the width of the box, not with its points: they come from its
/// pyramid. Lines are drawn in pieces, since one list of ImGui's counts corners in 16 bits.

namespace sosw::gui {

struct Plot {
    Box box{};
    const TimeAxis& axis;
    ValueRange values{};

    float x(Duration at) const;
    float y(double value) const;
    Duration time_at(float x) const;
    double value_at(float y) const;
};

struct Stroke {
    Colour colour = 0;
    float width = 1;
};

/// What stands behind everything: ground, and lines at round times and values.
void draw_ground(const Theme& theme, const Plot& plot, int value_lines);
/// The round values, as text at the left edge.
void draw_value_labels(const Theme& theme, const Plot& plot, int value_lines);

/// Points joined by lines; a gap longer than `gap` is left open (zero: none is).
void draw_line(const Plot& plot, const SeriesPyramid& series, Stroke stroke, Duration gap = {});
/// Each value holds until the next point, the last one until `end`.
void draw_steps(const Plot& plot, const SeriesPyramid& series, Stroke stroke, Duration end);
/// The same, filled down to 0.
void draw_filled_steps(const Plot& plot, const SeriesPyramid& series, Colour colour, Duration end);
/// A bar from 0 for each point.
void draw_bars(const Plot& plot, const SeriesPyramid& series, Stroke stroke);

/// A stretch of values that feel the same.
struct FeelingBand {
    double low = 0;
    double high = 0;
    int status = 0;
};
/// How the values within `values` feel, from low to high. `lines` come highest status first.
std::vector<FeelingBand> feeling_bands(
    std::span<const FeelingLine> lines, const std::string& comparison, const ValueRange& values
);
void draw_bands(const Theme& theme, const Plot& plot, const std::vector<FeelingBand>& bands);

/// Eco statuses over time, as a strip in their colours; the name stands where there is room.
enum class Names { No, Yes };
void draw_status_strip(
    const Theme& theme, const Plot& plot, const SeriesPyramid& status, Duration end, Names names
);

}  // namespace sosw::gui
