#pragma once

#include <string>

#include "sim/capture/captured.hpp"

namespace sosw::sim {

/// The files of a captured scenario, relative to its folder. Each metric names its own trace.
inline constexpr const char* kScenarioFile = "scenario.json";
inline constexpr const char* kConfigurationFile = "orchestrator.json";
inline constexpr const char* kTaskTraceFile = "traces/tasks.csv";

/// The scenario as JSON. It refers to `kConfigurationFile`, to the metrics' traces, and to
/// `kTaskTraceFile` where there are tasks.
std::string scenario_text(const Capture& capture);

}  // namespace sosw::sim
