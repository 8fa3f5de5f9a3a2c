#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/table_throughput.hpp"
#include "backends/sqlite/write_plan.hpp"
#include "core/ports/dynamo_db.hpp"

/// Capacity units as DynamoDB bills them: reads by 4 KB, writes by 1 KB, twice as much in
/// transactions.
///
/// Computed only when a call asks for it.

namespace sosw::sqlite {

enum class ReadKind { Eventual, Strong, Transactional };

/// Of `size_bytes` read together; at least one unit of 4 KB.
double read_units(std::int64_t size_bytes, ReadKind kind);

/// What a read of the table or of one index (`index_name`) took.
ConsumedCapacity read_capacity(
    const std::string& table_name,
    const std::string& index_name,
    double units,
    ReturnConsumedCapacity detail
);

/// What a planned write takes: of the table by the larger of the old and the new item, of each
/// index that it changes by what the index holds, twice where the entry moves.
ConsumedCapacity write_capacity(
    const WritePlan& plan, bool transactional, ReturnConsumedCapacity detail
);

/// The same by table, global index and partition: what limits are about. Local indexes take of the
/// table. `index` borrows from the plan's table.
std::vector<CapacityUse> write_uses(const WritePlan& plan, bool transactional);
/// What a write takes whose condition did not hold: as much of the table as the item that it looked
/// at, at least a unit.
std::vector<CapacityUse> refused_write_uses(const WritePlan& plan, bool transactional);

/// Adds `more` to the entry of its table, made where it is missing.
void add_capacity(std::vector<ConsumedCapacity>& total, const ConsumedCapacity& more);

}  // namespace sosw::sqlite
