#pragma once

/// `sosw tables`: creates, lists, describes and deletes the tables that sosw works with.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_tables(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
