#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gui/model/commands.hpp"
#include "gui/panels/selection.hpp"
#include "gui/widgets/geometry.hpp"
#include "gui/widgets/theme.hpp"

/// The greenfield axis of the selected labourer, as sosw's documentation draws it: from the queue
/// over expired and cooldown to running, one dot per task. Pointing at a dot names its task, a
/// click shows its life.

namespace sosw::gui {

struct GreenfieldView {
    struct Dot {
        Spot at{};
        std::size_t index = 0;  ///< In the axis's dots.
    };
    std::vector<Dot> dots{};  ///< As they were placed in the last frame.
    std::optional<sim::TaskNumber> hovered{};
};

void draw_greenfield(
    const Theme& theme,
    const Snapshot& snapshot,
    GreenfieldView& view,
    const Selection& selection,
    Commands& commands
);

/// The colour of a task in `state`.
Colour state_colour(const Theme& theme, TaskState state);

}  // namespace sosw::gui
