#pragma once

#include <span>
#include <string>

#include "core/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"

/// From a scenario file to the typed, checked world.
///
/// The format is JSON with comments; docs/scenarios.md teaches it and
/// scenarios/schema/scenario.schema.json describes it to editors. Unknown keys are errors, and all
/// problems are reported at once, each with the file, the JSON pointer (line and column for syntax)
/// and what would be right. Where a text is no JSON only syntax and repeated keys are reported.
///
/// `overrides` are `POINTER=VALUE`, applied in their order before anything is checked: the JSON
/// pointer of a value in the scenario, or in one of its configuration documents through
/// `/config/<document>`, and JSON or a bare text.
/// `/seed=7`, `/duration=30m`, `/workload/0/phases/-={"duration": "5m", "rate": "1/s"}`. `null`
/// removes.

namespace sosw::sim {

/// Reads the scenario in `file`. Documents it names are looked for beside it.
Checked<Scenario> load_scenario(
    const std::string& file, std::span<const std::string> overrides = {}
);

/// The same for a text; `file` names it in diagnostics and tells where documents are looked for.
Checked<Scenario> load_scenario_text(
    const std::string& file, const std::string& text, std::span<const std::string> overrides = {}
);

}  // namespace sosw::sim
