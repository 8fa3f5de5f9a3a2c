#pragma once

#include <string>

#include "cli/exit_code.hpp"

/// `sosw fuzz`: random small worlds, until one shows a bug.

namespace sosw::cli {

struct FuzzCommandOptions {
    std::string seeds = "1..200";  ///< `A..B`.
    double minutes = 0;            ///< At most so long; 0: until all seeds are run.
    int jobs = 0;                  ///< Processes; 0: one per processor.
    std::string out = ".";         ///< Folder of the scenarios that fail; made where it is missing.
    bool json = false;
};

/// 0: nothing failed; 1: something did, and its scenario was saved. Throws where processes or files
/// cannot be made.
ExitCode fuzz(const FuzzCommandOptions& options);

}  // namespace sosw::cli
