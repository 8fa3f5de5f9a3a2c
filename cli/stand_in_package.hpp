#pragma once

#include <string>

#include "core/base/diagnostics.hpp"

namespace sosw::cli {

/// This program as Lambda runs it.
struct StandInPackage {
    std::string zip_file;                 ///< The bytes.
    std::string architecture = "x86_64";  ///< In Lambda's words: of the programs inside.
};

/// Reads what `./dev package` makes. Problems: a file that is none, that has no `bootstrap`, or is
/// larger than Lambda takes.
Checked<StandInPackage> read_stand_in_package(const std::string& file);

}  // namespace sosw::cli
