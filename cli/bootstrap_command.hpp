#pragma once

#include <string_view>

#include "cli/cli_app.hpp"

namespace sosw::cli {

class Commands;

/// Declares `bootstrap`: what Lambda starts in a function, be it the Orchestrator, the Scavenger or
/// the WorkerAssistant.
void add_bootstrap(CLI::App& app, Commands& commands);

/// The program was started under the name by which Lambda starts a custom runtime: `bootstrap`.
bool is_bootstrap(std::string_view program);

}  // namespace sosw::cli
