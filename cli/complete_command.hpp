#pragma once

/// `sosw complete`: what a worker reports at its end, by hand.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_complete(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
