#pragma once

#include <string>

#include "cli/exit_code.hpp"

/// `sosw diff`: two records side by side.

namespace sosw::cli {

struct DiffOptions {
    std::string a{};  ///< Records.
    std::string b{};
    bool json = false;
};

/// As `diff` does, `Done` where the runs do not differ and `NotAsExpected` where they do. Throws
/// where a record is damaged.
ExitCode diff(const DiffOptions& options);

}  // namespace sosw::cli
