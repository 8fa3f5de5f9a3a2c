#include "sim/world/task_ledger.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

Breach broken(std::string_view invariant, std::string message) {
    return Violation{.invariant = std::string{invariant}, .message = std::move(message)};
}

Breach wrong_move(const LedgerTask& task, std::string_view move) {
    return broken(
        "one_place",
        fmt::format(
            "task {} was {} while it stood as {}", task.task_id, move, to_string(task.state)
        )
    );
}

}  // namespace

std::string_view to_string(TaskState state) {
    switch (state) {
        case TaskState::Queued:
            return "queued";
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

Breach TaskLedger::create(std::string task_id, std::size_t labourer, Timestamp now) {
    ENSURE(labourer < books_.size());
    const auto [entry, is_new] = numbers_.emplace(std::move(task_id), tasks() + 1);
    if (!is_new) {
        return broken("one_place", fmt::format("task {} was created twice", entry->first));
    }
    tasks_.push_back({.task_id = entry->first, .labourer = labourer, .created = now, .queued = now}
    );
    ++books_[labourer].counts.created;
    ++books_[labourer].counts.queued;
    return std::nullopt;
}

Breach TaskLedger::invoke(
    TaskNumber number, double attempt, std::int64_t mark_second, Timestamp now
) {
    LedgerTask& task = at(number);
    Breach breach;
    if (task.state != TaskState::Queued) {
        breach = wrong_move(task, "invoked");
    } else if (attempt <= task.attempt) {
        breach = broken(
            "once_per_attempt",
            fmt::format("task {} was invoked again as attempt {:g}", task.task_id, attempt)
        );
    } else if (attempt > static_cast<double>(book(task).limits.max_attempts)) {
        breach = broken(
            "attempts", fmt::format("task {} was invoked as attempt {:g}", task.task_id, attempt)
        );
    }
    leave_queue(task);
    leave_slot(task);
    Book& its = book(task);
    task.state = TaskState::Invoked;
    task.invoked = now;
    task.attempt = attempt;
    task.mark_second = mark_second;
    task.counts = true;
    ++its.counts.invoked;
    ++its.running;
    ++its.running_by_second[mark_second];
    return breach;
}

Breach TaskLedger::complete(TaskNumber number) {
    LedgerTask& task = at(number);
    if (task.state == TaskState::Completed) {
        return std::nullopt;  // a second worker of the same task reported too
    }
    Breach breach;
    if (task.state == TaskState::Retry || task.state == TaskState::Closed) {
        breach = wrong_move(task, "marked as completed");
    }
    leave_queue(task);
    leave_slot(task);
    task.state = TaskState::Completed;
    ++book(task).counts.completed;
    return breach;
}

Breach TaskLedger::expire(TaskNumber number, double attempts) {
    LedgerTask& task = at(number);
    Breach breach;
    if (task.state != TaskState::Invoked && task.state != TaskState::Queued) {
        breach = wrong_move(task, "moved to the retry table");
    } else if (attempts >= static_cast<double>(book(task).limits.max_attempts)) {
        breach = broken(
            "attempts",
            fmt::format("task {} waits for retry after attempt {:g}", task.task_id, attempts)
        );
    }
    leave_queue(task);
    leave_slot(task);
    task.state = TaskState::Retry;
    ++book(task).counts.retry;
    return breach;
}

Breach TaskLedger::retry(TaskNumber number, Timestamp now) {
    LedgerTask& task = at(number);
    if (task.state != TaskState::Retry) {
        return wrong_move(task, "put back into the queue");
    }
    --book(task).counts.retry;
    task.state = TaskState::Queued;
    task.queued = now;
    ++book(task).counts.queued;
    return std::nullopt;
}

Breach TaskLedger::close(TaskNumber number, ClosedAs closed) {
    LedgerTask& task = at(number);
    LedgerCounts& counts = book(task).counts;
    Breach breach;
    if (task.state == TaskState::Closed) {
        return wrong_move(task, "closed");
    }
    if (closed != ClosedAs::Completed && task.state == TaskState::Completed) {
        breach = broken(
            "completed", fmt::format("task {} was completed and closed as dead", task.task_id)
        );
    }
    if (task.state == TaskState::Retry) {
        --counts.retry;
    }
    leave_queue(task);
    leave_slot(task);
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
