#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/essentials/stop_requested.hpp"
#include "core/ports/sns.hpp"
#include "core/tasks/task_manager.hpp"

/// Cleans up behind the workers: archives completed tasks, expires those out of time, retries them
/// or closes them as dead.
///
/// As in the Orchestrator, a failure ends the turn of its labourer or task only (M10), and each
/// move is one transaction, so that two Scavengers at once lose nothing and double nothing (M18).
/// Source: sosw Scavenger.

namespace sosw {

enum class ScavengeResult {
    Archived,           ///< Completed, moved to the closed table.
    ScheduledForRetry,  ///< Expired, moved to the retry table.
    ClosedDead,         ///< Expired with no attempt left, moved to the closed table.
    DueForRetry,        ///< Moved back into the queue.
    LostRace,           ///< Another pass, or a completion, was faster.
    Failed,
};
std::string_view to_string(ScavengeResult result);

struct ScavengeOutcome {
    std::string task_id;
    ScavengeResult result = ScavengeResult::Failed;
    double attempts = 0;
    Duration retry_delay{};  ///< Of `ScheduledForRetry`.
    std::optional<Error> error{};
};

struct LabourerScavenge {
    std::string labourer;
    std::vector<ScavengeOutcome> outcomes{};
    std::optional<Error> error{};  ///< What ended this labourer's turn.
    bool stopped = false;          ///< The pass was stopped before the turn was over.

    std::int64_t count(ScavengeResult result) const;
};

struct ScavengerPass {
    Timestamp started{};
    std::vector<Labourer> labourers{};
    std::vector<LabourerScavenge> scavenges{};  ///< Fewer where the pass was stopped.
    std::optional<Error> publish_error{};       ///< The message about dead tasks could not be sent.

    /// Over all labourers. Dead tasks count as `Archived` too in sosw's `archived_tasks`; here they
    /// are apart.
    std::int64_t count(ScavengeResult result) const;
    bool failed() const;
    /// It was stopped before everything was cleaned up.
    bool stopped() const;
};

/// Attempts are left (K6).
bool should_retry_task(const Labourer& labourer, double attempts);
/// `max_duration` × attempts made (K6).
Duration calculate_delay_for_task_retry(const Labourer& labourer, double attempts);

class Scavenger {
public:
    Scavenger(Clock& clock, TaskManager& tasks, Sns& sns, const ScavengerConfig& config);

    /// One pass over all labourers, or over as many as there are until it is stopped. Messages
    /// about dead tasks are sent at its end, joined into one (M26, K11).
    ScavengerPass run_once(const StopRequested& stop = {});

private:
    LabourerScavenge scavenge_labourer(const Labourer& labourer, const StopRequested& stop);
    Result<void> scavenge_steps(
        const Labourer& labourer, const StopRequested& stop, LabourerScavenge& scavenge
    );
    ScavengeOutcome archive_completed(const Task& task);
    Result<void> retry_due(const Labourer& labourer, LabourerScavenge& scavenge);
    ScavengeOutcome close_or_retry(const Labourer& labourer, const Task& task);
    std::optional<Error> publish_dead();

    Clock& clock_;
    TaskManager& tasks_;
    Sns& sns_;
    const ScavengerConfig& config_;
    std::vector<std::string> dead_;  ///< Messages of this pass.
};

}  // namespace sosw
