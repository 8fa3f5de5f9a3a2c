#pragma once

/// `sosw scavenge`: one pass of the Scavenger, explained.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_scavenge(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
