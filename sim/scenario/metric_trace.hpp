#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "sim/scenario/signal.hpp"

namespace sosw::sim {

/// More points than a year has half-minutes are a slip of the pen sooner, and are kept in memory.
inline constexpr std::size_t kTracePointsMax = 1'000'000;

/// Reads a CSV file of recorded values.
///
/// The first line is `timestamp,value`. Timestamps are ISO 8601 or numbers of seconds, each later
/// than the one before; values are numbers. Every line that is not like that is reported with line
/// and column, up to twenty of them.
Checked<std::vector<TracePoint>> read_metric_trace(const std::string& file);

/// Writes such a file: the first point stands at `first`. Values read back as the same doubles.
void write_metric_trace(
    std::ostream& trace, Timestamp first, const std::vector<TracePoint>& points
);

}  // namespace sosw::sim
