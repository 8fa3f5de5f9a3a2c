#include "sim/invariants/task_ledger.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "sim/invariants/task_checks.hpp"

namespace sosw::sim {

std::string_view to_string(TaskState state) {
    switch (state) {
        case TaskState::Queued:
            return "queued";
        case TaskState::Marked:
            return "marked";
        case TaskState::Invoked:
            return "invoked";
        case TaskState::Completed:
            return "completed";
        case TaskState::Retry:
            return "retry";
        case TaskState::Closed:
            return "closed";
    }
    return "unknown";
}

std::string_view to_string(ClosedAs closed) {
    switch (closed) {
        case ClosedAs::Completed:
            return "completed";
        case ClosedAs::Dead:
            return "dead";
        case ClosedAs::Invalid:
            return "invalid";
    }
    return "unknown";
}

TaskLedger::TaskLedger(std::vector<LedgerLabourer> labourers) {
    for (LedgerLabourer& labourer : labourers) {
        books_.push_back({.labourer = std::move(labourer)});
    }
}

void TaskLedger::set_limits(std::size_t labourer, const LedgerLimits& limits) {
    books_.at(labourer).limits = limits;
}

const LedgerLimits& TaskLedger::limits(std::size_t labourer) const {
    return books_.at(labourer).limits;
}

std::int64_t TaskLedger::max_running(std::size_t labourer) const {
    return static_cast<std::int64_t>(std::floor(books_.at(labourer).limits.max_simultaneous));
}

LedgerTask& TaskLedger::at(TaskNumber number) {
    ENSURE(number >= 1 && number <= tasks());
    return tasks_[static_cast<std::size_t>(number - 1)];
}

const LedgerTask& TaskLedger::task(TaskNumber number) const {
    ENSURE(number >= 1 && number <= tasks());
    return tasks_[static_cast<std::size_t>(number - 1)];
}

std::optional<TaskNumber> TaskLedger::find(std::string_view task_id) const {
    const auto found = numbers_.find(task_id);
    return found != numbers_.end() ? std::optional{found->second} : std::nullopt;
}

const std::string& TaskLedger::labourer_id(std::size_t labourer) const {
    return books_.at(labourer).labourer.id;
}

std::optional<std::size_t> TaskLedger::find_labourer(std::string_view id) const {
    const auto found =
        std::ranges::find(books_, id, [](const Book& book) { return book.labourer.id; });
    if (found == books_.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - books_.begin());
}

const LedgerCounts& TaskLedger::counts(std::size_t labourer) const {
    return books_.at(labourer).counts;
}

Timestamp TaskLedger::last_created(std::size_t labourer) const {
    return books_.at(labourer).last_created;
}

std::int64_t TaskLedger::running(std::size_t labourer, Timestamp now) {
    Book& book = books_.at(labourer);
    const std::int64_t oldest = epoch_seconds(now) - book.labourer.slot_seconds;
    auto& by_second = book.running_by_second;
    while (!by_second.empty() && by_second.begin()->first < oldest) {
        book.running -= by_second.begin()->second;
        by_second.erase(by_second.begin());
    }
    return book.running;
}

void TaskLedger::enter_slot(LedgerTask& task, std::int64_t mark_second) {
    Book& its = book(task);
    task.mark_second = mark_second;
    task.counts = true;
    ++its.running;
    ++its.running_by_second[mark_second];
}

void TaskLedger::leave_slot(LedgerTask& task) {
    if (!std::exchange(task.counts, false)) {
        return;
    }
    Book& its = book(task);
    const auto found = its.running_by_second.find(task.mark_second);
    if (found != its.running_by_second.end()) {  // else its time ran out before
        --its.running;
        if (--found->second == 0) {
            its.running_by_second.erase(found);
        }
    }
}

void TaskLedger::leave_queue(const LedgerTask& task) {
    if (task.state == TaskState::Queued) {
        --book(task).counts.queued;
    }
}

void TaskLedger::set_waiting(LedgerTask& task, bool waiting) {
    if (task.waiting != waiting) {
        task.waiting = waiting;
        book(task).counts.waiting += waiting ? 1 : -1;
    }
}

TaskRules TaskLedger::rules(std::size_t labourer) const {
    const Book& its = books_[labourer];
    return {
        .max_attempts = its.limits.max_attempts,
        .invocation_delta = its.labourer.invocation_delta,
        .clock_slack = to_seconds(clock_slack_),
    };
}

Breach TaskLedger::create(
    std::string task_id, std::size_t labourer, Timestamp now, const TaskFields& fields
) {
    ENSURE(labourer < books_.size());
    const auto [entry, is_new] = numbers_.emplace(std::move(task_id), tasks() + 1);
    if (!is_new) {
        return broken(Invariant::OnePlace, fmt::format("task {} was created twice", entry->first));
    }
    tasks_.push_back({
        .task_id = entry->first,
        .labourer = labourer,
        .created = now,
        .queued = now,
        .attempts = fields.attempts,
        .greenfield = fields.greenfield,
    });
    ++books_[labourer].counts.created;
    books_[labourer].last_created = now;
    ++books_[labourer].counts.queued;
    set_waiting(tasks_.back(), true);
    return check_created(fields, rules(labourer), now);
}

Breach TaskLedger::mark(TaskNumber number, const TaskFields& fields, Timestamp now) {
    LedgerTask& task = at(number);
    Breach breach = check_marked(task, fields, rules(task.labourer), now);
    leave_queue(task);
    leave_slot(task);
    task.queue_greenfield = std::exchange(task.greenfield, fields.greenfield);
    task.attempts = fields.attempts;
    if (task.state != TaskState::Completed) {
        task.state = TaskState::Marked;
        const double marked_at =
            fields.greenfield - static_cast<double>(book(task).labourer.invocation_delta);
        enter_slot(task, static_cast<std::int64_t>(std::floor(marked_at)));
    }
    return breach;
}

Breach TaskLedger::take_back(TaskNumber number, const TaskFields& fields) {
    LedgerTask& task = at(number);
    Breach breach = check_taken_back(task, fields);
    leave_slot(task);
    task.attempts = fields.attempts;
    task.greenfield = fields.greenfield;
    if (task.state == TaskState::Marked || task.state == TaskState::Invoked) {
        task.state = TaskState::Queued;
        ++book(task).counts.queued;
    }
    return breach;
}

Breach TaskLedger::invoke(TaskNumber number, double attempt, Timestamp now) {
    LedgerTask& task = at(number);
    Breach breach = check_invoked(task, attempt);
    constexpr double kBits = 64;
    if (attempt < kBits) {
        task.accepted |= std::uint64_t{1} << static_cast<unsigned>(attempt);
    }
    if (task.state == TaskState::Marked && attempt == task.attempts) {
        task.state = TaskState::Invoked;
    }
    set_waiting(task, false);
    task.invoked = now;
    task.attempt = attempt;
    ++book(task).counts.invoked;
    return breach;
}

Breach TaskLedger::complete(TaskNumber number) {
    LedgerTask& task = at(number);
    if (task.state == TaskState::Completed) {
        return std::nullopt;  // a second worker of the same task reported too
    }
    Breach breach = check_completed(task);
    leave_queue(task);
    leave_slot(task);
    set_waiting(task, false);
    task.state = TaskState::Completed;
    ++book(task).counts.completed;
    return breach;
}

Breach TaskLedger::expire(TaskNumber number, const TaskFields& fields) {
    LedgerTask& task = at(number);
    Breach breach = check_expired(task, fields, rules(task.labourer));
    leave_queue(task);
    leave_slot(task);
    set_waiting(task, false);
    task.state = TaskState::Retry;
    task.attempts = fields.attempts;
    task.greenfield = fields.greenfield;
    ++book(task).counts.retry;
    return breach;
}

Breach TaskLedger::retry(TaskNumber number, const TaskFields& fields, Timestamp now) {
    LedgerTask& task = at(number);
    Breach breach = check_retried(task, fields, rules(task.labourer), now);
    if (task.state != TaskState::Retry) {
        return breach;
    }
    --book(task).counts.retry;
    task.state = TaskState::Queued;
    set_waiting(task, true);
    task.queued = now;
    task.attempts = fields.attempts;
    task.greenfield = fields.greenfield;
    ++book(task).counts.queued;
    return breach;
}

Breach TaskLedger::close(TaskNumber number, ClosedAs closed, double attempts) {
    LedgerTask& task = at(number);
    LedgerCounts& counts = book(task).counts;
    Breach breach = check_closed(task, closed, attempts, rules(task.labourer));
    if (task.state == TaskState::Closed) {
        return breach;
    }
    if (task.state == TaskState::Retry) {
        --counts.retry;
    }
    leave_queue(task);
    leave_slot(task);
    set_waiting(task, false);
    if (closed != ClosedAs::Completed) {
        ++counts.dead;
    } else if (task.state != TaskState::Completed) {
        ++counts.completed;  // completed while it waited for retry
    }
    task.state = TaskState::Closed;
    ++counts.closed;
    return breach;
}

}  // namespace sosw::sim
