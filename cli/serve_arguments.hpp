#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 is called so
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

/// The arguments of `sosw serve`.
void add_serve(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
