#include "sim/report/csv_export.hpp"

#include <algorithm>
#include <array>
#include <ostream>

#include <fmt/format.h>

#include "core/base/time.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kLineEnd = "\r\n";

/// What a column that ends in `_us` is called before that when it is a point in time; others are
/// lengths.
constexpr std::array<std::string_view, 12> kPoints{
    "at",
    "start",
    "end",
    "created",
    "started",
    "finished",
    "queued",
    "visible",
    "from",
    "to",
    "since",
    "until"};

struct Column {
    std::string name;
    std::string type;
    bool is_point = false;
};

bool is_point_in_time(std::string_view name) {
    constexpr std::string_view kUnit = "_us";
    if (!name.ends_with(kUnit)) {
        return false;
    }
    name.remove_suffix(kUnit.size());
    return std::ranges::find(kPoints, name) != kPoints.end();
}

std::vector<Column> columns_of(sqlite::Database& database, std::string_view table) {
    sqlite::Statement rows{database, "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid"};
    rows.bind_text(1, table);
    std::vector<Column> columns;
    while (rows.step()) {
        std::string name{rows.column_text(0)};
        const bool is_point = is_point_in_time(name);
        columns.push_back(
            {.name = std::move(name),
             .type = std::string{rows.column_text(1)},
             .is_point = is_point}
        );
    }
    return columns;
}

std::string header(const std::vector<Column>& columns) {
    std::string line;
    for (const Column& column : columns) {
        line += (line.empty() ? "" : ",") + csv_cell(column.name);
        if (column.is_point) {
            line += "," + csv_cell(column.name.substr(0, column.name.size() - 3) + "_utc");
        }
    }
    return line;
}

std::string cell(const sqlite::Statement& row, int index, const Column& column) {
    if (row.column_is_null(index)) {
        return column.is_point ? "," : "";
    }
    if (column.is_point) {
        const std::int64_t at = row.column_int64(index);
        return fmt::format("{},{}", at, format_timestamp(from_epoch_microseconds(at)));
    }
    if (column.type == "REAL") {
        return fmt::format("{}", row.column_double(index));
    }
    return csv_cell(row.column_text(index));
}

/// `SELECT "a", "b" FROM "table"`: names of a schema, which have no quotes.
std::string selection(const std::vector<Column>& columns, const std::string& table) {
    std::string names;
    for (const Column& column : columns) {
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column.name);
    }
    return fmt::format("SELECT {} FROM \"{}\"", names, table);
}

}  // namespace

std::vector<std::string> record_tables(sqlite::Database& database) {
    sqlite::Statement rows{
        database,
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid"};
    std::vector<std::string> tables;
    while (rows.step()) {
        tables.emplace_back(rows.column_text(0));
    }
    return tables;
}

bool has_table(sqlite::Database& database, std::string_view table) {
    sqlite::Statement row{
        database, "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND name = ?1"};
    row.bind_text(1, table);
    return row.step();
}

void write_csv(sqlite::Database& database, const std::string& table, std::ostream& out) {
    const std::vector<Column> columns = columns_of(database, table);
    out << header(columns) << kLineEnd;
    sqlite::Statement rows{database, selection(columns, table)};
    while (rows.step()) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            out << (i == 0 ? "" : ",") << cell(rows, static_cast<int>(i), columns[i]);
        }
        out << kLineEnd;
    }
}

std::string csv_cell(std::string_view text) {
    if (!text.empty() && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string{text};
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + "\"";
}

}  // namespace sosw::sim
