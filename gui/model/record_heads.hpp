#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "gui/model/run_view.hpp"

/// What a record says from its first row on: the run, its labourers and their health metrics.

namespace sosw::gui {

/// The run, its labourers, and their tracks without points. `id`, `now` and what changes while a
/// run goes on are left as they are.
void read_heads(sqlite::Database& record, RunView& view);

/// A health metric of a labourer and the series behind it.
struct SeriesPlace {
    LabourerIndex labourer = 0;
    std::size_t metric = 0;  ///< In `LabourerTracks::metrics`.
    std::int64_t series = 0;
};
std::vector<SeriesPlace> series_places(sqlite::Database& record, const RunView& view);

/// The labourer of that name.
std::optional<LabourerIndex> find_labourer(const RunView& view, std::string_view name);

}  // namespace sosw::gui
