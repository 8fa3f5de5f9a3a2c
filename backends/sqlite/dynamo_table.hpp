#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/key_encoding.hpp"
#include "backends/sqlite/table_record.hpp"
#include "core/ports/dynamo_db.hpp"

/// One DynamoDB table as one SQLite table: the layout of its columns and indexes, and the
/// statements on it.
///
/// Every attribute that is a key of the table or of an index has a column (null: the item lacks it,
/// and is not in that index); the whole item is a blob (item_codec.hpp). A secondary index is a
/// partial SQL index over its keys followed by the table's keys, so that equal index keys are
/// served in the order of the primary key. Statements are prepared when first needed and kept.

namespace sosw::sqlite {

class LaggedIndex;
class TableThroughput;

/// The order of one index, or of the table itself.
struct IndexLayout {
    std::string name;  ///< Empty: the table itself.
    bool is_global = false;
    KeySchema schema;
    Projection projection;
    /// Columns in the order in which entries are served: hash, range if any, then what makes them
    /// unique.
    std::vector<std::size_t> order;
    /// Names of all that the index projects; empty where it projects everything.
    std::vector<std::string> projected;

    bool has_range() const { return !schema.range.empty(); }
    bool projects_all() const { return projection.type == ProjectionType::All; }
};

/// A column of the SQLite table that holds a key attribute.
struct KeyColumn {
    std::string attribute;  ///< Empty: the column that shuffles ties.
    ScalarType type = ScalarType::String;
};

/// Which entries of an index, in which direction.
struct RangeShape {
    enum class Bound : std::uint8_t {
        None,
        Inclusive,  ///< Compares the range key.
        Exclusive,  ///< Compares the range key.
        Start       ///< Behind an entry: compares all that makes it unique.
    };
    bool has_hash = true;
    Bound lower = Bound::None;
    Bound upper = Bound::None;
    bool forward = true;
};

/// A row as it was found. The blob is copied, so that no statement stays open.
struct StoredRow {
    std::int64_t id = 0;
    std::string item;
};

/// What a table and its indexes hold.
struct TableTotals {
    struct Count {
        std::int64_t items = 0;
        std::int64_t bytes = 0;
    };
    Count table{};
    std::vector<Count> indexes{};  ///< As `DynamoTable::indexes`.
};

class DynamoTable {
public:
    DynamoTable(Database& database, TableRecord record);
    ~DynamoTable();
    DynamoTable(const DynamoTable&) = delete;
    DynamoTable& operator=(const DynamoTable&) = delete;

    /// Creates the SQLite table and its indexes.
    void create();
    void drop();

    const CreateTableInput& definition() const { return record_.definition; }
    const TableRecord& record() const { return record_; }
    /// For changes that leave the layout as it is: keys and indexes.
    TableRecord& mutable_record() { return record_; }
    bool is_changing() const { return record_.is_changing(); }
    /// Of the SQLite table, quoted.
    const std::string& sql_name() const { return sql_name_; }
    const IndexLayout& primary() const { return primary_; }
    /// Global ones first.
    const std::vector<IndexLayout>& indexes() const { return indexes_; }
    const IndexLayout* find_index(std::string_view name) const;
    /// The table's keys come first, then those of the indexes.
    const std::vector<KeyColumn>& columns() const { return columns_; }
    std::size_t primary_columns() const { return primary_.has_range() ? 2 : 1; }

    /// The keys of an item, one per column. Borrows from `item`. Requires valid types.
    void encode_keys(const Item& item, std::vector<EncodedKey>& keys) const;
    /// True if an item with these keys is in `index`.
    static bool is_in(const IndexLayout& index, std::span<const EncodedKey> keys);

    /// Finds by the first `primary_columns()` of `keys`. False: there is none.
    bool find(std::span<const EncodedKey> keys, StoredRow& row);
    /// False if there is an item with these keys already; then nothing happened.
    bool insert_if_absent(std::span<const EncodedKey> keys, std::string_view item);
    /// Rewrites the item and those columns whose bit is set in `changed`.
    void update(
        std::int64_t id,
        std::uint64_t changed,
        std::span<const EncodedKey> keys,
        std::string_view item
    );
    void erase(std::int64_t id);

    /// Visits the rows of an index (or `primary()`) in its order; bind the hash, the lower bound,
    /// the upper bound.
    Statement& select(const IndexLayout& index, const RangeShape& shape);
    /// A walk over the table, where it was written since the last one.
    const TableTotals& totals();
    /// Grows with each write.
    std::uint64_t writes() const { return writes_; }

    /// Null: the table takes whatever comes.
    TableThroughput* throughput() const { return throughput_.get(); }
    void set_throughput(std::unique_ptr<TableThroughput> throughput);
    std::unique_ptr<TableThroughput> take_throughput();

    /// Global indexes that show writes later; all others show them at once.
    const std::vector<std::unique_ptr<LaggedIndex>>& lagged_indexes() const { return lagged_; }
    /// Null: `index` shows writes at once.
    LaggedIndex* find_lagged(const IndexLayout& index) const;
    LaggedIndex& add_lagged(std::unique_ptr<LaggedIndex> index);

private:
    std::vector<std::size_t> all_columns() const;
    std::size_t column_of(const std::string& attribute) const;
    IndexLayout layout(const SecondaryIndex& index, bool is_global) const;
    std::string index_sql_name(const IndexLayout& index) const;
    std::string select_sql(const IndexLayout& index, const RangeShape& shape) const;

    Database& database_;
    TableRecord record_;
    std::string sql_name_;  ///< Quoted.
    std::vector<KeyColumn> columns_;
    IndexLayout primary_;
    std::vector<IndexLayout> indexes_;
    std::optional<Statement> find_;
    std::optional<Statement> insert_;
    std::optional<Statement> erase_;
    std::vector<std::pair<std::uint64_t, std::unique_ptr<Statement>>> updates_;
    std::vector<std::unique_ptr<Statement>> selects_;
    std::uint64_t writes_ = 0;
    std::uint64_t totalled_writes_ = 0;  ///< `writes_` when the totals were made.
    std::optional<TableTotals> totals_{};
    std::unique_ptr<TableThroughput> throughput_;
    std::vector<std::unique_ptr<LaggedIndex>> lagged_;
};

}  // namespace sosw::sqlite
