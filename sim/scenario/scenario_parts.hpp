#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"
#include "sim/scenario/scenario_reader.hpp"

/// The parts of a scenario, each read by itself: what one part says about another is checked
/// afterwards. Part of loading; others want `load_scenario`.
///
/// Each function takes the whole scenario as an object and reads one of its members; absent ones
/// give the defaults. Lists keep the places of their items, also of those with problems.

namespace sosw::sim {

std::vector<FunctionModel> read_functions(const ScenarioReader& reader, const ConfigValue& root);
std::vector<Workload> read_workload(const ScenarioReader& reader, const ConfigValue& root);
/// Traces are looked for relative to the file `scenario`, and read.
std::vector<MetricModel> read_metrics(
    const ScenarioReader& reader, const ConfigValue& root, const std::string& scenario
);
/// Nothing where the scenario has no prices; the defaults where it has none of one kind.
std::optional<Prices> read_prices(const ScenarioReader& reader, const ConfigValue& root);
ServiceMetricsModel read_service_metrics(const ScenarioReader& reader, const ConfigValue& root);
/// Both essentials every minute where the scenario has no rules.
std::vector<Rule> read_rules(const ScenarioReader& reader, const ConfigValue& root);
EssentialModels read_essentials(const ScenarioReader& reader, const ConfigValue& root);
LatencyModel read_latency(const ScenarioReader& reader, const ConfigValue& root);
CompletionModel read_completion(const ScenarioReader& reader, const ConfigValue& root);
std::vector<FaultModel> read_faults(const ScenarioReader& reader, const ConfigValue& root);
std::vector<TableModel> read_tables(const ScenarioReader& reader, const ConfigValue& root);
std::vector<Expectation> read_expectations(const ScenarioReader& reader, const ConfigValue& root);

}  // namespace sosw::sim
