#pragma once

#include <string>

#include "sim/scenario/metric_model.hpp"
#include "sim/scenario/scenario_reader.hpp"

/// Reads the `value` of a metric: its own course and the load of executions. Part of loading;
/// others want `load_scenario`.

namespace sosw::sim {

/// CloudWatch's high resolution; no metric is reported, and no signal moves, more often.
inline constexpr Duration kSignalShortest = std::chrono::seconds{1};

/// `metric.every` must be known already. Traces are looked for relative to the file `scenario`.
void read_metric_value(
    const ScenarioReader& reader,
    const ConfigValue& value,
    const std::string& scenario,
    MetricModel& metric
);

/// The `base` of a metric that is measured `every` so often.
Signal read_signal(
    const ScenarioReader& reader,
    const ConfigValue& base,
    const std::string& scenario,
    Duration every
);

/// `[lowest, highest]` of the member `name`; nothing where it is absent.
std::optional<Clamp> read_range(
    const ScenarioReader& reader, const ConfigValue& object, std::string_view name
);

}  // namespace sosw::sim
