#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.hpp"

/// `sosw check`: says everything that is wrong with scenarios and sosw configurations, or what they
/// are.

namespace sosw::cli {

struct CheckOptions {
    std::vector<std::string> files{};
    std::vector<std::string> changes{};  ///< `POINTER=VALUE`, of scenarios.
};

ExitCode check(const CheckOptions& options);

}  // namespace sosw::cli
