#include "core/essentials/scavenger.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/strings.hpp"

namespace sosw {

namespace {

ScavengeOutcome outcome_of(
    const Task& task, const Result<MoveResult>& moved, ScavengeResult when_moved
) {
    ScavengeOutcome outcome{.task_id = task.task_id, .attempts = task.attempts_made()};
    if (!moved) {
        outcome.error = moved.error();
    } else {
        outcome.result = *moved == MoveResult::Moved ? when_moved : ScavengeResult::LostRace;
    }
    return outcome;
}

}  // namespace

std::string_view to_string(ScavengeResult result) {
    switch (result) {
        case ScavengeResult::Archived:
            return "archived";
        case ScavengeResult::ScheduledForRetry:
            return "scheduled_for_retry";
        case ScavengeResult::ClosedDead:
            return "closed_dead";
        case ScavengeResult::DueForRetry:
            return "due_for_retry";
        case ScavengeResult::LostRace:
            return "lost_race";
        case ScavengeResult::Failed:
            return "failed";
    }
    return "unknown";
}

std::int64_t LabourerScavenge::count(ScavengeResult result) const {
    return std::ranges::count(outcomes, result, &ScavengeOutcome::result);
}

std::int64_t ScavengerPass::count(ScavengeResult result) const {
    std::int64_t total = 0;
    for (const LabourerScavenge& scavenge : scavenges) {
        total += scavenge.count(result);
    }
    return total;
}

bool ScavengerPass::failed() const {
    return publish_error || std::ranges::any_of(scavenges, [](const LabourerScavenge& scavenge) {
               return scavenge.error || scavenge.count(ScavengeResult::Failed) > 0;
           });
}

bool ScavengerPass::stopped() const {
    return scavenges.size() < labourers.size() ||
           std::ranges::any_of(scavenges, &LabourerScavenge::stopped);
}

bool should_retry_task(const Labourer& labourer, double attempts) {
    return attempts < static_cast<double>(labourer.max_attempts);
}

Duration calculate_delay_for_task_retry(const Labourer& labourer, double attempts) {
    return Duration{std::llround(static_cast<double>(labourer.max_duration.count()) * attempts)};
}

Scavenger::Scavenger(Clock& clock, TaskManager& tasks, Sns& sns, const ScavengerConfig& config)
    : clock_{clock}, tasks_{tasks}, sns_{sns}, config_{config} {}

ScavengerPass Scavenger::run_once(const StopRequested& stop) {
    ScavengerPass pass{.started = clock_.now()};
    dead_.clear();
    pass.labourers = tasks_.register_labourers();
    for (const Labourer& labourer : pass.labourers) {
        if (is_requested(stop)) {
            break;
        }
        pass.scavenges.push_back(scavenge_labourer(labourer, stop));
    }
    pass.publish_error = publish_dead();
    return pass;
}

LabourerScavenge Scavenger::scavenge_labourer(const Labourer& labourer, const StopRequested& stop) {
    LabourerScavenge scavenge{.labourer = labourer.id(), .error = labourer.error};
    if (scavenge.error) {
        return scavenge;
    }
    if (const Result<void> done = scavenge_steps(labourer, stop, scavenge); !done) {
        scavenge.error = done.error();
    }
    return scavenge;
}

Result<void> Scavenger::scavenge_steps(
    const Labourer& labourer, const StopRequested& stop, LabourerScavenge& scavenge
) {
    const auto each = [&](const std::vector<Task>& tasks, const auto& treat) {
        for (const Task& task : tasks) {
            scavenge.stopped = scavenge.stopped || is_requested(stop);
            if (scavenge.stopped) {
                return;
            }
            scavenge.outcomes.push_back(treat(task));
        }
    };
    each(TRY(tasks_.get_completed_tasks_for_labourer(labourer)), [&](const Task& task) {
        return archive_completed(task);
    });
    if (scavenge.stopped) {
        return {};
    }
    each(TRY(tasks_.get_expired_tasks_for_labourer(labourer)), [&](const Task& task) {
        return close_or_retry(labourer, task);
    });
    return scavenge.stopped ? Result<void>{} : retry_due(labourer, scavenge);
}

ScavengeOutcome Scavenger::archive_completed(const Task& task) {
    return outcome_of(task, tasks_.archive_task(task), ScavengeResult::Archived);
}

ScavengeOutcome Scavenger::close_or_retry(const Labourer& labourer, const Task& task) {
    const double attempts = task.attempts_made();
    if (should_retry_task(labourer, attempts)) {
        const Duration delay = calculate_delay_for_task_retry(labourer, attempts);
        ScavengeOutcome outcome = outcome_of(
            task, tasks_.move_task_to_retry_table(task, delay), ScavengeResult::ScheduledForRetry
        );
        outcome.retry_delay = delay;
        return outcome;
    }
    ScavengeOutcome outcome =
        outcome_of(task, tasks_.archive_task(task), ScavengeResult::ClosedDead);
    if (outcome.result == ScavengeResult::ClosedDead) {
        dead_.push_back("Closing dead task: " + task.task_id + " ");
    }
    return outcome;
}

Result<void> Scavenger::retry_due(const Labourer& labourer, LabourerScavenge& scavenge) {
    const std::vector<Task> due =
        TRY(tasks_.get_tasks_to_retry_for_labourer(labourer, config_.retry_tasks_limit));
    const std::vector<Result<MoveResult>> moved = tasks_.retry_tasks(labourer.id(), due);
    for (std::size_t i = 0; i < due.size(); ++i) {
        scavenge.outcomes.push_back(outcome_of(due[i], moved[i], ScavengeResult::DueForRetry));
    }
    return {};
}

std::optional<Error> Scavenger::publish_dead() {
    if (dead_.empty()) {
        return std::nullopt;
    }
    const Result<PublishOutput> published = sns_.publish({
        .topic_arn = config_.sns_topic_arn,
        .subject = config_.sns_subject,
        .message = join(dead_, "\n\n#####\n\n"),
    });
    dead_.clear();
    return published ? std::nullopt : std::optional{published.error()};
}

}  // namespace sosw
