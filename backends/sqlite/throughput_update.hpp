#pragma once

#include <string_view>
#include <vector>

#include "backends/sqlite/table_record.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// What UpdateTable says of provisioned throughput: of the table, and of its global indexes.

namespace sosw::sqlite {

/// `LimitExceededException`, behind `Subscriber limit exceeded: `.
Failure limit_exceeded(std::string_view message);
/// `ResourceNotFoundException` where a global index is not there.
Failure no_such_index();

/// What the request wants of the table and of indexes. Errors: `ValidationException`, also where a
/// table that leaves on demand does not say what each index gets; `ResourceNotFoundException`.
Result<std::vector<ThroughputChange>> throughput_changes(
    const TableRecord& record, const UpdateTableRequest& request
);

/// Notes in the history that `change` has begun. Errors: `ValidationException` where it changes
/// nothing; `LimitExceededException` after too many decreases of the day.
Result<void> note_change(TableRecord& record, const ThroughputChange& change, Timestamp now);

}  // namespace sosw::sqlite
