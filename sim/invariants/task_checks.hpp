#pragma once

#include "sim/invariants/task_ledger.hpp"

/// The rules for one task's changes: one_place, attempts, once_per_attempt, greenfield, completed.
///
/// Each function is asked before the book follows a change that has taken effect in a table or in
/// Lambda, and says what no correct orchestrator would have done. `task` is as it stood before.
/// One breach is reported per change, the gravest.

namespace sosw::sim {

/// What the rules need to know of a labourer.
struct TaskRules {
    std::int64_t max_attempts = 0;
    std::int64_t invocation_delta = 0;  ///< Seconds.
    double clock_slack = 0;             ///< Seconds: how far the clocks of functions may be off.
};

/// A new task stands in the queue: its greenfield does not pass the clock (M15), and nothing was
/// attempted.
Breach check_created(const TaskFields& fields, const TaskRules& rules, Timestamp now);

/// A pass marks a task only where it stands in the queue, not completed, exactly one attempt
/// further and within the maximum. The condition of the write says so; therefore it holds whatever
/// became of earlier replies: a mark whose reply was lost is in force all the same, runs out as
/// `expired` and has used an attempt. The greenfield says when: now + delta, not in the future.
Breach check_marked(
    const LedgerTask& task, const TaskFields& fields, const TaskRules& rules, Timestamp now
);

/// Attempts fall by exactly the mark that was set, back to the greenfield from before, and only
/// where Lambda is known not to have taken the invocation: a taken-back invocation that runs would
/// double the task (M11).
Breach check_taken_back(const LedgerTask& task, const TaskFields& fields);

/// Each mark gives right to one invocation. It may arrive late: between mark and invocation a
/// worker of an earlier attempt may complete the task, or a slow pass may see its mark expire. Both
/// are races that AWS cannot exclude, and cost an execution, not a task. A second invocation of one
/// attempt, or one without a mark, is never right.
Breach check_invoked(const LedgerTask& task, double attempt);

/// `completed_at` can be written to whatever stands in the table of tasks: queued, marked or
/// invoked, and again to a completed one, as workers may report twice. It cannot reach a task that
/// waits for retry or is closed.
Breach check_completed(const LedgerTask& task);

/// To the retry table goes what was marked, has attempts left and was not completed, with its
/// fields as they were.
Breach check_expired(const LedgerTask& task, const TaskFields& fields, const TaskRules& rules);

/// Back into the queue comes what waited for it, with its attempts, at a greenfield that does not
/// pass the clock.
Breach check_retried(
    const LedgerTask& task, const TaskFields& fields, const TaskRules& rules, Timestamp now
);

/// Closed once; never as dead or invalid where it was completed, and dead only when every attempt
/// was made. What waited for retry is closed by a late completion alone (M19).
Breach check_closed(
    const LedgerTask& task, ClosedAs closed, double attempts, const TaskRules& rules
);

}  // namespace sosw::sim
