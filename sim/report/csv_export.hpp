#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/database.hpp"

/// The tables of a record as CSV (RFC 4180: commas, quotes where needed, CRLF, a header).
///
/// Every table that the record has is written, in the order of its rows, so that a new one needs no
/// change here. Units are in the names of the columns; beside each point in time, `at_us`, stands
/// the same one as ISO 8601, `at_utc`. NULL is nothing, an empty text is `""`.

namespace sosw::sim {

/// The tables and views of a record, in the order of its schema.
std::vector<std::string> record_tables(sqlite::Database& database);

/// Whether a record has a table or view of that name; records of earlier versions lack some.
bool has_table(sqlite::Database& database, std::string_view table);

/// Writes one of `record_tables` row by row; memory does not grow with it.
void write_csv(sqlite::Database& database, const std::string& table, std::ostream& out);

/// One cell, quoted where it must be.
std::string csv_cell(std::string_view text);

}  // namespace sosw::sim
