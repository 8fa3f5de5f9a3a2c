#include "cli/outputs.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "cli/output_file.hpp"
#include "cli/terminal.hpp"
#include "sim/report/chart_text.hpp"
#include "sim/report/csv_export.hpp"
#include "sim/report/html_report.hpp"
#include "sim/report/junit.hpp"
#include "sim/workload/export_trace.hpp"

namespace sosw::cli {

namespace {

void write_tables(sqlite::Database& database, const std::string& folder) {
    make_folder(folder);
    for (const std::string& table : sim::record_tables(database)) {
        OutputFile file{fmt::format("{}/{}.csv", folder, table)};
        sim::write_csv(database, table, file.stream());
        file.commit();
    }
}

/// `folder`, or a part of it, which needs the folder.
std::string part_of(const std::string& folder, const std::string& part) {
    if (part.empty()) {
        return folder;
    }
    make_folder(folder);
    return folder + "/" + part;
}

}  // namespace

bool writes_anything(const OutputOptions& options) {
    return !options.html.empty() || !options.csv.empty() || !options.junit.empty() ||
           !options.trace.empty();
}

int chart_columns() {
    constexpr int kNarrowest = 60;
    constexpr int kWidest = 100;
    return std::clamp(width(Stream::Output), kNarrowest, kWidest) -
           static_cast<int>(sim::kChartLabelWidth);
}

std::vector<std::string> problems_of(const OutputOptions& options, OutputScope scope) {
    std::vector<std::string> problems;
    const auto add = [&](std::string problem) {
        if (!problem.empty()) {
            problems.push_back(std::move(problem));
        }
    };
    if (!options.html.empty()) {
        add(scope == OutputScope::OneRecord ? problem_of_output("--html", options.html)
                                            : problem_of_folder("--html", options.html));
    }
    if (!options.csv.empty()) {
        add(problem_of_folder("--csv", options.csv));
    }
    if (!options.junit.empty()) {
        add(problem_of_output("--junit", options.junit));
    }
    if (!options.trace.empty()) {
        add(problem_of_output("--export-trace", options.trace));
    }
    return problems;
}

void write_outputs(
    sqlite::Database& record,
    const sim::Summary& summary,
    const OutputOptions& options,
    const std::string& part
) {
    if (!options.html.empty()) {
        const std::string file = part_of(options.html, part) + (part.empty() ? "" : ".html");
        write_file(file, sim::html_report(record, summary));
    }
    if (!options.trace.empty()) {
        OutputFile file{options.trace};
        sim::export_trace(record, file.stream());
        file.commit();
    }
    if (!options.csv.empty()) {
        write_tables(record, part_of(options.csv, part));
    }
}

void write_verdicts(const std::vector<sim::Summary>& summaries, const OutputOptions& options) {
    if (!options.junit.empty()) {
        write_file(options.junit, sim::junit_report(summaries));
    }
}

}  // namespace sosw::cli
