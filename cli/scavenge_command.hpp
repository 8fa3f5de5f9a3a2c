#pragma once

#include "cli/cli_app.hpp"

/// `sosw scavenge`: one pass of the Scavenger, explained.

namespace sosw::cli {

class Commands;

void add_scavenge(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
