#pragma once

#include <string>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "sim/report/summary.hpp"

/// The files that `sosw run` and `sosw report` write beside what they print.

namespace sosw::cli {

struct OutputOptions {
    std::string html{};   ///< A file, or a folder for several records; empty: none is wanted.
    std::string csv{};    ///< A folder.
    std::string junit{};  ///< A file.
    std::string trace{};  ///< A file.
};

/// Whether the files are those of one record or of several.
enum class OutputScope { OneRecord, SeveralRecords };

/// Whether any file is wanted.
bool writes_anything(const OutputOptions& options);

/// Characters that the chart of a summary takes: what a narrow terminal leaves beside its labels.
int chart_columns();

/// What is wrong with the options themselves, a line for each.

std::vector<std::string> problems_of(const OutputOptions& options, OutputScope scope);

/// Writes what belongs to one record, whose summary is judged. With `part`, into a folder or a file
/// of that name inside what the options name, for one of several scenarios. Throws where the disk
/// does not let it.
void write_outputs(
    sqlite::Database& record,
    const sim::Summary& summary,
    const OutputOptions& options,
    const std::string& part = {}
);

/// Writes what belongs to all of them together.
void write_verdicts(const std::vector<sim::Summary>& summaries, const OutputOptions& options);

}  // namespace sosw::cli
