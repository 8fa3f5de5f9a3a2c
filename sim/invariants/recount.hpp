#pragma once

#include <functional>
#include <optional>

#include "core/config/config.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/invariants/task_ledger.hpp"

/// The full recount: tables from end to end, beside the book.

namespace sosw::sim {

using ReportBreach = std::function<void(const Breach&, std::optional<TaskNumber>)>;

/// Reads the three tables and compares them with the ledger: each task created stands in exactly
/// the one table in which it must be, with the attempts, greenfield and completion that it must
/// have, and nothing else stands anywhere (one_place, conservation, attempts, greenfield,
/// completed, no_ghosts). Finds too what was changed without being seen. Tells `report` of every
/// breach.
///
/// `dynamo_db` must answer at once and without fault.
void recount(
    DynamoDb& dynamo_db,
    const TaskManagerConfig& config,
    const TaskLedger& ledger,
    const ReportBreach& report
);

}  // namespace sosw::sim
