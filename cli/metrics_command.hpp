#pragma once

#include "cli/cli_app.hpp"

/// `sosw metrics`: puts values that labourers feel, and shows what CloudWatch holds.

namespace sosw::cli {

class Commands;

void add_metrics(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
