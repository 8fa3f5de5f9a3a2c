#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_value.hpp"

/// `--set POINTER=VALUE`: one value of a scenario given by hand. Part of loading; others want
/// `load_scenario`.

namespace sosw::sim {

struct ScenarioOverride {
    std::vector<std::string> path{};  ///< The pointer's parts, unescaped.
    ConfigValue value{};              ///< With the pointer as its origin.
};

/// Reads the text of document `index` of `problems`' documents, `POINTER=VALUE`. `VALUE` is JSON,
/// or else a bare text.
std::optional<ScenarioOverride> parse_override(
    std::string_view text, std::size_t index, ConfigProblems& problems
);

/// Puts the value where the path leads, below `root`. Objects on the way are made where they are
/// missing, `-` or the number of items appends to a list, and null removes an item. What can hold
/// no value is reported.
void apply_override(ConfigValue& root, ScenarioOverride change, ConfigProblems& problems);

/// `name` as one part of a JSON pointer.
std::string pointer_part(std::string_view name);

}  // namespace sosw::sim
