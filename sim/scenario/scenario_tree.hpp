#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/config/config_value.hpp"

/// A scenario as it was written, before anything is understood: the file, its configuration
/// documents and what was given by hand, put together. Part of loading; others want
/// `load_scenario`.

namespace sosw::sim {

/// Where documents and their texts come from.
struct ScenarioTree {
    /// The scenario, the overrides, and the configuration files it names.
    std::vector<ConfigDocument> documents{};
    /// Below `/config` stand the documents themselves where the file named paths. Nothing where the
    /// scenario is no JSON.
    std::optional<ConfigValue> root{};
    /// False where a configuration document could not be read, so that what it would have said is
    /// not known.
    bool config_is_complete = true;
    Diagnostics problems{};
};

/// `file` names `text` in diagnostics and tells where configuration documents are looked for.
ScenarioTree read_tree(
    const std::string& file, const std::string& text, std::span<const std::string> overrides
);

/// The content of `file`, or why there is none.
tl::expected<std::string, std::string> read_text(const std::string& file);

}  // namespace sosw::sim
