#include "sim/report/open_record.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "sim/record/schema.hpp"
#include "sim/report/csv_export.hpp"

namespace sosw::sim {

namespace {

using Problem = tl::unexpected<std::string>;

constexpr std::string_view kRemedy = "Expected a record, as `sosw run SCENARIO --db FILE` keeps it";

/// How every SQLite file begins (https://www.sqlite.org/fileformat.html).
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

/// Empty where `path` is a database. A run that has committed nothing so far leaves an empty file.
std::string problem_of_file(const std::string& path) {
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        return fmt::format("{}: there is no such file. {}", path, kRemedy);
    }
    if (std::filesystem::is_directory(status)) {
        return fmt::format("{}: is a folder. {}", path, kRemedy);
    }
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        return fmt::format("{}: cannot be read; look at its permissions", path);
    }
    std::array<char, kMagic.size()> begin{};
    file.read(begin.data(), begin.size());
    if (std::string_view{begin.data(), static_cast<std::size_t>(file.gcount())} != kMagic) {
        return fmt::format("{}: is no SQLite file. {}", path, kRemedy);
    }
    return {};
}

std::string problem_of_record(const std::string& path, sqlite::Database& database) {
    if (!has_table(database, "run") || !has_table(database, "task_event")) {
        return fmt::format("{}: is a SQLite file, but no record. {}", path, kRemedy);
    }
    sqlite::Statement row{database, "SELECT schema_version FROM run"};
    if (!row.step()) {
        return fmt::format("{}: is a record in which no run has begun", path);
    }
    const std::int64_t version = row.column_int64(0);
    if (version != kRecordSchemaVersion) {
        return fmt::format(
            "{}: is a record of schema version {}, and this program reads version {}. Run the "
            "scenario again, or use the version of sosw that wrote it",
            path,
            version,
            kRecordSchemaVersion
        );
    }
    return {};
}

}  // namespace

tl::expected<std::unique_ptr<sqlite::Database>, std::string> open_record(const std::string& path) {
    std::string problem = problem_of_file(path);
    if (!problem.empty()) {
        return Problem{std::move(problem)};
    }
    auto database = std::make_unique<sqlite::Database>(path);
    problem = problem_of_record(path, *database);
    if (!problem.empty()) {
        return Problem{std::move(problem)};
    }
    return database;
}

std::vector<Expectation> recorded_expectations(sqlite::Database& database) {
    std::vector<Expectation> expectations;
    if (!has_table(database, "expectation")) {
        return expectations;
    }
    sqlite::Statement rows{database, "SELECT text, series FROM expectation ORDER BY position"};
    while (rows.step()) {
        tl::expected<Expectation, std::string> parsed = parse_expectation(rows.column_text(0));
        if (!parsed) {
            continue;
        }
        if (!rows.column_is_null(1)) {
            parsed->figure.metric = static_cast<std::size_t>(rows.column_int64(1) - 1);
        }
        expectations.push_back(*std::move(parsed));
    }
    return expectations;
}

}  // namespace sosw::sim
