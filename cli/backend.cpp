#include "cli/backend.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "backends/sqlite/database.hpp"
#include "cli/aws_backend.hpp"
#include "cli/command_clock.hpp"
#include "cli/file_backend.hpp"
#include "cli/process_random.hpp"
#include "cli/shell_word.hpp"
#include "sim/report/csv_export.hpp"

namespace sosw::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRemedy = "`sosw tables create --db FILE` makes one";

/// How every SQLite file begins (https://www.sqlite.org/fileformat.html).
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

std::string problem_of_new_file(const fs::path& path) {
    const fs::path folder = path.parent_path();
    std::error_code error;
    return folder.empty() || fs::is_directory(folder, error)
               ? std::string{}
               : fmt::format("there is no folder \"{}\" to make it in", folder.string());
}

std::string problem_of_present_file(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
        return "is a folder; name a file in it";
    }
    std::ifstream file{path, std::ios::binary};
    if (!file) {
        return "cannot be read; look at its permissions";
    }
    std::array<char, kMagic.size()> begin{};
    file.read(begin.data(), begin.size());
    const auto length = static_cast<std::size_t>(file.gcount());
    return length == 0 || std::string_view{begin.data(), length} == kMagic
               ? std::string{}
               : fmt::format("is no SQLite file; {}", kRemedy);
}

std::string problem_of_file(const std::string& path, FilePresence presence) {
    if (path == ":memory:") {
        return "would be gone when the command ends; name a file";
    }
    std::error_code error;
    if (fs::exists(path, error)) {
        return problem_of_present_file(path);
    }
    return presence == FilePresence::MayBeMade ? problem_of_new_file(path)
                                               : fmt::format("there is no such file; {}", kRemedy);
}

bool is_record(const std::string& path) {
    std::error_code error;
    if (!fs::exists(path, error)) {
        return false;
    }
    sqlite::Database database{path};
    return sim::has_table(database, "run") && sim::has_table(database, "task_event");
}

/// Nothing where the file is a record of a run, which no command may change.
std::unique_ptr<Backend> open_file(const std::string& path, CommandClock clock) {
    try {
        if (is_record(path)) {
            return nullptr;
        }
        return std::make_unique<FileBackend>(path, std::move(clock), process_random());
    } catch (const sqlite::DatabaseError& error) {
        if (std::string_view{error.what()}.find("is locked") == std::string_view::npos) {
            throw;
        }
        throw std::runtime_error{fmt::format(
            "{}: is in use by another process, such as `sosw serve --db`; stop that first", path
        )};
    }
}

/// What is meant for AWS does nothing for a file.
void reject_settings_of_aws(const BackendOptions& options, Diagnostics& problems) {
    for (const auto& [name, value] :
         {std::pair{"--profile", &options.profile},
          std::pair{"--region", &options.region},
          std::pair{"--endpoint-url", &options.endpoint_url}}) {
        if (!value->empty()) {
            problems.push_back({.file = name, .message = "goes with --backend aws only"});
        }
    }
}

Checked<std::unique_ptr<Backend>> open_aws(const BackendOptions& options, CommandClock clock) {
    Result<std::unique_ptr<Backend>> backend =
        AwsBackend::open(options, std::move(clock), process_random());
    if (!backend) {
        return tl::make_unexpected(Diagnostics{
            {.file = "--backend aws", .message = to_string(backend.error())}});
    }
    return *std::move(backend);
}

Checked<std::unique_ptr<Backend>> open_emulation(
    const BackendOptions& options, FilePresence presence, CommandClock clock
) {
    Diagnostics problems;
    reject_settings_of_aws(options, problems);
    if (options.db.empty()) {
        problems.push_back(
            {.file = "--db", .message = fmt::format("names a file, and is needed; {}", kRemedy)}
        );
    } else if (std::string problem = problem_of_file(options.db, presence); !problem.empty()) {
        problems.push_back({.file = options.db, .message = std::move(problem)});
    }
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    std::unique_ptr<Backend> backend = open_file(options.db, std::move(clock));
    if (backend == nullptr) {
        return tl::make_unexpected(Diagnostics{
            {.file = options.db,
             .message = "is the record of a run, kept by `sosw run --db`, and stays as it is; name "
                        "another file"}});
    }
    return backend;
}

}  // namespace

std::string place_arguments(const BackendOptions& options) {
    if (options.backend != "aws") {
        return "--db " + shell_word(options.db);
    }
    std::string text = "--backend aws";
    for (const auto& [name, value] :
         {std::pair{" --profile ", &options.profile},
          std::pair{" --region ", &options.region},
          std::pair{" --endpoint-url ", &options.endpoint_url}}) {
        text += value->empty() ? std::string{} : name + shell_word(*value);
    }
    return text;
}

std::string place_name(const BackendOptions& options) {
    return options.backend == "aws" ? "aws" : options.db;
}

Checked<std::unique_ptr<Backend>> open_backend(
    const BackendOptions& options, FilePresence presence
) {
    std::optional<CommandClock> clock = CommandClock::parse(options.now);
    Diagnostics problems;
    if (!clock) {
        problems.push_back(
            {.file = "--now",
             .message = fmt::format(
                 "expected a time such as 2026-03-02T08:00:00Z, or a distance from now such as "
                 "+15m, found \"{}\"",
                 options.now
             )}
        );
    }
    // With another clock only to find all problems at once.
    CommandClock some_clock = clock ? *std::move(clock) : *CommandClock::parse("");
    Checked<std::unique_ptr<Backend>> backend =
        options.backend == "aws" ? open_aws(options, std::move(some_clock))
                                 : open_emulation(options, presence, std::move(some_clock));
    if (!backend) {
        problems.insert(problems.end(), backend.error().begin(), backend.error().end());
    }
    if (!problems.empty()) {
        return tl::make_unexpected(std::move(problems));
    }
    return backend;
}

}  // namespace sosw::cli
