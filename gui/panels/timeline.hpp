#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/commands.hpp"
#include "gui/panels/selection.hpp"
#include "gui/widgets/geometry.hpp"
#include "gui/widgets/theme.hpp"
#include "gui/widgets/time_axis.hpp"
#include "gui/widgets/value_range.hpp"

/// All tracks of the labourers on one time axis.
///
/// The wheel zooms at the mouse (over the names at the left it scrolls), dragging pans, dragging
/// with Shift selects a range, a click puts the cursor and selects the decision in force there. A
/// threshold follows the mouse; focused, it follows the arrow keys, Enter asks for its value, and a
/// double click puts it back to what the file says.

namespace sosw::gui {

/// What a pressed button of the mouse has taken hold of.
struct TimelineGrab {
    enum class Kind { None, Pan, Range, Threshold };
    Kind kind = Kind::None;
    Spot pressed{};
    Duration anchor{};  ///< Of a range.
    ThresholdId threshold{};
    double value = 0;     ///< Of the threshold, as dragged.
    ValueRange values{};  ///< Of its track, which stands still meanwhile.
    bool moved = false;
};

struct TimelineView {
    TimeAxis axis{};
    std::vector<LabourerIndex> folded{};  ///< Labourers of which only the heading is shown.
    std::optional<ThresholdId> focused{};
    TimelineGrab grab{};
    std::optional<Duration> hover{};  ///< The instant under the mouse.
    std::string typed{};              ///< A value that is being typed in.
    std::optional<ThresholdId> typed_for{};
    bool type_in_asked = false;  ///< In this frame; the field opens.
    /// Of the run, for which the labourers were folded at first.
    std::string folded_for{};

    /// For tests and a tour: the tracks as they were drawn last.
    struct Place {
        LabourerIndex labourer = 0;
        std::string metric{};
        Box box{};
        ValueRange values{};
    };
    std::vector<Place> metric_places{};
    Box plot_area{};  ///< From the left to the right edge of all plots.
};

void draw_timeline(
    const Theme& theme,
    const Snapshot& snapshot,
    TimelineView& view,
    Selection& selection,
    Commands& commands
);

}  // namespace sosw::gui
