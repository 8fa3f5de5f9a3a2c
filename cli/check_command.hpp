#pragma once

#include <string>
#include <vector>

#include "cli/exit_code.hpp"
#include "core/base/diagnostics.hpp"

/// `sosw check`: says everything that is wrong with scenarios and sosw configurations, or what they
/// are.

namespace sosw::cli {

struct CheckOptions {
    std::vector<std::string> files{};
    std::vector<std::string> changes{};  ///< `POINTER=VALUE`, of scenarios.
};

ExitCode check(const CheckOptions& options);

/// What the scenario `text` is, in a line, or everything that is wrong with it. `file` names it and
/// tells where what it refers to is looked for.
Checked<std::string> check_scenario(
    const std::string& file, const std::string& text, const std::vector<std::string>& changes
);

}  // namespace sosw::cli
