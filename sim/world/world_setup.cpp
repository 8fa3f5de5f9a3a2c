#include "sim/world/world_setup.hpp"

#include <algorithm>

#include "sim/world/static_rows.hpp"

namespace sosw::sim {

std::vector<LedgerLabourer> ledger_labourers(const Scenario& scenario) {
    std::vector<LedgerLabourer> labourers;
    labourers.reserve(scenario.config.orchestrator.task_manager.labourers.size());
    for (const LabourerConfig& labourer : scenario.config.orchestrator.task_manager.labourers) {
        labourers.push_back({
            .id = labourer.id,
            .slot_seconds = (labourer.duration + labourer.cooldown) / std::chrono::seconds{1},
            .invocation_delta =
                scenario.config.orchestrator.task_manager.greenfield_invocation_delta /
                std::chrono::seconds{1},
        });
    }
    return labourers;
}

/// The longest look into the past that any decision takes.
Duration longest_time_slice(const Scenario& scenario) {
    Duration longest{};
    for (const SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        for (const LabourerConfig& labourer : config->task_manager.labourers) {
            for (const HealthMetric& metric : labourer.health_metrics) {
                longest = std::max(longest, metric.details.time_slice);
            }
        }
    }
    return longest;
}

void set_limits(TaskLedger& ledger, std::span<const Labourer> labourers, const Scenario& scenario) {
    const SoswConfig& config = scenario.config.orchestrator;
    for (std::size_t i = 0; i < labourers.size(); ++i) {
        ledger.set_limits(
            i,
            {.max_attempts = labourers[i].max_attempts,
             .max_simultaneous = max_simultaneous_in_force(labourers[i], config),
             .coefficients = config.orchestrator.invocation_number_coefficient}
        );
    }
}

void record_samples(
    const Scenario& scenario,
    Timestamp at,
    TaskLedger& ledger,
    const ExecutionLog& executions,
    const PassLog& passes,
    Recorder& recorder
) {
    for (std::size_t i = 0; i < ledger.labourers(); ++i) {
        const LedgerCounts& counts = ledger.counts(i);
        const LabourerConfig& labourer = scenario.config.orchestrator.task_manager.labourers[i];
        const FunctionModel* function = find_function(scenario, labourer.arn);
        const FunctionActivity activity =
            function != nullptr ? executions.activity(function->name) : FunctionActivity{};
        recorder.record(SampleRow{
            .at = at,
            .labourer = ledger.labourer_id(i),
            .queued = counts.queued,
            .running = ledger.running(i, at),
            .executing = activity.executing,
            .waiting = activity.waiting,
            .retry = counts.retry,
            .completed = counts.completed,
            .dead = counts.dead,
            .status = passes.statuses()[i],
        });
    }
}

}  // namespace sosw::sim
