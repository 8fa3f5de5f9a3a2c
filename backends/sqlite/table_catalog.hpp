#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/dynamo_table.hpp"

/// The tables of a database file: their definitions, kept in a table of their own, and their open
/// `DynamoTable`s.

namespace sosw::sqlite {

class TableCatalog {
public:
    /// Opens the tables that `database` holds already.
    explicit TableCatalog(Database& database);

    /// Null: there is no such table. The pointer holds until the table is removed or replaced.
    DynamoTable* find(std::string_view name) const;
    /// Sorted.
    std::vector<std::string> names() const;
    /// By name.
    const auto& tables() const { return tables_; }

    /// Writes the definition and creates the SQLite table. Requires a valid definition with a new
    /// name.
    DynamoTable& add(TableRecord record);
    /// Writes a record that was changed. Requires a name that is there.
    void save(const TableRecord& record);
    /// Puts `table` in the place of the one of its name, and saves its record.
    DynamoTable& replace(std::unique_ptr<DynamoTable> table);
    void remove(const std::string& name);

private:
    Database& database_;
    std::map<std::string, std::unique_ptr<DynamoTable>, std::less<>> tables_;
};

}  // namespace sosw::sqlite
