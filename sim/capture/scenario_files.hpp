#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "sim/capture/captured.hpp"

/// What was captured, as the files of a scenario that `sosw run` takes.

namespace sosw::sim {

/// Relative to the scenario's folder. Each metric names its own trace.
inline constexpr const char* kScenarioFile = "scenario.json";
inline constexpr const char* kConfigurationFile = "orchestrator.json";
inline constexpr const char* kTaskTraceFile = "traces/tasks.csv";

struct ScenarioFile {
    std::string name;
    std::function<void(std::ostream&)> write;
};

/// The scenario, called `name`; `configuration`, sosw's document; and the traces that there are.
/// `capture` must outlive the answer.
///
/// A datapoint stands for its whole period and is known at its end, hence each metric's `delay`. A
/// period without one is `silent`.
std::vector<ScenarioFile> scenario_files(
    const Capture& capture, const std::string& name, const std::string& configuration
);

}  // namespace sosw::sim
