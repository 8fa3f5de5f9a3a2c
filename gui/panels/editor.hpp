#pragma once

#include <map>
#include <string>

#include "gui/model/commands.hpp"
#include "gui/widgets/theme.hpp"

/// Values of the scenario in fields: workload, functions, limits. Enter asks for the change; what
/// is wrong with it stands below the field, and the run before stays.

namespace sosw::gui {

struct EditorView {
    std::string search{};
    std::map<std::string, std::string> drafts{};  ///< By pointer: what is being written.
};

void draw_editor(
    const Theme& theme, const Snapshot& snapshot, EditorView& view, Commands& commands
);

}  // namespace sosw::gui
