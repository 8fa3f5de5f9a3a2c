#pragma once

#include "cli/cli_app.hpp"

/// `sosw record`: from an account, or an emulation file, to a scenario with traces.

namespace sosw::cli {

class Commands;

void add_record(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
