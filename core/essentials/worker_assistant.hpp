#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/tasks/task_store.hpp"

/// Takes the workers' reports: marks tasks as completed, wherever they stand by then.
///
/// Source: sosw WorkerAssistant, with M19, M20 and M30.

namespace sosw {

/// A worker's report.
struct CompletionInput {
    std::string task_id;
    Map stats{};   ///< Stored as `stat_<key>`.
    Map result{};  ///< Stored as `result_<key>`.
    std::optional<std::string>
        labourer_id{};  ///< Finds a task that waits for retry without a search.
    /// `attempts` as in the payload that the worker was invoked with: a report of an earlier
    /// attempt is refused (M20).
    std::optional<double> attempts{};
};

enum class CompletionResult {
    MarkedCompleted,  ///< The Scavenger will archive it.
    ClosedFromRetry,  ///< It waited for retry and is closed as completed (M19).
    AlreadyClosed,    ///< Nothing was changed.
};
std::string_view to_string(CompletionResult result);

class WorkerAssistant {
public:
    WorkerAssistant(Clock& clock, DynamoDb& dynamo_db, const TaskManagerConfig& config);

    /// The event as Lambda hands it over: `{"action": "mark_task_as_completed", "task_id": …,
    /// "stats": …, "result": …}`; `stats` and `result` are objects or JSON text of objects. Errors:
    /// `InvalidRequest` for what is no such event; else as `mark_task_as_completed`.
    Result<CompletionResult> handle(const Map& event);

    /// Errors: `NotFound` for a task that is in no table; `ConditionFailed` for a stale report;
    /// those of the tables.
    Result<CompletionResult> mark_task_as_completed(const CompletionInput& input);

private:
    /// False: it is not in `sosw_tasks`.
    Result<bool> mark_in_tasks(const CompletionInput& input, const CompletionFields& fields);
    /// False: it does not wait for retry, or no longer.
    Result<bool> close_waiting(const CompletionInput& input, const CompletionFields& fields);
    Result<std::optional<Item>> find_retry(const CompletionInput& input);

    Clock& clock_;
    const TaskManagerConfig& config_;
    TaskStore store_;
};

}  // namespace sosw
