#include "sim/record/insert.hpp"

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

std::string insert_sql(std::string_view table, int columns) {
    std::string sql = "INSERT INTO " + std::string{table} + " VALUES (?";
    for (int i = 1; i < columns; ++i) {
        sql += ",?";
    }
    return sql + ")";
}

}  // namespace

Insert::Insert(sqlite::Database& database, EventLogHash& hash, std::string_view table, int columns)
    : table_{table},
      columns_{columns},
      hash_{hash},
      statement_{database, insert_sql(table, columns)} {}

void Insert::run() {
    ENSURE(column_ == columns_);
    statement_.run();
}

}  // namespace sosw::sim
