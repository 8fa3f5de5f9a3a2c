#pragma once

#include "cli/cli_app.hpp"

/// `sosw create`: puts tasks into the queue of a labourer.

namespace sosw::cli {

class Commands;

void add_create(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
