#pragma once

#include <string>
#include <vector>

#include "core/base/diagnostics.hpp"
#include "sim/live/deployment.hpp"
#include "sim/scenario/scenario.hpp"

/// What a scenario becomes on real services: what is deployed for it, and what of it cannot be had.

namespace sosw::sim {

struct LivePlanOptions {
    std::string prefix{};  ///< Of all names.
    bool ignore_faults = false;
};

struct LivePlan {
    /// As it can run: tables under the prefix; no faults, latencies and the like. Functions, ARNs
    /// and metrics keep the scenario's names.
    Scenario scenario{};
    std::string executions_table{};
    std::string durations_table{};  ///< Empty: there is no trace.
    /// Of functions there remains to say who they may act as, and what they run.
    DeploymentPlan deployment{};
    /// What the run does not do as the scenario says, one sentence each.
    std::vector<std::string> warnings{};
};

/// Why `prefix` is none; empty where it is.
std::string problem_of_prefix(const std::string& prefix);

/// Problems, all at once and about `file`: faults, unless they are ignored; names that are too
/// long; models that are too large for a function's environment.
Checked<LivePlan> plan_live_run(
    const std::string& file, Scenario scenario, const LivePlanOptions& options
);

}  // namespace sosw::sim
