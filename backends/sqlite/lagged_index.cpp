#include "backends/sqlite/lagged_index.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/write_plan.hpp"

namespace sosw::sqlite {

namespace {

constexpr const char* kPendingTable =
    "CREATE TABLE IF NOT EXISTS dynamo_pending (id INTEGER PRIMARY KEY, view TEXT NOT NULL, "
    "item_key BLOB NOT NULL, due_us INTEGER NOT NULL, erased INTEGER NOT NULL, item BLOB NOT NULL);"
    "CREATE INDEX IF NOT EXISTS dynamo_pending_by_due ON dynamo_pending (view, due_us, id);"
    "CREATE INDEX IF NOT EXISTS dynamo_pending_by_key ON dynamo_pending (view, item_key, due_us)";

std::string view_name(const DynamoTable& table, const IndexLayout& index) {
    return "dynamo_" + std::to_string(table.record().id) + "_view_of_" + index.name;
}

/// The table's definition with this index alone.
TableRecord view_record(const DynamoTable& table, const IndexLayout& index) {
    TableRecord record = table.record();
    record.sql_name = view_name(table, index);
    record.definition.local_secondary_indexes.clear();
    std::erase_if(record.definition.global_secondary_indexes, [&](const SecondaryIndex& other) {
        return other.index_name != index.name;
    });
    return record;
}

/// Tells items apart: the bytes of each key with their length.
std::string key_of(const WritePlan& plan) {
    std::string key;
    for (std::size_t column = 0; column < plan.table->primary_columns(); ++column) {
        const std::string_view bytes = plan.keys[column].bytes();
        key.append(std::to_string(bytes.size())).append(1, ':').append(bytes);
    }
    return key;
}

struct Pending {
    std::int64_t id = 0;
    bool erased = false;
    std::string item;
};

std::vector<Pending> due_by(Database& database, const std::string& view, Timestamp now) {
    Statement due{
        database,
        "SELECT id, erased, item FROM dynamo_pending WHERE view = ? AND due_us <= ? "
        "ORDER BY due_us, id"};
    due.bind_text(1, view).bind(2, epoch_microseconds(now));
    std::vector<Pending> found;
    while (due.step()) {
        found.push_back(
            {.id = due.column_int64(0),
             .erased = due.column_int64(1) != 0,
             .item = std::string{due.column_blob(2)}}
        );
    }
    return found;
}

}  // namespace

bool LaggedIndex::is_in_file(
    Database& database, const DynamoTable& table, const IndexLayout& index
) {
    Statement find{database, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"};
    const std::string name = view_name(table, index);
    find.bind_text(1, name);
    const bool found = find.step();
    find.reset();
    return found;
}

LaggedIndex::LaggedIndex(
    Database& database, const Clock& clock, DynamoTable& table, const IndexLayout& index
)
    : database_{database},
      clock_{clock},
      table_{table},
      index_{index},
      name_{view_name(table, index)},
      view_{std::make_unique<DynamoTable>(database, view_record(table, index))} {
    if (!is_in_file(database, table, index)) {
        Savepoint savepoint{database_};
        database_.execute(kPendingTable);
        view_->create();
        fill();
        savepoint.release();
    }
}

void LaggedIndex::fill() {
    std::vector<std::string> items;
    {
        Statement all{database_, "SELECT item FROM " + table_.sql_name()};
        while (all.step()) {
            items.emplace_back(all.column_blob(0));
        }
    }
    for (const std::string& item : items) {
        show(item, false);
    }
}

void LaggedIndex::note(const WritePlan& plan) {
    const bool erased = plan.action == WritePlan::Action::Erase;
    const std::string key = key_of(plan);
    std::int64_t due_us = epoch_microseconds(clock_.now() + lag_());
    Statement last{
        database_, "SELECT MAX(due_us) FROM dynamo_pending WHERE view = ? AND item_key = ?"};
    last.bind_text(1, name_).bind_blob(2, key);
    if (last.step() && !last.column_is_null(0)) {
        due_us = std::max(due_us, last.column_int64(0));
    }
    last.reset();
    Statement{
        database_,
        "INSERT INTO dynamo_pending (view, item_key, due_us, erased, item) VALUES (?, ?, ?, ?, ?)"}
        .bind_text(1, name_)
        .bind_blob(2, key)
        .bind(3, due_us)
        .bind(4, std::int64_t{erased ? 1 : 0})
        .bind_blob(5, erased ? plan.old.item : plan.blob)
        .run();
}

void LaggedIndex::settle() {
    const std::vector<Pending> due = due_by(database_, name_, clock_.now());
    if (due.empty()) {
        return;
    }
    Savepoint savepoint{database_};
    Statement done{database_, "DELETE FROM dynamo_pending WHERE id = ?"};
    for (const Pending& pending : due) {
        show(pending.item, pending.erased);
        done.bind(1, pending.id).run();
    }
    savepoint.release();
}

void LaggedIndex::show(std::string_view blob, bool erased) {
    const Item item = decode_item(blob);
    std::vector<EncodedKey> keys;
    view_->encode_keys(item, keys);
    const bool wanted = !erased && DynamoTable::is_in(view_index(), keys);
    StoredRow row;
    const bool shown = view_->find(keys, row);
    if (shown && wanted) {
        std::uint64_t others = 0;
        for (std::size_t column = view_->primary_columns(); column < keys.size(); ++column) {
            others |= std::uint64_t{1} << column;
        }
        view_->update(row.id, others, keys, blob);
    } else if (shown) {
        view_->erase(row.id);
    } else if (wanted) {
        view_->insert_if_absent(keys, blob);
    }
}

std::int64_t LaggedIndex::differences(const std::string& left, const std::string& right) {
    const auto entries = [&](const std::string& table) {
        std::string sql = "SELECT item FROM " + table + " WHERE ";
        sql += "key" + std::to_string(index_.order[0]) + " IS NOT NULL";
        if (index_.has_range()) {
            sql += " AND key" + std::to_string(index_.order[1]) + " IS NOT NULL";
        }
        return sql;
    };
    Statement count{
        database_, "SELECT COUNT(*) FROM (" + entries(left) + " EXCEPT " + entries(right) + ")"};
    count.step();
    const std::int64_t found = count.column_int64(0);
    count.reset();
    return found;
}

IndexState LaggedIndex::state() {
    settle();
    IndexState state{.table_name = table_.definition().table_name, .index_name = index_.name};
    Statement waiting{database_, "SELECT COUNT(*) FROM dynamo_pending WHERE view = ?"};
    waiting.bind_text(1, name_);
    waiting.step();
    state.pending = waiting.column_int64(0);
    waiting.reset();
    state.differing = differences(table_.sql_name(), view_->sql_name()) +
                      differences(view_->sql_name(), table_.sql_name());
    return state;
}

void LaggedIndex::drop() {
    view_->drop();
    Statement{database_, "DELETE FROM dynamo_pending WHERE view = ?"}.bind_text(1, name_).run();
}

}  // namespace sosw::sqlite
