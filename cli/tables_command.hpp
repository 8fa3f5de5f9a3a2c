#pragma once

#include "cli/cli_app.hpp"

/// `sosw tables`: creates, lists, describes and deletes the tables that sosw works with.

namespace sosw::cli {

class Commands;

void add_tables(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
