#pragma once

#include "core/config/config.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/world/chronicle.hpp"

namespace sosw::sim {

/// Reads the three tables from end to end and compares them with the ledger: each task created
/// stands in exactly the one table in which it must be, and nothing else stands anywhere. Tells
/// `chronicle` of every violation.
void recount(DynamoDb& dynamo_db, const TaskManagerConfig& config, Chronicle& chronicle);

}  // namespace sosw::sim
