#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gui/model/run_view.hpp"

/// A run at one moment: how the labourers stand and where each task is. The moment is the end of
/// what was simulated so far, or wherever the cursor was put.

namespace sosw::gui {

enum class TaskState : std::uint8_t {
    Queued,
    Running,   ///< Invoked less than the labourer's duration ago.
    Cooldown,  ///< Older, and still counted as running.
    Expired,   ///< Older than duration and cooldown: the Scavenger's.
    Retry,     ///< In the retry table.
    Completed,
    Dead,
    Invalid,
};
inline constexpr std::size_t kTaskStates = 8;
std::string_view to_string(TaskState state);

/// A line of the table of tasks.
struct TaskRow {
    sim::TaskNumber task = 0;
    LabourerIndex labourer = 0;
    TaskState state = TaskState::Queued;
    std::uint8_t attempts = 0;
    float wait_seconds = -1;  ///< In the queue before its last invocation; below 0: none so far.
    Duration created{};
    Duration invoked = Duration::min();  ///< The last time; `min()`: never.
    Duration closed = Duration::min();
    double greenfield = 0;   ///< In the queue; of the last time it stood there.
    double marked = 0;       ///< Epoch seconds of the mark of its last invocation.
    bool in_flight = false;  ///< Invoked and neither completed nor moved.
};

enum class TaskColumn { Number, Id, Labourer, State, Created, Invoked, Closed, Attempts, Wait };

/// Which tasks the table shows, in which order.
struct TaskFilter {
    std::string text{};      ///< Part of a task's id, or its number; empty: all.
    std::string labourer{};  ///< Empty: all.
    std::array<bool, kTaskStates> states{true, true, true, true, true, true, true, true};
    bool within_range = true;  ///< Only tasks that lived within the selected range.
    TaskColumn order = TaskColumn::Number;
    bool descending = false;
    bool operator==(const TaskFilter&) const = default;
};

/// The table of tasks, filtered and sorted off the frame.
struct TaskTable {
    Rows<TaskRow> rows{};  ///< Of task `n` at `n - 1`: all tasks there are.
    /// Indexes of `rows` to show, in order. Null: all, as they are.
    std::shared_ptr<const std::vector<std::uint32_t>> order{};

    std::size_t size() const { return order ? order->size() : rows.size(); }
    const TaskRow& shown(std::size_t line) const { return rows[order ? (*order)[line] : line]; }
};

/// A task on the greenfield axis.
struct GreenfieldDot {
    sim::TaskNumber task = 0;
    TaskState state = TaskState::Queued;  ///< Queued, Running, Cooldown or Expired.
    /// Queued: its greenfield, a small number that grows with the order of the queue. Otherwise
    /// seconds since its invocation, below 0 as on sosw's axis: invoked now is 0.
    double place = 0;
};

/// One labourer's axis as sosw draws it: queue, expired, cooldown, running.
struct GreenfieldAxis {
    std::vector<GreenfieldDot> dots{};  ///< Queue first, in order of `place`; at most `kDotsMax`.
    std::int64_t omitted = 0;           ///< Of a queue that is longer, evenly left out.
    double queue_low = 0;               ///< Greenfields of the queue's ends.
    double queue_high = 0;
    std::array<std::int64_t, kTaskStates> counts{};  ///< By `TaskState`, of all tasks.
};
inline constexpr std::size_t kDotsMax = 20'000;

/// A line of the table of labourers.
struct LabourerLine {
    std::optional<int> status{};  ///< Nothing before the first decision.
    std::int64_t running = 0;
    std::optional<std::int64_t> desired{};
    double max_simultaneous = 0;
    std::optional<double> allowed{};  ///< Of the maximum, with the status's coefficient.
    std::int64_t queue = 0;
    std::int64_t retry = 0;
    std::int64_t completed = 0;
    std::int64_t dead = 0;
    std::int64_t created = 0;
    std::optional<double> wait_p95{};       ///< Seconds, of all invocations so far.
    std::optional<std::size_t> decision{};  ///< Index of the last decision about it.
};

struct Moment {
    Duration at{};
    bool follows = true;  ///< It is the end of what was simulated; false: the cursor's.
    std::vector<LabourerLine> labourers{};     ///< One per labourer.
    std::vector<GreenfieldAxis> greenfield{};  ///< One per labourer.
    TaskTable tasks{};
};

/// One task's whole life, on request.
struct TaskLifeEvent {
    Duration at{};
    std::string event{};  ///< The word of the record: `created`, `invoked`, …
    std::string text{};   ///< What it means here, for people.
    std::optional<double> attempt{};
    sim::PassNumber pass = 0;
};
struct TaskExecution {
    std::string request_id{};
    std::int64_t execution = 1;  ///< More: Lambda's own retry.
    Duration queued{};
    std::optional<Duration> started{};
    std::optional<Duration> finished{};
    std::string outcome{};
    bool cold_start = false;
    bool duplicate = false;
};
struct TaskLife {
    sim::TaskNumber task = 0;
    std::string id{};
    std::string labourer{};
    std::string payload{};  ///< JSON; empty: `{}`.
    std::vector<TaskLifeEvent> events{};
    std::vector<TaskExecution> executions{};
};

}  // namespace sosw::gui
