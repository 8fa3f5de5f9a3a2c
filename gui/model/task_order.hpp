#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gui/model/snapshot.hpp"

/// Which tasks are shown, in which order: off the frame, for hundreds of thousands of them.

namespace sosw::gui {

/// Indexes of `rows`, or null where all are shown as they are. `view` knows the labourers and the
/// ids.
std::shared_ptr<const std::vector<std::uint32_t>> task_order(
    const Rows<TaskRow>& rows,
    const RunView& view,
    const TaskFilter& filter,
    const std::optional<TimeRange>& range
);

}  // namespace sosw::gui
