#include "backends/sqlite/dynamo_table.hpp"

#include <algorithm>
#include <numeric>

#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/lagged_index.hpp"
#include "backends/sqlite/table_throughput.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kShapes = 64;

std::size_t shape_number(const RangeShape& shape) {
    std::size_t number = shape.has_hash ? 1 : 0;
    number = number * 4 + static_cast<std::size_t>(shape.lower);
    number = number * 4 + static_cast<std::size_t>(shape.upper);
    return number * 2 + (shape.forward ? 1 : 0);
}

std::string column_name(std::size_t column) { return "key" + std::to_string(column); }

/// `key0, key1` followed by `suffix` each.
std::string column_list(std::span<const std::size_t> columns, std::string_view suffix = {}) {
    std::string list;
    for (const std::size_t column : columns) {
        list.append(list.empty() ? "" : ", ").append(column_name(column)).append(suffix);
    }
    return list;
}

std::string placeholders(std::size_t count) {
    std::string list = count > 0 ? "?" : "";
    for (std::size_t i = 1; i < count; ++i) {
        list += ", ?";
    }
    return list;
}

std::uint64_t tie_of(std::uint64_t seed, std::span<const EncodedKey> primary) {
    constexpr std::uint64_t kPrime = 0x100000001B3;
    std::uint64_t hash = 0xCBF29CE484222325 ^ seed;
    for (const EncodedKey& key : primary) {
        for (const char byte : key.bytes()) {
            hash = (hash ^ static_cast<unsigned char>(byte)) * kPrime;
        }
        hash = (hash ^ 0xFF) * kPrime;
    }
    // FNV mixes upwards only; the order of ties is decided by the high bytes and must not follow
    // the input.
    hash ^= hash >> 32;
    hash *= 0x9E3779B97F4A7C15;
    return hash ^ (hash >> 29);
}

std::vector<std::string> projected_names(const IndexLayout& index, const KeySchema& table) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    };
    for (const std::string& name :
         {table.hash, table.range, index.schema.hash, index.schema.range}) {
        add(name);
    }
    std::ranges::for_each(index.projection.non_key_attributes, add);
    return names;
}

std::string sql_name_of(const TableRecord& record) {
    if (!record.sql_name.empty()) {
        return record.sql_name;
    }
    std::string name = "dynamo_" + std::to_string(record.id);
    if (record.generation > 0) {
        name += "." + std::to_string(record.generation);
    }
    return name + "_" + record.definition.table_name;
}

}  // namespace

DynamoTable::DynamoTable(Database& database, TableRecord record)
    : database_{database},
      record_{std::move(record)},
      sql_name_{"\"" + sql_name_of(record_) + "\""} {
    const CreateTableInput& input = record_.definition;
    const KeySchema& key = input.key_schema;
    const auto type_of = [&](const std::string& name) {
        return std::ranges::find(
                   input.attribute_definitions, name, &AttributeDefinition::attribute_name
        )
            ->attribute_type;
    };
    columns_.push_back({key.hash, type_of(key.hash)});
    if (!key.range.empty()) {
        columns_.push_back({key.range, type_of(key.range)});
    }
    for (const AttributeDefinition& definition : input.attribute_definitions) {
        if (definition.attribute_name != key.hash && definition.attribute_name != key.range) {
            columns_.push_back({definition.attribute_name, definition.attribute_type});
        }
    }
    if (record_.tie_seed) {
        columns_.push_back({"", ScalarType::Binary});
    }
    primary_.schema = key;
    for (std::size_t column = 0; column < primary_columns(); ++column) {
        primary_.order.push_back(column);
    }
    for (const SecondaryIndex& index : input.global_secondary_indexes) {
        indexes_.push_back(layout(index, true));
    }
    for (const SecondaryIndex& index : input.local_secondary_indexes) {
        indexes_.push_back(layout(index, false));
    }
    selects_.resize(kShapes * (1 + indexes_.size()));
    // Bits of `changed` count columns.
    ENSURE(columns_.size() <= 64);
}

DynamoTable::~DynamoTable() = default;

void DynamoTable::set_throughput(std::unique_ptr<TableThroughput> throughput) {
    throughput_ = std::move(throughput);
}

std::unique_ptr<TableThroughput> DynamoTable::take_throughput() { return std::move(throughput_); }

LaggedIndex* DynamoTable::find_lagged(const IndexLayout& index) const {
    const auto found = std::ranges::find_if(lagged_, [&](const auto& lagged) {
        return lagged->index().name == index.name;
    });
    return found != lagged_.end() ? found->get() : nullptr;
}

LaggedIndex& DynamoTable::add_lagged(std::unique_ptr<LaggedIndex> index) {
    return *lagged_.emplace_back(std::move(index));
}

