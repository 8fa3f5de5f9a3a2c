#pragma once

#include "gui/model/commands.hpp"
#include "gui/widgets/theme.hpp"

/// One task's whole life: its events and the executions of its function. A click on an event puts
/// the cursor there.

namespace sosw::gui {

void draw_task_life(const Theme& theme, const Snapshot& snapshot, Commands& commands);

}  // namespace sosw::gui
