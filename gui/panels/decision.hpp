#pragma once

#include "gui/model/commands.hpp"
#include "gui/panels/selection.hpp"
#include "gui/widgets/theme.hpp"

/// Why a pass invoked so many: in words, and in numbers from the readings to the invocations.

namespace sosw::gui {

void draw_decision(
    const Theme& theme, const Snapshot& snapshot, Selection& selection, Commands& commands
);

}  // namespace sosw::gui
