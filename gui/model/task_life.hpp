#pragma once

#include <optional>

#include "backends/sqlite/database.hpp"
#include "gui/model/moment.hpp"

/// One task's whole life, read from the record.

namespace sosw::gui {

/// Nothing where the record has no such task. `start` is the run's.
std::optional<TaskLife> read_task_life(
    sqlite::Database& record, sim::TaskNumber task, Timestamp start
);

}  // namespace sosw::gui
