#pragma once

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

namespace sosw::sim {

/// Counts the events of the tasks, and takes the waits, of each labourer and of all: `tasks` (but
/// for what stands at the end), `queue_wait`, `oldest_waiting` and `invoked_line`. Part of
/// `summarise`: the labourers of `summary`, its axis and `end` are set.
void add_task_figures(sqlite::Database& database, Summary& summary);

}  // namespace sosw::sim
