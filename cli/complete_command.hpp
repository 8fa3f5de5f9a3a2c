#pragma once

#include "cli/cli_app.hpp"

/// `sosw complete`: what a worker reports at its end, by hand.

namespace sosw::cli {

class Commands;

void add_complete(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
