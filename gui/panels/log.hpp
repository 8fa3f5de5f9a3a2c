#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "gui/model/commands.hpp"
#include "gui/panels/selection.hpp"
#include "gui/widgets/theme.hpp"

/// Faults, throttles, errors and deaths in order of time, within the selected range. A click puts
/// the cursor there.

namespace sosw::gui {

inline constexpr std::size_t kLogKinds = 7;

struct LogView {
    std::array<bool, kLogKinds> kinds{true, true, true, true, true, true, true};
    std::vector<std::uint32_t> shown{};  ///< Indexes of the log, as chosen last.
    /// For what they were chosen; another choice is made where it differs.
    const RunView* run = nullptr;
    std::optional<TimeRange> range{};
    bool dirty = true;
};

void draw_log(
    const Theme& theme,
    const Snapshot& snapshot,
    LogView& view,
    Selection& selection,
    Commands& commands
);

}  // namespace sosw::gui
