#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/tasks/labourer.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"

/// What a record says about the world before anything happens.

namespace sosw::sim {

/// `max_simultaneous_invocations` as the Orchestrator takes it (M9).
double max_simultaneous_in_force(const Labourer& labourer, const SoswConfig& config);

/// `Name=value,Name=value`, sorted by name.
std::string dimensions_text(std::vector<Dimension> dimensions);

/// The rows of `labourer`, `metric_series`, `health_metric` and `feeling`. `labourers` as the
/// Orchestrator registers them.
void record_static_rows(
    const Scenario& scenario, std::span<const Labourer> labourers, Recorder& recorder
);

}  // namespace sosw::sim
