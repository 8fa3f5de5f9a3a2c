#include "sim/invariants/task_checks.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

constexpr int kBits = 64;

Breach wrong_move(const LedgerTask& task, std::string_view move) {
    return broken(
        task.state == TaskState::Completed ? Invariant::Completed : Invariant::OnePlace,
        fmt::format(
            "task {} was {} while it stood as {}", task.task_id, move, to_string(task.state)
        )
    );
}

double seconds_of(Timestamp now) { return to_seconds(now.time_since_epoch()); }

Breach passes_the_clock(std::string_view what, double greenfield, double slack, Timestamp now) {
    if (greenfield <= seconds_of(now) + slack) {
        return std::nullopt;
    }
    return broken(
        Invariant::Greenfield, fmt::format("{} has greenfield {:.6f}, after now", what, greenfield)
    );
}

Breach other_fields(const LedgerTask& task, const TaskFields& fields, std::string_view move) {
    if (fields.attempts != task.attempts) {
        return broken(
            Invariant::Attempts,
            fmt::format(
                "task {} was {} with attempts {:g} and had {:g}",
                task.task_id,
                move,
                fields.attempts,
                task.attempts
            )
        );
    }
    return std::nullopt;
}

bool was_accepted(const LedgerTask& task, double attempt) {
    return (task.accepted >> static_cast<unsigned>(attempt) & 1U) != 0;
}

}  // namespace

Breach check_created(const TaskFields& fields, const TaskRules& rules, Timestamp now) {
    if (fields.attempts != 0) {
        return broken(
            Invariant::Attempts,
            fmt::format("a new task has {:g} attempts already", fields.attempts)
        );
    }
    return passes_the_clock("a new task", fields.greenfield, rules.clock_slack, now);
}

Breach check_marked(
    const LedgerTask& task, const TaskFields& fields, const TaskRules& rules, Timestamp now
) {
    if (task.state != TaskState::Queued) {
        return wrong_move(task, "marked as invoked");
    }
    if (fields.attempts != task.attempts + 1 ||
        fields.attempts > static_cast<double>(rules.max_attempts)) {
        return broken(
            Invariant::Attempts,
            fmt::format(
                "task {} was marked with attempts {:g} after {:g} of at most {}",
                task.task_id,
                fields.attempts,
                task.attempts,
                rules.max_attempts
            )
        );
    }
    const double marked_at = fields.greenfield - static_cast<double>(rules.invocation_delta);
    if (marked_at > seconds_of(now) + rules.clock_slack ||
        marked_at + 1 + rules.clock_slack < to_seconds(task.queued.time_since_epoch())) {
        return broken(
            Invariant::Greenfield,
            fmt::format(
                "task {} was marked with greenfield {:.6f}", task.task_id, fields.greenfield
            )
        );
    }
    return std::nullopt;
}

Breach check_taken_back(const LedgerTask& task, const TaskFields& fields) {
    if (task.state != TaskState::Marked) {
        return broken(
            task.state == TaskState::Completed ? Invariant::Completed : Invariant::Attempts,
            fmt::format(
                "the mark of task {} was taken back while it stood as {}",
                task.task_id,
                to_string(task.state)
            )
        );
    }
    if (fields.attempts != task.attempts - 1) {
        return broken(
            Invariant::Attempts,
            fmt::format(
                "attempts of task {} fell from {:g} to {:g}",
                task.task_id,
                task.attempts,
                fields.attempts
            )
        );
    }
    if (fields.greenfield != task.queue_greenfield) {
        return broken(
            Invariant::Greenfield,
            fmt::format(
                "task {} came back to greenfield {:.6f} and stood at {:.6f}",
                task.task_id,
                fields.greenfield,
                task.queue_greenfield
            )
        );
    }
    return std::nullopt;
}

Breach check_invoked(const LedgerTask& task, double attempt) {
    if (attempt < kBits ? was_accepted(task, attempt) : attempt <= task.attempt) {
        return broken(
            Invariant::OncePerAttempt,
            fmt::format("task {} was invoked again as attempt {:g}", task.task_id, attempt)
        );
    }
    if (attempt > task.attempts) {
        return broken(
            Invariant::OncePerAttempt,
            fmt::format(
                "task {} was invoked as attempt {:g} and is marked for {:g}",
                task.task_id,
                attempt,
                task.attempts
            )
        );
    }
    return std::nullopt;
}

Breach check_completed(const LedgerTask& task) {
    if (task.state == TaskState::Retry || task.state == TaskState::Closed) {
        return wrong_move(task, "marked as completed");
    }
    return std::nullopt;
}

Breach check_expired(const LedgerTask& task, const TaskFields& fields, const TaskRules& rules) {
    if (task.state == TaskState::Queued) {
        return broken(
            Invariant::Greenfield, fmt::format("task {} expired in the queue", task.task_id)
        );
    }
    if (task.state != TaskState::Marked && task.state != TaskState::Invoked) {
        return wrong_move(task, "moved to the retry table");
    }
    if (fields.attempts >= static_cast<double>(rules.max_attempts)) {
        return broken(
            Invariant::Attempts,
            fmt::format("task {} waits for retry after attempt {:g}", task.task_id, fields.attempts)
        );
    }
    return other_fields(task, fields, "moved to the retry table");
}

Breach check_retried(
    const LedgerTask& task, const TaskFields& fields, const TaskRules& rules, Timestamp now
) {
    if (task.state != TaskState::Retry) {
        return wrong_move(task, "put back into the queue");
    }
    if (Breach breach = other_fields(task, fields, "put back into the queue")) {
        return breach;
    }
    return passes_the_clock("a retried task", fields.greenfield, rules.clock_slack, now);
}

Breach check_closed(
    const LedgerTask& task, ClosedAs closed, double attempts, const TaskRules& rules
) {
    if (task.state == TaskState::Closed) {
        return wrong_move(task, "closed");
    }
    if (closed == ClosedAs::Completed) {
        const bool may = task.state == TaskState::Completed || task.state == TaskState::Retry;
        return may ? std::nullopt : wrong_move(task, "closed as completed");
    }
    if (task.state == TaskState::Completed || task.state == TaskState::Retry) {
        return wrong_move(task, "closed as dead");
    }
    if (closed == ClosedAs::Dead && attempts < static_cast<double>(rules.max_attempts)) {
        return broken(
            Invariant::Attempts,
            fmt::format(
                "task {} was closed as dead after attempt {:g} of {}",
                task.task_id,
                attempts,
                rules.max_attempts
            )
        );
    }
    return other_fields(task, {.attempts = attempts}, "closed");
}

}  // namespace sosw::sim
