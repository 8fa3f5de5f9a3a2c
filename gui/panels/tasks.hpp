#pragma once

#include <string>

#include "gui/model/commands.hpp"
#include "gui/widgets/theme.hpp"

/// The table of tasks at the moment shown, with filter and order. Only the lines on the screen cost
/// anything; filtering and sorting are the worker's.

namespace sosw::gui {

struct TasksView {
    std::string text{};  ///< Of the filter, as it is being written.
};

void draw_tasks(const Theme& theme, const Snapshot& snapshot, TasksView& view, Commands& commands);

}  // namespace sosw::gui
