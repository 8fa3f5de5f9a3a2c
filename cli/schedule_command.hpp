#pragma once

#include "cli/cli_app.hpp"

/// `sosw schedule`: makes tasks out of a business job, or shows which ones it would become.

namespace sosw::cli {

class Commands;

void add_schedule(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
