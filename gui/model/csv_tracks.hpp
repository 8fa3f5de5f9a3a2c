#pragma once

#include <optional>
#include <span>
#include <string>

#include "gui/model/snapshot.hpp"

/// The tracks as CSV, one line per point, in the manner of the record's own tables.

namespace sosw::gui {

/// Columns `labourer,track,at_us,at_utc,value`: `at_us` and `at_utc` are the same point in
/// simulated time. Of the labourers named, of all where none is, within `range` where there is one.
std::string csv_of_tracks(
    const RunView& run,
    std::span<const std::string> labourers,
    const std::optional<TimeRange>& range
);

}  // namespace sosw::gui
