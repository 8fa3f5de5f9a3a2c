#pragma once

#include "gui/panels/selection.hpp"
#include "gui/widgets/theme.hpp"
#include "gui/widgets/time_axis.hpp"

/// The table of labourers at the moment shown: one line each. A click selects one.

namespace sosw::gui {

/// `axis` is the time that the small pictures of the queues span.
void draw_labourers(
    const Theme& theme, const Snapshot& snapshot, const TimeAxis& axis, Selection& selection
);

}  // namespace sosw::gui
