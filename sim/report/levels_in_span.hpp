#pragma once

#include <array>
#include <optional>
#include <string>

#include "backends/sqlite/database.hpp"
#include "sim/report/level_changes.hpp"
#include "sim/report/statistics.hpp"
#include "sim/report/time_span.hpp"

/// Counts and statuses that hold over time, cut to a part of a run.

namespace sosw::sim {

struct LevelsInSpan {
    Statistics statistics{};  ///< Weighted by time.
    std::int64_t at_end = 0;
    Timestamp highest_at{};  ///< When the highest level was first reached within the span.
    Timestamp lowest_at{};
};

LevelsInSpan levels_in_span(
    sqlite::Database& record, const std::string& labourer, Level level, const TimeSpan& span
);

struct StatusesInSpan {
    std::array<Duration, 5> time_in_status{};
    /// Changes of the status that go against the change before them: down after up, or up after
    /// down. Three changes Good, Bad, Good, Bad are two flaps.
    std::int64_t flaps = 0;
};

/// A status lasts from the pass that decided on it until the next one that decided anything; the
/// last one until the span's end.
StatusesInSpan statuses_in_span(
    sqlite::Database& record, const std::string& labourer, const TimeSpan& span
);

}  // namespace sosw::sim
