#pragma once

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

namespace sosw::sim {

/// That tables and their indexes are those of sosw, under the names of the configuration; also in
/// expectations. Part of loading; others want `load_scenario`.
void check_tables(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario);

}  // namespace sosw::sim
