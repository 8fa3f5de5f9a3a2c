#pragma once

#include <string>

#include "core/ports/dynamo_db.hpp"
#include "sim/invariants/invariant.hpp"

namespace sosw::sim {

/// The rule index_converges: each global index of `table_name` shows exactly the items that have
/// its key attributes, with the keys that they have in the table. To be asked when no change is on
/// its way to an index.
///
/// `dynamo_db` must answer at once and without fault.
Breach check_indexes(DynamoDb& dynamo_db, const std::string& table_name);

}  // namespace sosw::sim
