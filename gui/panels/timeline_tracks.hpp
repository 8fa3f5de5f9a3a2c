#pragma once

#include "gui/panels/timeline_layout.hpp"
#include "gui/widgets/threshold_line.hpp"

/// How each kind of track is drawn.

namespace sosw::gui {

/// The thresholds of a metric track, as they stand in the configuration that is being tuned, or as
/// the run had them where nothing can be tuned; highest status first.
std::vector<ThresholdLine> threshold_lines(
    const Snapshot& snapshot, const TimelineView& view, const Track& track
);

/// The values from the lower to the upper edge of a track: those of the whole run and of the one
/// before, so that zooming in time leaves the heights alone.
ValueRange values_of(const Snapshot& snapshot, const TimelineView& view, const Track& track);

Plot plot_of(const Snapshot& snapshot, const TimelineView& view, const Track& track);

/// The plot and the names with what the track shows at `at`.
void draw_track(
    const Theme& theme,
    const Snapshot& snapshot,
    const TimelineView& view,
    const Track& track,
    Duration at,
    bool selected
);

}  // namespace sosw::gui
