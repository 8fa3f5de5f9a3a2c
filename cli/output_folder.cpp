#include "cli/output_folder.hpp"

#include <cerrno>
#include <filesystem>
#include <ranges>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/output_file.hpp"

namespace sosw::cli {

namespace {

namespace fs = std::filesystem;

/// Without the slash that a user may have put at the end.
std::string without_slash(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) {
        path.pop_back();
    }
    return path;
}

/// Two programs that write the same folder do not write the same draft.
std::string draft_of(const std::string& path) { return fmt::format("{}.{}.part", path, getpid()); }

/// Files that were moved, to be moved back unless all went well.
class Moves {
public:
    Moves() = default;
    Moves(const Moves&) = delete;
    Moves& operator=(const Moves&) = delete;
    ~Moves() {
        std::error_code ignored;
        for (const auto& [from, to] : std::views::reverse(done_)) {
            fs::rename(to, from, ignored);
        }
    }

    void move(const fs::path& from, const fs::path& to) {
        fs::create_directories(to.parent_path());
        fs::rename(from, to);
        done_.emplace_back(from, to);
    }
    void keep() { done_.clear(); }

private:
    std::vector<std::pair<fs::path, fs::path>> done_;
};

}  // namespace

OutputFolder::OutputFolder(std::string path)
    : path_{without_slash(std::move(path))}, draft_{draft_of(path_)} {
    fs::create_directory(draft_);
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    fs::remove_all(draft_, ignored);
}

std::ofstream OutputFolder::open(const std::string& name) {
    const fs::path file = fs::path{draft_} / name;
    fs::create_directories(file.parent_path());
    names_.push_back(name);
    errno = 0;
    return std::ofstream{file, std::ios::binary | std::ios::trunc};
}

void OutputFolder::close(std::ofstream& stream, const std::string& name) const {
    stream.close();
    if (!stream) {
        throw std::runtime_error{fmt::format(
            "{}/{}: cannot be written: {}",
            path_,
            name,
            std::generic_category().message(errno != 0 ? errno : EIO)
        )};
    }
}

void OutputFolder::commit() {
    std::error_code ignored;
    if (!fs::exists(path_, ignored)) {
        fs::rename(draft_, path_);
    } else {
        move_into_place();
    }
}

void OutputFolder::move_into_place() {
    Moves moves;
    for (const std::string& name : names_) {
        const fs::path place = fs::path{path_} / name;
        if (fs::exists(place)) {
            moves.move(place, fs::path{draft_} / "replaced" / name);
        }
        moves.move(fs::path{draft_} / name, place);
    }
    moves.keep();
}

std::vector<std::string> problems_of_output_folder(
    std::string_view option,
    const std::string& folder,
    const std::vector<std::string>& names,
    Existing existing
) {
    const std::string path = without_slash(folder);
    if (std::string problem = problem_of_folder(option, path); !problem.empty()) {
        return {std::move(problem)};
    }
    std::vector<std::string> problems;
    std::error_code ignored;
    for (const std::string& name : names) {
        const fs::path file = fs::path{path} / name;
        if (fs::is_directory(file, ignored)) {
            problems.push_back(
                fmt::format("{} {}: is a folder, where a file is to be", option, file.string())
            );
        } else if (existing == Existing::Keep && fs::exists(file, ignored)) {
            problems.push_back(
                fmt::format("{} {}: is there already; --force replaces it", option, file.string())
            );
        }
    }
    return problems;
}

}  // namespace sosw::cli
