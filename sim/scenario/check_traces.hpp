#pragma once

#include <string>

#include "core/base/diagnostics.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

/// The traces that a scenario replays. Part of loading; others want `load_scenario`.

namespace sosw::sim {

/// Makes the paths of `scenario`'s traces such that they can be opened, from the folder of
/// `scenario_file`; finds their formats and columns; and reads each trace once to its end, so that
/// a run does not stop in the middle of one.
///
/// What is wrong with the scenario is reported to `reader`; what is wrong with a trace is returned,
/// with line and column. Labourers are known only where `config_is_complete`.
Diagnostics check_traces(
    const ScenarioReader& reader,
    const ConfigValue& root,
    const std::string& scenario_file,
    bool config_is_complete,
    Scenario& scenario
);

}  // namespace sosw::sim
