#pragma once

#include <string>
#include <vector>

#include "gui/model/commands.hpp"
#include "gui/widgets/theme.hpp"

/// Which scenario, which seed, how fast; play, pause, step, again; undo; and how far it is.

namespace sosw::gui {

struct ToolbarView {
    std::vector<std::string> scenarios{};  ///< Files to choose from.
    std::string path{};                    ///< Another file, as it is being written.
    std::string seed{};                    ///< As it is being written.
    bool seed_edited = false;
    bool help_wanted = false;  ///< The button was pressed; as the next one.
    bool theme_wanted = false;
};

void draw_toolbar(
    const Theme& theme, const Snapshot& snapshot, ToolbarView& view, Commands& commands
);

/// Play where it pauses, pause where it plays.
void toggle_play(const Snapshot& snapshot, Commands& commands);

}  // namespace sosw::gui