std::size_t DynamoTable::column_of(const std::string& attribute) const {
    const auto found = std::ranges::find(columns_, attribute, &KeyColumn::attribute);
    ENSURE(found != columns_.end());
    return static_cast<std::size_t>(found - columns_.begin());
}

IndexLayout DynamoTable::layout(const SecondaryIndex& index, bool is_global) const {
    IndexLayout made;
    made.name = index.index_name;
    made.is_global = is_global;
    made.schema = index.key_schema;
    made.projection = index.projection;
    const auto add = [&](std::size_t column) {
        if (std::ranges::find(made.order, column) == made.order.end()) {
            made.order.push_back(column);
        }
    };
    add(column_of(index.key_schema.hash));
    if (made.has_range()) {
        add(column_of(index.key_schema.range));
    }
    if (record_.tie_seed) {
        add(columns_.size() - 1);
    }
    std::ranges::for_each(primary_.order, add);
    if (!made.projects_all()) {
        made.projected = projected_names(made, record_.definition.key_schema);
    }
    return made;
}

const IndexLayout* DynamoTable::find_index(std::string_view name) const {
    const auto found = std::ranges::find(indexes_, name, &IndexLayout::name);
    return found != indexes_.end() ? &*found : nullptr;
}

std::string DynamoTable::index_sql_name(const IndexLayout& index) const {
    std::string name = sql_name_;
    name.pop_back();
    return name + "/" + (index.name.empty() ? "primary" : "index_" + index.name) + "\"";
}

std::vector<std::size_t> DynamoTable::all_columns() const {
    std::vector<std::size_t> all(columns_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

void DynamoTable::create() {
    database_.execute(
        "CREATE TABLE " + sql_name_ + " (id INTEGER PRIMARY KEY, " + column_list(all_columns()) +
        ", item BLOB NOT NULL)"
    );
    database_.execute(
        "CREATE UNIQUE INDEX " + index_sql_name(primary_) + " ON " + sql_name_ + " (" +
        column_list(primary_.order) + ")"
    );
    for (const IndexLayout& index : indexes_) {
        const std::string sparse =
            index.has_range() ? " AND " + column_name(index.order[1]) + " IS NOT NULL" : "";
        database_.execute(
            "CREATE INDEX " + index_sql_name(index) + " ON " + sql_name_ + " (" +
            column_list(index.order) + ") WHERE " + column_name(index.order[0]) + " IS NOT NULL" +
            sparse
        );
    }
}

void DynamoTable::drop() {
    for (const std::unique_ptr<LaggedIndex>& lagged : lagged_) {
        lagged->drop();
    }
    find_.reset();
    insert_.reset();
    erase_.reset();
    updates_.clear();
    selects_.clear();
    database_.execute("DROP TABLE " + sql_name_);
}

void DynamoTable::encode_keys(const Item& item, std::vector<EncodedKey>& keys) const {
    keys.resize(columns_.size());
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        const AttributeValue* value = item.find(columns_[column].attribute);
        // An index that was added later may find what is no key of it.
        const bool is_key = value != nullptr && has_type(*value, columns_[column].type);
        keys[column] = is_key ? EncodedKey::of(*value) : EncodedKey{};
    }
    if (record_.tie_seed) {
        keys.back() =
            EncodedKey::of_bits(tie_of(*record_.tie_seed, {keys.data(), primary_columns()}));
    }
}

bool DynamoTable::is_in(const IndexLayout& index, std::span<const EncodedKey> keys) {
    return !keys[index.order[0]].is_null() &&
           (!index.has_range() || !keys[index.order[1]].is_null());
}

bool DynamoTable::find(std::span<const EncodedKey> keys, StoredRow& row) {
    if (!find_) {
        find_.emplace(
            database_,
            "SELECT id, item FROM " + sql_name_ + " WHERE key0 = ?" +
                (primary_.has_range() ? " AND key1 = ?" : "")
        );
    }
    StatementScope scope{*find_};
    for (std::size_t column = 0; column < primary_columns(); ++column) {
        keys[column].bind(*find_, static_cast<int>(column) + 1);
    }
    if (!find_->step()) {
        return false;
    }
    row.id = find_->column_int64(0);
    row.item.assign(find_->column_blob(1));
    return true;
}

bool DynamoTable::insert_if_absent(std::span<const EncodedKey> keys, std::string_view item) {
    if (!insert_) {
        insert_.emplace(
            database_,
            "INSERT OR IGNORE INTO " + sql_name_ + " VALUES (NULL, " +
                placeholders(columns_.size() + 1) + ")"
        );
    }
    const StatementScope scope{*insert_};
    ++writes_;
    int position = 1;
    for (const EncodedKey& key : keys) {
        key.bind(*insert_, position++);
    }
    insert_->bind_blob(position, item);
    insert_->step();
    return database_.changes() > 0;
}

void DynamoTable::update(
    std::int64_t id, std::uint64_t changed, std::span<const EncodedKey> keys, std::string_view item
) {
    auto found = std::ranges::find(updates_, changed, [](const auto& kept) { return kept.first; });
    if (found == updates_.end()) {
        std::string sql = "UPDATE " + sql_name_ + " SET item = ?";
        for (std::size_t column = 0; column < columns_.size(); ++column) {
            if ((changed >> column & 1) != 0) {
                sql.append(", ").append(column_name(column)).append(" = ?");
            }
        }
        sql += " WHERE id = ?";
        updates_.emplace_back(changed, std::make_unique<Statement>(database_, sql));
        found = updates_.end() - 1;
    }
    Statement& statement = *found->second;
    const StatementScope scope{statement};
    ++writes_;
    statement.bind_blob(1, item);
    int position = 2;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        if ((changed >> column & 1) != 0) {
            keys[column].bind(statement, position++);
        }
    }
    statement.bind(position, id);
    statement.step();
}

