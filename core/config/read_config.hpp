#pragma once

#include "core/config/config.hpp"
#include "core/config/config_reader.hpp"
#include "core/config/loader.hpp"

/// The typed configuration out of one merged value, for those who have parsed and merged the layers
/// themselves. Part of loading; others want `load_config`.

namespace sosw {

/// Reads `root`, an object, over sosw's defaults. Problems go to the reader's `ConfigProblems`;
/// what has one keeps its default.
SoswConfig read_config(
    const ConfigReader& reader, const ConfigValue& root, const ConfigChecks& checks = {}
);

}  // namespace sosw
