#pragma once

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

/// What schedules and jobs say about the rest of the scenario. Part of loading; others want
/// `load_scenario`.

namespace sosw::sim {

/// Rules and jobs that are never due, and jobs that the Scheduler would refuse on the first day on
/// which they are due: unknown labourers, periods that are none, what cannot be cut.
void check_jobs(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario);

}  // namespace sosw::sim
