#pragma once

#include <string>

#include "gui/model/commands.hpp"
#include "gui/panels/selection.hpp"
#include "gui/widgets/theme.hpp"

/// The other future: what a change made better or worse, the runs that are kept, and the first
/// decision that came out otherwise.

namespace sosw::gui {

struct CompareView {
    bool only_differences = true;
    RunId renamed = 0;  ///< The run whose name is being written; 0: none.
    std::string new_name{};
};

void draw_compare(
    const Theme& theme,
    const Snapshot& snapshot,
    CompareView& view,
    Selection& selection,
    Commands& commands
);

}  // namespace sosw::gui
