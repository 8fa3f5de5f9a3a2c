#include "sim/record/insert.hpp"

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

int columns_of(sqlite::Database& database, std::string_view table) {
    sqlite::Statement count{database, "SELECT count(*) FROM pragma_table_info(?)"};
    count.bind_text(1, table);
    count.step();
    const auto columns = static_cast<int>(count.column_int64(0));
    ENSURE(columns > 0);
    return columns;
}

std::string insert_sql(std::string_view table, int columns) {
    std::string sql = "INSERT INTO " + std::string{table} + " VALUES (?";
    for (int i = 1; i < columns; ++i) {
        sql += ",?";
    }
    return sql + ")";
}

}  // namespace

Insert::Insert(sqlite::Database& database, EventLogHash& hash, std::string_view table)
    : table_{table},
      columns_{columns_of(database, table)},
      hash_{hash},
      statement_{database, insert_sql(table, columns_)} {}

void Insert::run() {
    ENSURE(column_ == columns_);
    statement_.run();
}

}  // namespace sosw::sim
