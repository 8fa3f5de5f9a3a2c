#pragma once

#include "cli/cli_app.hpp"

/// `sosw functions`: declares functions in an emulation file, and shows what waits for them.

namespace sosw::cli {

class Commands;

void add_functions(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
