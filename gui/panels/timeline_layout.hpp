#pragma once

#include <cstddef>
#include <vector>

#include "gui/panels/timeline.hpp"

/// Which tracks there are, and where each of them is.

namespace sosw::gui {

enum class TrackKind { Heading, Metric, Status, Running, Queue, Waits, Invoked, Throttles };

struct Track {
    TrackKind kind = TrackKind::Heading;
    LabourerIndex labourer = 0;
    std::size_t metric = 0;
    Box names{};  ///< Left of the plot: what it is, and the values at the mouse.
    Box plot{};
};

/// From the top of `area` downwards. Where there is room the higher tracks share it; where there is
/// not, they go on below it.
std::vector<Track> lay_out_tracks(
    const Theme& theme, const Snapshot& snapshot, const TimelineView& view, const Box& area
);

/// The width of the names.
float names_width(const Theme& theme);

}  // namespace sosw::gui
