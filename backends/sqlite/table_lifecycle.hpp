#pragma once

#include <string>
#include <string_view>

#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/table_record.hpp"
#include "core/base/result.hpp"

/// How tables come, change and go.
///
/// What a call begins is kept in the file with the moment of its end (`SqliteDynamoDbOptions::
/// delays`). Requests for items go by those moments. What has come to its end is settled by
/// requests about tables, and by whoever drives the clock (`settle_tables`): no thread waits for
/// it.

namespace sosw::sqlite {

/// `ResourceNotFoundException` in the words of the calls that are about tables.
Failure table_not_found(std::string_view name);

/// Whether requests for items find the table.
bool has_items(const TableRecord& record, Timestamp now);
/// Errors: `ValidationException` where the index is being filled or deleted.
Result<void> check_readable(
    const TableRecord& record, const std::string& index_name, Timestamp now
);

/// Makes a table of a valid definition. Of `record` nothing but what the user said is read.
/// Errors: `ResourceInUseException`.
Result<DynamoTable*> begin_creation(DynamoEngine& engine, TableRecord record);
/// Of a table that is being deleted nothing changes. Errors: `ResourceNotFoundException`,
/// `ResourceInUseException`; `ValidationException` where it is protected.
Result<DynamoTable*> begin_deletion(DynamoEngine& engine, const std::string& name);

/// Notes what the record says of its changes, and keeps it.
void save_changes(DynamoEngine& engine, const TableRecord& record);
/// Brings what is due to its end. Tables that it removes or builds anew are other objects then.
void settle_tables(DynamoEngine& engine);
/// Finds the changes that the file says are under way, and holds the tables to their limits.
void open_lifecycles(DynamoEngine& engine);

/// Puts a table with the same items in the place of `table`, with the keys and indexes of
/// `record`. Items that do not fit a new index are not in it.
DynamoTable& rebuild_table(DynamoEngine& engine, DynamoTable& table, TableRecord record);
/// Holds the table to its limits, where the engine is to.
void enforce_limits(const DynamoEngine& engine, DynamoTable& table);

}  // namespace sosw::sqlite
