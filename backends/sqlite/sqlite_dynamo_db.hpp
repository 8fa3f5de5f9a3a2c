#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/lagged_index.hpp"
#include "backends/sqlite/table_throughput.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"

/// DynamoDB's tables emulated in an SQLite file, by DynamoDB's own rules: keys, conditions,
/// expressions, paging, sizes, capacity units, error names and texts.
///
/// Every call is atomic, and the file has it when the database's `Durability` says so. Scans are
/// served in the order of the primary key, and so are equal keys of an index (DynamoDB promises
/// neither): the same calls give the same answers. Indexes are up to date at once, and nothing is
/// throttled, unless a table was given limits or an index a lag. Latency and faults are added by
/// decorators.
///
/// Numbers of the answers are normalised (M27); an item keeps the order of its attributes.
///
/// One thread at a time, that of the database. `DatabaseError` is thrown where the file itself
/// fails.

namespace sosw::sqlite {

class CapacityObserver;
class Database;
struct DynamoEngine;

/// How long tables and indexes take to become what they are told to be.
struct TableDelays {
    Duration creating{};
    Duration updating{};
    Duration deleting{};
    Duration index_creating{};
};

struct SqliteDynamoDbOptions {
    /// Serve equal index keys in an arbitrary order, as DynamoDB may, instead of that of the
    /// primary key. Holds for tables created from now on; the same seed gives the same order, page
    /// by page and forwards as backwards.
    std::optional<std::uint64_t> shuffled_ties_seed{};
    TableDelays delays{};
    /// Hold every table to the throughput that its definition stands for (`limits_of`).
    bool enforce_capacity = false;
};

class SqliteDynamoDb final : public DynamoDb {
public:
    /// Opens the tables that `database` holds already.
    SqliteDynamoDb(Database& database, const Clock& clock, SqliteDynamoDbOptions options = {});
    ~SqliteDynamoDb() override;

    /// From now on calls beyond what the table can take are throttled, with AWS's reasons, and
    /// change nothing. A batch answers with what it could not do, and fails only if that is all of
    /// it. Not kept in the file. Errors: `ResourceNotFoundException`.
    Result<void> set_limits(const std::string& table_name, const TableLimits& limits);
    /// What tables with limits took and refused since the last call, by table, index and operation.
    std::vector<CapacityReport> take_capacity_report();

    /// Who is told what requests take, from now on; null: nobody. He must outlive this object.
    void set_capacity_observer(CapacityObserver* observer);

    /// From now on the global index shows writes when `lag`, asked at each, has passed; the table
    /// itself is consistent at once. What the index does not show yet is kept in the file; the lag
    /// is not, and is zero when the file is opened again. Errors: `ResourceNotFoundException`,
    /// `ValidationException` where the table has no such global index.
    Result<void> set_index_lag(
        const std::string& table_name, const std::string& index_name, IndexLag lag
    );
    /// Of each index that has ever lagged: how far it is from its table. A walk over both.
    std::vector<IndexState> index_states();

    /// A table is active when the delay for it has passed: at once, where there is none. Until then
    /// it has no items. Errors: `ResourceInUseException`, `ValidationException`.
    Result<TableDescription> create_table(const CreateTableInput& input) override;
    /// Counts the items: a walk over the table, where it was written since the last one. Errors:
    /// `ResourceNotFoundException`.
    Result<TableDescription> describe_table(const std::string& table_name) override;
    /// Errors: `ResourceNotFoundException`; `ResourceInUseException` where it is being created or
    /// changed.
    Result<TableDescription> delete_table(const std::string& table_name) override;
    Result<std::vector<std::string>> list_tables() override;
    /// What a table was created as; null: there is none. Holds until it is changed or deleted.
    const CreateTableInput* find_definition(std::string_view table_name) const;

    Result<PutItemOutput> put_item(const PutItemInput& input) override;
    Result<GetItemOutput> get_item(const GetItemInput& input) override;
    Result<UpdateItemOutput> update_item(const UpdateItemInput& input) override;
    Result<DeleteItemOutput> delete_item(const DeleteItemInput& input) override;
    Result<QueryOutput> query(const QueryInput& input) override;
    Result<ScanOutput> scan(const ScanInput& input) override;
    /// `unprocessed_keys` holds what did not fit into 16 MB, or was throttled.
    Result<BatchGetItemOutput> batch_get_item(const BatchGetItemInput& input) override;
    /// `unprocessed_items` holds what was throttled.
    Result<BatchWriteItemOutput> batch_write_item(const BatchWriteItemInput& input) override;
    Result<TransactWriteItemsOutput> transact_write_items(const TransactWriteItemsInput& input
    ) override;
    Result<TransactGetItemsOutput> transact_get_items(const TransactGetItemsInput& input) override;

private:
    friend class SqliteTableAdministration;
    friend class TimeToLiveSweeper;

    std::unique_ptr<DynamoEngine> engine_;
};

}  // namespace sosw::sqlite
