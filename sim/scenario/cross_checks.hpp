#pragma once

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

/// What the parts of a scenario say about each other. Part of loading; others want `load_scenario`.

namespace sosw::sim {

/// A scenario beside the values it was read from, which know where they were written.
struct ScenarioOrigins {
    const ConfigValue& root;          ///< The whole scenario.
    const ConfigValue& orchestrator;  ///< The Orchestrator's configuration, merged.
    const ConfigValue& scavenger;     ///< The Scavenger's, merged.
};

/// Functions and metrics by themselves, and what metrics say of functions.
void check_world(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario);

/// What has to do with the configuration: labourers' functions and metrics, workloads,
/// expectations, which learn the index of their metric.
void check_labourers(
    const ScenarioReader& reader, const ScenarioOrigins& origins, Scenario& scenario
);

}  // namespace sosw::sim
