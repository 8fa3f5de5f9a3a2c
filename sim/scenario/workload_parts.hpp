#pragma once

#include <optional>
#include <span>
#include <string>

#include "sim/scenario/scenario_reader.hpp"
#include "sim/scenario/workload.hpp"

/// The parts of one workload. Part of loading; others want `load_scenario`.

namespace sosw::sim {

/// Reports where `object` has none of the patterns, or several. True where it has one.
bool has_one_pattern(const ScenarioReader& reader, const ConfigValue& object);

/// Reads the pattern of `object` that is not phases.
ArrivalPattern read_pattern(const ScenarioReader& reader, const ConfigValue& object);

/// The replay that `object` describes; the paths are as they were written.
TraceReplay read_trace(const ScenarioReader& reader, const ConfigValue& object);
/// Reports the settings of a replay in `object`, which has none.
void refuse_trace_settings(const ScenarioReader& reader, const ConfigValue& object);

/// A schedule in AWS's words; a rate may count seconds, too. Nothing, and a problem, for what is
/// none.
std::optional<ScheduleExpression> read_schedule(
    const ScenarioReader& reader, const ConfigValue& value
);
/// The job of `object`, with its schedule.
ScheduledJob read_job(const ScenarioReader& reader, const ConfigValue& object);
/// Reports what a job cannot have beside it; in an `object` without one, its schedule.
void check_job_settings(const ScenarioReader& reader, const ConfigValue& object);

/// Reports placeholders in `payload` that are none, each at its text. `columns` are those of the
/// trace.
void check_placeholders(
    const ScenarioReader& reader, const ConfigValue& payload, std::span<const std::string> columns
);

}  // namespace sosw::sim
