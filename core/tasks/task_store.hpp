#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/tasks/task.hpp"

/// Every request that the orchestration makes of its three tables, and none of its rules.
///
/// All names go through placeholders, so that renamed fields and reserved words do no harm (M29,
/// M30). Each write is conditional on the task being as it was read; `ConditionFailed` then means
/// that somebody else was faster.

namespace sosw {

/// A stretch of one labourer's greenfield axis.
struct GreenfieldRange {
    enum class Kind { All, Below, UpTo, From, Exactly, Between };
    Kind kind = Kind::All;
    Number low{};   ///< `From`, `Exactly`, `Between` (inclusive).
    Number high{};  ///< `Below` (exclusive), `UpTo` and `Between` (inclusive).
};

enum class TaskFilter {
    Any,
    Completed,
    NotCompleted,
    InFlight,  ///< Not completed and invoked at least once (M15).
};

enum class GreenfieldOrder { OldestFirst, NewestFirst };

/// What a completion adds to the item: `completed_at`, `stat_…`, `result_…`.
using CompletionFields = Map;

class TaskStore {
public:
    TaskStore(DynamoDb& dynamo_db, const TaskManagerConfig& config);

    // Reading.

    /// Pages until the range is read or `limit` tasks passed the filter (M14, M20). An index that
    /// projects all attributes, as sosw's does, needs no further reads; for any other one each item
    /// is read from the table, one by one (M29).
    Result<std::vector<Task>> query(
        const std::string& labourer_id,
        const GreenfieldRange& range,
        TaskFilter filter,
        std::optional<std::int64_t> limit = std::nullopt,
        GreenfieldOrder order = GreenfieldOrder::OldestFirst
    );
    /// One page: of the first `examined` tasks of the range, those that pass the filter.
    Result<std::vector<Task>> query_front(
        const std::string& labourer_id,
        const GreenfieldRange& range,
        TaskFilter filter,
        std::int64_t examined
    );
    Result<std::int64_t> count(
        const std::string& labourer_id, const GreenfieldRange& range, TaskFilter filter
    );
    /// The first greenfield of the range in that order.
    Result<std::optional<Number>> edge(
        const std::string& labourer_id, const GreenfieldRange& range, GreenfieldOrder order
    );
    /// Tasks of the retry table due at `now_seconds`, by `desired_launch_time`.
    Result<std::vector<Task>> query_due(
        const std::string& labourer_id, std::int64_t now_seconds, std::int64_t limit
    );
    /// The newest `limit` closed tasks of one status key (`<labourer>_1` completed, `_0` failed),
    /// newest first.
    Result<std::vector<Item>> query_closed(const std::string& status_key, std::int64_t limit);
    /// All tasks of one status key that were closed at `closed_at` (seconds since the epoch) or
    /// later, oldest first, with what the index shows of them.
    Result<std::vector<Item>> query_closed_since(
        const std::string& status_key, std::int64_t closed_at
    );

    Result<std::optional<Item>> get(const std::string& task_id);
    Result<std::optional<Item>> get_retry(
        const std::string& labourer_id, const std::string& task_id
    );
    Result<std::optional<Item>> get_closed(const std::string& task_id);

    // Writing.

    /// Adds a new task. `ConditionFailed` where its id is taken.
    Result<void> put_new(Item item);
    /// Adds 1 to 100 new tasks, all or none. `ConditionFailed` where an id is taken.
    Result<void> put_all_new(std::vector<Item> items);
    /// Adds a new task unless it is in one of the three tables, and then `ConditionFailed`.
    Result<void> put_unknown(Item item);
    /// greenfield as read → `invoked`, attempts + 1; only if the task is as read and not completed.
    Result<void> mark_invoked(const Task& task, const Number& invoked);
    /// Undoes `mark_invoked`; only if nothing happened since.
    Result<void> take_back(const Task& task, const Number& invoked);
    /// Adds `completion` to a queued or invoked task. `expected_attempts`: only if it stands at
    /// that attempt (M20). The error carries `ConditionCheckFailed` with the item where there is
    /// one.
    Result<void> complete(
        const std::string& task_id,
        const CompletionFields& completion,
        std::optional<double> expected_attempts
    );
    /// sosw_tasks → sosw_closed_tasks.
    Result<void> move_to_closed(const Task& as_read, Item closed);
    /// sosw_tasks → sosw_retry_tasks.
    Result<void> move_to_retry(const Task& as_read, Item retry);
    /// sosw_retry_tasks → sosw_tasks. `as_read` is the item of the retry table.
    Result<void> move_to_queue(const Item& as_read, Item task);
    /// sosw_retry_tasks → sosw_closed_tasks, for a task that was completed while it waited for
    /// retry (M19).
    Result<void> move_retry_to_closed(const Item& as_read, Item closed);

    const FieldNames& fields() const { return config_.dynamo_db.field_names; }

private:
    QueryInput greenfield_query(const std::string& labourer_id, const GreenfieldRange& range) const;
    /// The task of an index's item, read from the table where the index does not show what `filter`
    /// looks at (M29); nothing where the filter leaves it out.
    Result<std::optional<Task>> revealed(Item item, TaskFilter filter);
    /// Tasks in flight that `count` could not see because the index hides what tells them.
    Result<std::int64_t> count_hidden(const std::string& labourer_id, const GreenfieldRange& range);
    DeleteItemInput delete_as_read(const Task& task) const;
    DeleteItemInput delete_retry_as_read(const Item& retry) const;
    PutItemInput put_if_new(Item item) const;
    Result<void> transact(DeleteItemInput remove, PutItemInput put);
    Result<void> transact(const TransactWriteItemsInput& input);

    DynamoDb& dynamo_db_;
    const TaskManagerConfig& config_;
};

}  // namespace sosw
