#pragma once

/// `sosw metrics`: puts values that labourers feel, and shows what CloudWatch holds.

namespace CLI {
class App;
}  // namespace CLI

namespace sosw::cli {

class Commands;

void add_metrics(CLI::App& app, Commands& commands);

}  // namespace sosw::cli
