#pragma once

#include <span>
#include <vector>

#include "core/base/time.hpp"
#include "core/tasks/labourer.hpp"
#include "sim/invariants/task_ledger.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/execution_log.hpp"
#include "sim/world/pass_log.hpp"

/// What every run of a scenario begins with and samples, simulated or live.

namespace sosw::sim {

/// The labourers as the book of tasks knows them, in the order of the configuration.
std::vector<LedgerLabourer> ledger_labourers(const Scenario& scenario);

/// `labourers` as the Orchestrator registers them.
void set_limits(TaskLedger& ledger, std::span<const Labourer> labourers, const Scenario& scenario);

/// The longest look into the past that any decision takes.
Duration longest_time_slice(const Scenario& scenario);

/// One row of `sample` per labourer.
void record_samples(
    const Scenario& scenario,
    Timestamp at,
    TaskLedger& ledger,
    const ExecutionLog& executions,
    const PassLog& passes,
    Recorder& recorder
);

}  // namespace sosw::sim
