#pragma once

#include "cli/cli_app.hpp"

/// `sosw orchestrate`: one pass of the Orchestrator, explained.

namespace sosw::cli {

class Commands;

void add_orchestrate(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
