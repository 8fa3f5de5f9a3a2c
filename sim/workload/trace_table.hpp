#pragma once

#include <cstddef>
#include <fstream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "sim/workload/csv_reader.hpp"
#include "sim/workload/trace_problems.hpp"

namespace sosw::sim {

/// A CSV file whose first line names its columns, read row by row; what cannot be read is reported
/// and left out.
class TraceTable {
public:
    /// Opens `file` and reads its header; reports where it has none. `problems` must outlive this
    /// object.
    TraceTable(std::string file, TraceProblems& problems);

    const std::string& file() const { return file_; }
    const std::vector<std::string>& columns() const { return columns_; }
    std::optional<std::size_t> find_column(std::string_view name) const;
    /// The same, reported where it is missing.
    std::optional<std::size_t> required_column(std::string_view name);

    /// Moves to the next row that has as many fields as the header; false at the end.
    bool next_row();
    /// Begins again with the first row.
    void rewind();

    const CsvField& cell(std::size_t column) const { return reader_.fields()[column]; }
    std::string_view text(std::size_t column) const { return cell(column).text; }
    /// The cells of the row, copied.
    void copy_row(std::vector<std::string>& cells) const;
    /// A number from 0 to `max`; reported where it is none. `what` says what was expected.
    std::optional<double> number(std::size_t column, double max, std::string_view what);
    /// The same, as a length of time in `unit`s.
    std::optional<Duration> length(std::size_t column, Duration unit, std::string_view what);
    /// Reports `message` about the cell.
    void problem(std::size_t column, std::string message);

    std::size_t held_bytes() const { return reader_.held_bytes(); }

private:
    /// The next record that is well formed; false at the end.
    bool next_record();

    std::string file_;
    TraceProblems& problems_;
    std::ifstream stream_;
    CsvReader reader_{stream_};
    std::vector<std::string> columns_;
};

/// `text` in quotes, cut where it is long.
std::string quoted_cell(std::string_view text);

}  // namespace sosw::sim
