#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backends/sqlite/capacity.hpp"
#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/table_throughput.hpp"
#include "backends/sqlite/write_plan.hpp"
#include "core/base/result.hpp"

/// Where calls meet the limits of tables: after a write was planned and before it is applied, after
/// a read has found what it costs and before it is answered. A refused call has changed nothing.
///
/// What was admitted the engine's observer is told. Tables without limits that nobody observes cost
/// a look at two pointers.

namespace sosw::sqlite {

/// Takes what a single write takes, or refuses it. `planned` is what planning it said: of a write
/// whose condition failed, looking at the item is charged, and its error given back.
///
/// Errors: `ProvisionedThroughputExceededException`, `ThrottlingException`; that of `planned`.
Result<void> admit_write(
    const DynamoEngine& engine, const WritePlan& plan, const Result<void>& planned
);

/// Takes what the writes of a transaction take together, or refuses them all with
/// `TransactionCanceledException` (`ErrorCode::Throttled`), with a reason for each. `planned`: as
/// above; its error where the conditions failed.
Result<void> admit_transaction(
    const DynamoEngine& engine, std::span<const WritePlan> plans, const Result<void>& planned
);

/// One table's share of a read.
struct TableReadUse {
    DynamoTable* table = nullptr;
    std::vector<CapacityUse> uses{};
};

/// Of the item whose key is in the engine's `key_buffer`.
TableReadUse read_use(
    const DynamoEngine& engine, DynamoTable& table, std::int64_t size_bytes, ReadKind kind
);

/// Errors: `ProvisionedThroughputExceededException`,
/// `ThrottlingException`.
Result<void> admit_read(const DynamoEngine& engine, const TableReadUse& read);

/// All of them or none. Errors: as `admit_transaction`.
Result<void> admit_transactional_reads(
    const DynamoEngine& engine, std::span<const TableReadUse> reads
);

/// The error of a transaction that was cancelled for these reasons. Throttled where one of them is
/// a lack of capacity.
Failure transaction_cancelled(std::vector<TransactionCanceled::Reason> reasons);

}  // namespace sosw::sqlite
