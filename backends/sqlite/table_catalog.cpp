#include "backends/sqlite/table_catalog.hpp"

#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::sqlite {

TableCatalog::TableCatalog(Database& database) : database_{database} {
    database_.execute(
        "CREATE TABLE IF NOT EXISTS dynamo_tables ("
        "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition BLOB NOT NULL)"
    );
    Statement statement{database_, "SELECT id, name, definition FROM dynamo_tables"};
    while (statement.step()) {
        std::string name{statement.column_text(1)};
        TableRecord record =
            parse_record(statement.column_int64(0), name, statement.column_blob(2));
        tables_.emplace(
            std::move(name), std::make_unique<DynamoTable>(database_, std::move(record))
        );
    }
}

DynamoTable* TableCatalog::find(std::string_view name) const {
    const auto found = tables_.find(name);
    return found != tables_.end() ? found->second.get() : nullptr;
}

std::vector<std::string> TableCatalog::names() const {
    std::vector<std::string> names;
    names.reserve(tables_.size());
    for (const auto& [name, table] : tables_) {
        names.push_back(name);
    }
    return names;
}

DynamoTable& TableCatalog::add(TableRecord record) {
    const std::string blob = to_blob(record);
    std::string name = record.definition.table_name;
    Savepoint savepoint{database_};
    Statement{database_, "INSERT INTO dynamo_tables (name, definition) VALUES (?, ?)"}
        .bind_text(1, name)
        .bind_blob(2, blob)
        .run();
    record.id = database_.last_insert_rowid();
    auto table = std::make_unique<DynamoTable>(database_, std::move(record));
    table->create();
    savepoint.release();
    return *tables_.insert_or_assign(std::move(name), std::move(table)).first->second;
}

void TableCatalog::save(const TableRecord& record) {
    const std::string blob = to_blob(record);
    Statement{database_, "UPDATE dynamo_tables SET definition = ? WHERE name = ?"}
        .bind_blob(1, blob)
        .bind_text(2, record.definition.table_name)
        .run();
}

DynamoTable& TableCatalog::replace(std::unique_ptr<DynamoTable> table) {
    const auto found = tables_.find(table->definition().table_name);
    ENSURE(found != tables_.end());
    save(table->record());
    found->second = std::move(table);
    return *found->second;
}

void TableCatalog::remove(const std::string& name) {
    const auto found = tables_.find(name);
    ENSURE(found != tables_.end());
    Savepoint savepoint{database_};
    found->second->drop();
    Statement{database_, "DELETE FROM dynamo_tables WHERE name = ?"}.bind_text(1, name).run();
    savepoint.release();
    tables_.erase(found);
}

}  // namespace sosw::sqlite
