#pragma once

/// `sosw orchestrate`: one pass of the Orchestrator, explained.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_orchestrate(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
