#pragma once

#include <vector>

#include "gui/panels/timeline_layout.hpp"

/// What mouse and keys do to the timeline.

namespace sosw::gui {

struct TimelineFrame {
    const Theme& theme;
    const Snapshot& snapshot;
    const std::vector<Track>& tracks;
    Box plots{};           ///< What is seen of all plots.
    bool hovered = false;  ///< The mouse is over the tracks and nothing else wants it.
};

/// Takes hold, drags and lets go; the wheel; and where the mouse is.
void handle_mouse(
    const TimelineFrame& frame, TimelineView& view, Selection& selection, Commands& commands
);

/// Navigation, nudging of the focused threshold, steps between decisions. Only while nobody writes.
void handle_keys(
    const Snapshot& snapshot, TimelineView& view, Selection& selection, Commands& commands
);

/// Focuses the next threshold of the selected labourer, or the first one.
void focus_next_threshold(const Snapshot& snapshot, const Selection& selection, TimelineView& view);

}  // namespace sosw::gui
