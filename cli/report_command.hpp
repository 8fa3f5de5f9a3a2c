#pragma once

#include <string>

#include "cli/exit_code.hpp"
#include "cli/outputs.hpp"

/// `sosw report`: tells what happened in a run whose record was kept.

namespace sosw::cli {

struct ReportOptions {
    std::string record{};  ///< A file.
    OutputOptions outputs{};
    bool json = false;
};

/// Prints the summary, unless only files are wanted. Judges the run as it was judged when it ran.
/// Throws where the record is damaged or a file cannot be written.
ExitCode report(const ReportOptions& options);

}  // namespace sosw::cli
