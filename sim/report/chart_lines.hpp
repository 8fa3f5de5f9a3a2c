#pragma once

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

/// What a summary says about the course of time: the lines of the chart, and the figures that come
/// from how long something lasted. Part of `summarise`.
///
/// Each function fills its members of the labourers of `summary`, whose axis, `start` and `end` are
/// set.

namespace sosw::sim {

/// Running and queued tasks, from event to event.
void add_levels(sqlite::Database& database, Summary& summary);
void add_statuses(sqlite::Database& database, Summary& summary);
void add_metric_lines(sqlite::Database& database, Summary& summary);

}  // namespace sosw::sim
