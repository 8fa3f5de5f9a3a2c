#include "cli/output_file.hpp"

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace sosw::cli {

namespace {

/// Two programs that write the same file do not write the same draft.
std::string draft_of(const std::string& path) { return fmt::format("{}.{}.part", path, getpid()); }

[[noreturn]] void throw_unwritable(const std::string& path) {
    throw std::runtime_error{fmt::format(
        "{}: cannot be written: {}", path, std::generic_category().message(errno != 0 ? errno : EIO)
    )};
}

std::string problem_of_parent(std::string_view option, const std::string& path) {
    std::error_code ignored;
    const std::filesystem::path folder = std::filesystem::path{path}.parent_path();
    return folder.empty() || std::filesystem::is_directory(folder, ignored)
               ? std::string{}
               : fmt::format(
                     "{} {}: there is no folder {}; create it first", option, path, folder.string()
                 );
}

}  // namespace

OutputFile::OutputFile(std::string path) : path_{std::move(path)}, draft_{draft_of(path_)} {
    errno = 0;
    stream_.open(draft_, std::ios::binary | std::ios::trunc);
    if (!stream_) {
        throw_unwritable(path_);
    }
}

OutputFile::~OutputFile() {
    if (!committed_) {
        stream_.close();
        std::error_code ignored;
        std::filesystem::remove(draft_, ignored);
    }
}

void OutputFile::commit() {
    errno = 0;
    stream_.close();
    if (!stream_) {
        throw_unwritable(path_);
    }
    std::filesystem::rename(draft_, path_);
    committed_ = true;
}

void write_file(const std::string& path, std::string_view text) {
    OutputFile file{path};
    file.stream() << text;
    file.commit();
}

std::string problem_of_output(std::string_view option, const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return fmt::format("{} {}: is a folder; expected the name of a file", option, path);
    }
    return problem_of_parent(option, path);
}

std::string problem_of_folder(std::string_view option, const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        return {};
    }
    if (std::filesystem::exists(path, ignored)) {
        return fmt::format("{} {}: is a file; expected the name of a folder", option, path);
    }
    return problem_of_parent(option, path);
}

void make_folder(const std::string& path) { std::filesystem::create_directory(path); }

}  // namespace sosw::cli
