#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/time.hpp"
#include "sim/record/rows.hpp"

/// The simulator's own book about every task: what it must be, from what was seen to happen.
///
/// It is told of each change as it takes effect and knows nothing of tables, so that the two can be
/// compared. A change that no correct orchestrator makes comes back as a `Violation`; the book then
/// follows what happened all the same.

namespace sosw::sim {

enum class TaskState {
    Queued,     ///< Waits in the queue.
    Invoked,    ///< Lambda accepted its invocation; neither completed nor moved since.
    Completed,  ///< Reported as completed, not archived yet.
    Retry,      ///< In the retry table.
    Closed,
};
std::string_view to_string(TaskState state);

enum class ClosedAs { Completed, Dead, Invalid };
std::string_view to_string(ClosedAs closed);

/// A broken invariant.
struct Violation {
    std::string invariant;  ///< One word, as in the record's table `violation`.
    std::string message;
};
using Breach = std::optional<Violation>;

struct LedgerTask {
    std::string_view task_id;
    std::size_t labourer = 0;  ///< Its position in the configuration.
    TaskState state = TaskState::Queued;
    Timestamp created{};
    Timestamp queued{};            ///< Created, or back from retry.
    Timestamp invoked{};           ///< The last time.
    double attempt = 0;            ///< The last one that was invoked.
    std::int64_t mark_second = 0;  ///< Of the pass that invoked it.
    bool counts = false;           ///< Among those that count against the maximum.
};

/// Tasks of one labourer, by where they are.
struct LedgerCounts {
    std::int64_t created = 0;
    std::int64_t invoked = 0;  ///< Invocations so far, those of retries too.
    std::int64_t queued = 0;
    std::int64_t retry = 0;
    std::int64_t completed = 0;  ///< Reported as completed so far.
    std::int64_t dead = 0;       ///< Closed without success so far.
    std::int64_t closed = 0;     ///< In the closed table.
};

struct LedgerLabourer {
    std::string id;
    std::int64_t slot_seconds = 0;  ///< duration + cooldown: for how long an invocation counts.
};

struct LedgerLimits {
    std::int64_t max_attempts = 0;
    double max_simultaneous = 0;
};

class TaskLedger {
public:
    explicit TaskLedger(std::vector<LedgerLabourer> labourers);
    /// Required before the first task of that labourer is invoked.
    void set_limits(std::size_t labourer, const LedgerLimits& limits);

    Breach create(std::string task_id, std::size_t labourer, Timestamp now);
    /// Lambda accepted the invocation of `attempt`, by a pass that began at `mark_second`.
    Breach invoke(TaskNumber number, double attempt, std::int64_t mark_second, Timestamp now);
    /// A worker's report was stored.
    Breach complete(TaskNumber number);
    /// Moved to the retry table with `attempts` made.
    Breach expire(TaskNumber number, double attempts);
    /// Moved back into the queue.
    Breach retry(TaskNumber number, Timestamp now);
    Breach close(TaskNumber number, ClosedAs closed);

    /// Nothing for an id that nobody created.
    std::optional<TaskNumber> find(std::string_view task_id) const;
    const LedgerTask& task(TaskNumber number) const;
    std::int64_t tasks() const { return static_cast<std::int64_t>(tasks_.size()); }
    std::size_t labourers() const { return books_.size(); }
    const std::string& labourer_id(std::size_t labourer) const;
    std::optional<std::size_t> find_labourer(std::string_view id) const;
    /// How many invocations of it may count at once: floor of the maximum.
    std::int64_t max_running(std::size_t labourer) const;
    const LedgerCounts& counts(std::size_t labourer) const;
    /// Invocations that count against the maximum at `now`: not completed, not moved, and not older
    /// than duration + cooldown.
    std::int64_t running(std::size_t labourer, Timestamp now);

private:
    struct Book {
        LedgerLabourer labourer;
        LedgerLimits limits{};
        LedgerCounts counts{};
        std::map<std::int64_t, std::int64_t> running_by_second{};
        std::int64_t running = 0;
    };
    struct TextHash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    LedgerTask& at(TaskNumber number);
    Book& book(const LedgerTask& task) { return books_[task.labourer]; }
    void leave_slot(LedgerTask& task);
    void leave_queue(const LedgerTask& task);

    std::vector<Book> books_;
    std::vector<LedgerTask> tasks_;  ///< By number − 1.
    std::unordered_map<std::string, TaskNumber, TextHash, std::equal_to<>> numbers_;
};

}  // namespace sosw::sim
