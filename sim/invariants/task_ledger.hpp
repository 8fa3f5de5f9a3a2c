#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/time.hpp"
#include "sim/invariants/invariant.hpp"
#include "sim/record/rows.hpp"

/// The simulator's own book about every task: what it must be, from what was seen to happen.
///
/// It is told of each change as it takes effect and knows nothing of tables, so that the two can be
/// compared. A change that no correct orchestrator makes comes back as a `Violation` (the rules are
/// in task_checks.hpp); the book then follows what happened all the same.

namespace sosw::sim {

enum class TaskState {
    Queued,     ///< Waits in the queue.
    Marked,     ///< A pass took it; Lambda has not accepted its invocation, or never will.
    Invoked,    ///< Lambda accepted its invocation; neither completed nor moved since.
    Completed,  ///< Marked as completed, not archived yet.
    Retry,      ///< In the retry table.
    Closed,
};
std::string_view to_string(TaskState state);

enum class ClosedAs { Completed, Dead, Invalid };
std::string_view to_string(ClosedAs closed);

struct LedgerTask {
    std::string_view task_id;
    std::size_t labourer = 0;  ///< Its position in the configuration.
    TaskState state = TaskState::Queued;
    Timestamp created{};
    Timestamp queued{};            ///< Created, or back from retry.
    Timestamp invoked{};           ///< The last time.
    double attempt = 0;            ///< The last one that was invoked.
    double attempts = 0;           ///< As the table has it: marks in force.
    double greenfield = 0;         ///< As the table has it.
    double queue_greenfield = 0;   ///< Before the mark.
    std::uint64_t accepted = 0;    ///< Bit n: Lambda accepted an invocation of attempt n.
    std::int64_t mark_second = 0;  ///< At which the mark says it was made.
    bool counts = false;           ///< Among those that count against the maximum.
    bool waiting = false;          ///< Created or retried, and not yet accepted, moved or done.
};

/// What a write leaves in the deciding fields of an item.
struct TaskFields {
    double attempts = 0;
    double greenfield = 0;
};

/// Tasks of one labourer, by where they are.
struct LedgerCounts {
    std::int64_t created = 0;
    std::int64_t invoked = 0;  ///< Invocations so far, those of retries too.
    std::int64_t queued = 0;
    std::int64_t waiting = 0;  ///< The queued ones and those that are marked and not accepted.
    std::int64_t retry = 0;
    std::int64_t completed = 0;  ///< Marked as completed so far.
    std::int64_t dead = 0;       ///< Closed without success so far.
    std::int64_t closed = 0;     ///< In the closed table.
};

struct LedgerLabourer {
    std::string id;
    std::int64_t slot_seconds = 0;  ///< duration + cooldown: for how long an invocation counts.
    std::int64_t invocation_delta = 31'557'600;  ///< `greenfield_invocation_delta`, in seconds.
};

struct LedgerLimits {
    std::int64_t max_attempts = 0;
    double max_simultaneous = 0;
    std::array<double, 5> coefficients{0, 0, 0, 0, 1};  ///< By status, the share of the maximum.
};

struct TaskRules;

class TaskLedger {
public:
    explicit TaskLedger(std::vector<LedgerLabourer> labourers);
    /// Required before the first task of that labourer is invoked.
    void set_limits(std::size_t labourer, const LedgerLimits& limits);
    /// How far clocks of functions may be off: times that they write may be as far from ours.
    void set_clock_slack(Duration slack) { clock_slack_ = slack; }

    Breach create(
        std::string task_id, std::size_t labourer, Timestamp now, const TaskFields& fields = {}
    );
    /// The conditional write of a pass took effect: attempts + 1, greenfield = its now + delta.
    Breach mark(TaskNumber number, const TaskFields& fields, Timestamp now);
    /// The mark was taken back (M11).
    Breach take_back(TaskNumber number, const TaskFields& fields);
    /// Lambda accepted the invocation of `attempt`.
    Breach invoke(TaskNumber number, double attempt, Timestamp now);
    /// `completed_at` was written to the item in the table of tasks.
    Breach complete(TaskNumber number);
    /// Moved to the retry table.
    Breach expire(TaskNumber number, const TaskFields& fields);
    /// Moved back into the queue.
    Breach retry(TaskNumber number, const TaskFields& fields, Timestamp now);
    Breach close(TaskNumber number, ClosedAs closed, double attempts);

    /// Nothing for an id that nobody created.
    std::optional<TaskNumber> find(std::string_view task_id) const;
    const LedgerTask& task(TaskNumber number) const;
    std::int64_t tasks() const { return static_cast<std::int64_t>(tasks_.size()); }
    std::size_t labourers() const { return books_.size(); }
    const std::string& labourer_id(std::size_t labourer) const;
    std::optional<std::size_t> find_labourer(std::string_view id) const;
    const LedgerLimits& limits(std::size_t labourer) const;
    /// How many invocations of it may count at once: floor of the maximum.
    std::int64_t max_running(std::size_t labourer) const;
    const LedgerCounts& counts(std::size_t labourer) const;
    /// When its last task was created; the beginning of time where none was.
    Timestamp last_created(std::size_t labourer) const;
    /// Marked tasks that count against the maximum at `now`: not completed, not moved, not taken
    /// back, and not older than duration + cooldown. What a pass would count at this instant.
    std::int64_t running(std::size_t labourer, Timestamp now);

private:
    struct Book {
        LedgerLabourer labourer;
        LedgerLimits limits{};
        LedgerCounts counts{};
        Timestamp last_created{};
        std::map<std::int64_t, std::int64_t> running_by_second{};
        std::int64_t running = 0;
    };
    struct TextHash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    LedgerTask& at(TaskNumber number);
    TaskRules rules(std::size_t labourer) const;
    Book& book(const LedgerTask& task) { return books_[task.labourer]; }
    void enter_slot(LedgerTask& task, std::int64_t mark_second);
    void leave_slot(LedgerTask& task);
    void leave_queue(const LedgerTask& task);
    void set_waiting(LedgerTask& task, bool waiting);

    std::vector<Book> books_;
    std::vector<LedgerTask> tasks_;  ///< By number − 1.
    std::unordered_map<std::string, TaskNumber, TextHash, std::equal_to<>> numbers_;
    Duration clock_slack_{};
};

}  // namespace sosw::sim
