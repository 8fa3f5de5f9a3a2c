#pragma once

/// `sosw create`: puts tasks into the queue of a labourer.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_create(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
