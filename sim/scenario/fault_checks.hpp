#pragma once

#include "core/config/config_value.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace sosw::sim {

/// Reports faults that name a function, labourer, table or metric which the scenario does not have.
/// Part of loading; requires that everything else has been read.
void check_faults(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario);

}  // namespace sosw::sim
