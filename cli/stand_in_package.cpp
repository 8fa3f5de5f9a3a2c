#include "cli/stand_in_package.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include "backends/wire/lambda/zip_archive.hpp"
#include "cli/text_file.hpp"

namespace sosw::cli {

namespace {

constexpr std::size_t kZipFileMax = 50'000'000;  // Of what CreateFunction takes directly.

Diagnostics problem(const std::string& file, std::string message) {
    return {
        {.file = file,
         .message = std::move(message) + "; `./dev package` makes build/sosw-lambda.zip"}};
}

/// By the header of the first program (ELF's `e_machine`).
std::string architecture_of(const std::vector<wire::ZipFile>& files) {
    constexpr std::size_t kMachine = 18;
    constexpr char kAarch64 = '\xB7';
    for (const wire::ZipFile& file : files) {
        if (file.content.starts_with("\x7F"
                                     "ELF") &&
            file.content.size() > kMachine) {
            return file.content[kMachine] == kAarch64 ? "arm64" : "x86_64";
        }
    }
    return "x86_64";
}

}  // namespace

Checked<StandInPackage> read_stand_in_package(const std::string& file) {
    tl::expected<std::string, std::string> bytes = read_text_file(file);
    if (!bytes) {
        return tl::make_unexpected(problem(file, "cannot be read: " + bytes.error()));
    }
    if (bytes->size() > kZipFileMax) {
        return tl::make_unexpected(problem(
            file, fmt::format("is larger than Lambda takes, {} MB", kZipFileMax / 1'000'000)
        ));
    }
    const Result<std::vector<wire::ZipFile>> files = wire::read_zip(*bytes, wire::kUnpackedSizeMax);
    if (!files) {
        return tl::make_unexpected(problem(file, "is no archive: " + files.error().message));
    }
    if (std::ranges::find(*files, "bootstrap", &wire::ZipFile::path) == files->end()) {
        return tl::make_unexpected(problem(file, "has no `bootstrap` in it"));
    }
    std::string architecture = architecture_of(*files);
    return StandInPackage{.zip_file = *std::move(bytes), .architecture = std::move(architecture)};
}

}  // namespace sosw::cli
