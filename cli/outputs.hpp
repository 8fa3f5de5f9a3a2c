#pragma once

#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

/// The files that `sosw run` and `sosw report` write beside what they print.

namespace sosw::cli {

struct OutputOptions {
    std::string csv{};    ///< A folder; empty: none is wanted.
    std::string junit{};  ///< A file.
};

/// Whether any file is wanted.
bool writes_anything(const OutputOptions& options);

/// Characters that the chart of a summary takes: what a narrow terminal leaves beside its labels.
int chart_columns();

/// What is wrong with the options themselves, a line for each.

std::vector<std::string> problems_of(const OutputOptions& options);

/// Writes what belongs to one record. With `part`, into a folder or a file of that name inside what
/// the options name, for one of several scenarios. Throws where the disk does not let it.
void write_outputs(
    sqlite::Database& database, const OutputOptions& options, const std::string& part = {}
);

/// Writes what belongs to all of them together.
void write_verdicts(const std::vector<sim::Summary>& summaries, const OutputOptions& options);

}  // namespace sosw::cli
