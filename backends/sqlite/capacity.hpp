#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/// Adds `more` to the entry of its table, made where it is missing.
void add_capacity(std::vector<ConsumedCapacity>& total, const ConsumedCapacity& more);

}  // namespace sosw::sqlite
