#pragma once

/// CLI11's class, for headers that only mention it.

namespace CLI {  // NOLINT(readability-identifier-naming): not ours
class App;
}  // namespace CLI
