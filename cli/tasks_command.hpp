#pragma once

/// `sosw tasks`: where tasks stand.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_tasks(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
