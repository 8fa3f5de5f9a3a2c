#pragma once

#include <string_view>

/// The tables of a record: what happened in a simulated run, and why.
///
/// A record is one SQLite database, in memory or a file, and is the truth for everyone: the
/// summary, expectations, reports, the dashboard and the user's own SQL. Each table and column is
/// explained, with its unit, in the comments of `schema.cpp`, which SQLite keeps: `.schema` in its
/// shell shows them. Rules that hold everywhere:
///
/// - `…_us` is microseconds: a point in simulated time counts from the epoch (UTC), a length of
/// time from nothing. NULL means
///   that it did not happen or does not apply.
/// - Labourers, functions and essentials are named as in the scenario. A task is its number in
/// order of creation; table
///   `task` knows its id.
/// - Rows are added in the order of events and never changed, except that the one row of `run` is
/// completed when the run
///   ends. A record whose `run.finished` is 0 is that of a run which was stopped or killed; what it
///   has is sound.
/// - Only table `environment` may hold what differs between two runs of one scenario and seed.

namespace sosw::sim {

/// `run.schema_version` of the records written by this program.
inline constexpr int kRecordSchemaVersion = 1;

/// The statements that create the tables and views of an empty record.
std::string_view record_schema();

/// The statements that create the indexes for reading, once all rows are there.
std::string_view record_indexes();

}  // namespace sosw::sim
