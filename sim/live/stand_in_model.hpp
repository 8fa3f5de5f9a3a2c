#pragma once

#include <cstdint>
#include <string>

#include "core/base/diagnostics.hpp"
#include "core/config/config.hpp"
#include "sim/scenario/distribution.hpp"

/// What a deployed function is told of the worker that it stands in for.

namespace sosw::sim {

/// The variable of its environment that holds the model.
inline constexpr const char* kStandInVariable = "SOSW_STAND_IN";
/// Its handler.
inline constexpr const char* kStandInHandler = "sosw_stand_in";

struct StandInModel {
    std::string function{};  ///< As the scenario names it.
    std::uint64_t seed = 1;  ///< Of the run.
    Distribution duration{};
    double failure_probability = 0;
    bool completes = true;
    Distribution completion_latency{};
    std::string executions_table{};
    std::string durations_table{};  ///< Empty: no task has a duration of its own.
    /// Names of tables, indexes and fields; nothing else of it counts.
    TaskManagerConfig names{};
};

/// As JSON, distributions as scenarios have them.
std::string stand_in_text(const StandInModel& model);
/// Reads what `stand_in_text` wrote. Problems: all of them, with the name of the variable.
Checked<StandInModel> read_stand_in(const std::string& text);

}  // namespace sosw::sim
