#pragma once

#include <cstdint>
#include <ostream>

#include "backends/sqlite/database.hpp"

/// From a run to a trace, so that the same tasks can meet other thresholds.

namespace sosw::sim {

/// Writes the tasks of `record`, the SQLite file of a run, as a trace of sosw's own format: one row
/// per task in the order of creation, `timestamp,labourer,duration_ms,payload`.
///
/// Timestamps are seconds since the run's start, to the microsecond, so that a replay without
/// `speed` creates each task at the same instant. The duration is that of the execution that
/// succeeded, else of the longest one that ended; empty where none did. The payload is empty where
/// it was `{}`. Returns the number of tasks. Throws `sqlite::DatabaseError` where `record` is no
/// record.
std::int64_t export_trace(sqlite::Database& record, std::ostream& trace);

}  // namespace sosw::sim
