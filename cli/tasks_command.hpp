#pragma once

#include "cli/cli_app.hpp"

/// `sosw tasks`: where tasks stand.

namespace sosw::cli {

class Commands;

void add_tasks(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
