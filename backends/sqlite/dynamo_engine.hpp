#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/expression/expression.hpp"
#include "backends/sqlite/capacity_observer.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "backends/sqlite/table_catalog.hpp"
#include "backends/sqlite/write_plan.hpp"
#include "core/ports/clock.hpp"

/// What the calls of `SqliteDynamoDb` share: the tables, the parsed expressions and buffers that
/// live from call to call.

namespace sosw::sqlite {

struct DynamoEngine {
    DynamoEngine(Database& the_database, const Clock& the_clock, SqliteDynamoDbOptions the_options);

    /// The table of a request for items. Settles nothing: what a call has found stays where it is
    /// until the call is over. Errors: `ResourceNotFoundException`, also where the table is being
    /// created or deleted.
    Result<DynamoTable*> table(std::string_view name) const;
    /// The table of a request about tables, once it is settled. Null: there is none. Tables that
    /// were found before may be gone.
    DynamoTable* find(std::string_view name);

    /// Finds those that the file has: what they had not shown yet is still on its way.
    void open_lagged_indexes();

    /// Whether it matters what requests to `table` take: it has limits, or somebody counts.
    bool counts(const DynamoTable& table) const {
        return table.throughput() != nullptr || observer != nullptr;
    }

    Database& database;
    const Clock& clock;
    SqliteDynamoDbOptions options;
    CapacityObserver* observer = nullptr;
    TableCatalog catalog;
    expression::ExpressionCache expressions;
    WritePlan plan;                ///< Of the single writes.
    std::vector<WritePlan> plans;  ///< Of transactions.
    /// When the first of the changes that tables are going through is done.
    std::optional<Timestamp> next_change;
    std::vector<EncodedKey> key_buffer;  ///< Of reads.
    StoredRow row_buffer;                ///< Of reads.
};

/// An item as a read found it.
struct ReadItem {
    DynamoTable* table = nullptr;
    std::int64_t size = 0;  ///< Of the whole item; 0: there is none.
    std::optional<Item> item{};
};
/// Looks up what `input` asks for; leaves its key in `key_buffer`. Errors: as `GetItem`, without
/// throttling.
Result<ReadItem> read_item(DynamoEngine& engine, const GetItemInput& input);

}  // namespace sosw::sqlite