void DynamoTable::erase(std::int64_t id) {
    if (!erase_) {
        erase_.emplace(database_, "DELETE FROM " + sql_name_ + " WHERE id = ?");
    }
    const StatementScope scope{*erase_};
    ++writes_;
    erase_->bind(1, id);
    erase_->step();
}

std::string DynamoTable::select_sql(const IndexLayout& index, const RangeShape& shape) const {
    std::string sql =
        "SELECT 1 FROM " + sql_name_ + " INDEXED BY " + index_sql_name(index) + " WHERE ";
    // Repeats the predicate of the partial index, which SQLite wants to see.
    sql += column_name(index.order[0]) + (shape.has_hash ? " = ?" : " IS NOT NULL");
    if (index.has_range()) {
        sql += " AND " + column_name(index.order[1]) + " IS NOT NULL";
    }
    const std::span<const std::size_t> behind_hash{
        index.order.begin() + (shape.has_hash ? 1 : 0), index.order.end()};
    const auto add = [&](RangeShape::Bound bound, const std::string& comparison) {
        using Bound = RangeShape::Bound;
        if (bound == Bound::Start && !behind_hash.empty()) {
            sql += " AND (" + column_list(behind_hash) + ") " + comparison + " (" +
                   placeholders(behind_hash.size()) + ")";
        } else if (bound == Bound::Inclusive || bound == Bound::Exclusive) {
            const std::string equal = bound == Bound::Inclusive ? "=" : "";
            sql += " AND " + column_name(index.order[1]) + " " + comparison + equal + " ?";
        }
    };
    add(shape.lower, ">");
    add(shape.upper, "<");
    sql += " AND visit(item)";
    if (!behind_hash.empty()) {
        sql += " ORDER BY " + column_list(behind_hash, shape.forward ? "" : " DESC");
    }
    return sql;
}

Statement& DynamoTable::select(const IndexLayout& index, const RangeShape& shape) {
    const bool is_primary = index.name.empty();
    const auto number = is_primary ? 0 : 1 + static_cast<std::size_t>(&index - indexes_.data());
    std::unique_ptr<Statement>& slot = selects_[number * kShapes + shape_number(shape)];
    if (slot == nullptr) {
        slot = std::make_unique<Statement>(database_, select_sql(index, shape));
    }
    return *slot;
}

const TableTotals& DynamoTable::totals() {
    if (totals_ && totalled_writes_ == writes_) {
        return *totals_;
    }
    TableTotals totals{.indexes = std::vector<TableTotals::Count>(indexes_.size())};
    Statement statement{
        database_, "SELECT item, " + column_list(all_columns()) + " FROM " + sql_name_};
    const auto has = [&](std::size_t column) {
        return !statement.column_is_null(static_cast<int>(column) + 1);
    };
    while (statement.step()) {
        const std::string_view item = statement.column_blob(0);
        const std::int64_t size = stored_size(item);
        ++totals.table.items;
        totals.table.bytes += size;
        for (std::size_t i = 0; i < indexes_.size(); ++i) {
            const IndexLayout& index = indexes_[i];
            if (has(index.order[0]) && (!index.has_range() || has(index.order[1]))) {
                ++totals.indexes[i].items;
                totals.indexes[i].bytes +=
                    index.projects_all() ? size : stored_size(item, index.projected);
            }
        }
    }
    totalled_writes_ = writes_;
    return totals_.emplace(std::move(totals));
}

}  // namespace sosw::sqlite
