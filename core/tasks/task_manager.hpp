#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/lambda_batch.hpp"
#include "core/tasks/average_duration.hpp"
#include "core/tasks/labourer.hpp"
#include "core/tasks/task.hpp"
#include "core/tasks/task_store.hpp"

/// The life of tasks: created into the queue, invoked, completed, archived; or expired, retried,
/// and dead at last.
///
/// A state is a place on the greenfield axis (see `Labourer`) plus `completed_at`. Everything that
/// changes a task is one conditional write or one transaction, so that overlapping passes lose
/// nothing and double nothing (M18). Source: sosw TaskManager.

namespace sosw {

/// What a caller gives to `create_task`.
struct CreateTaskInput {
    std::optional<AttributeValue>
        payload{};     ///< Object, JSON text or anything else; absent: an empty object.
    Map attributes{};  ///< Generated fields (see `strict`); everything else is added to the
                       ///< payload.
    bool strict =
        true;  ///< Generated fields may be given only if they equal what would be generated.
};

/// One of the tasks that are created together.
struct NewTask {
    std::string task_id;
    CreateTaskInput input{};
};

/// A transaction for each hundred tasks is quick, and costs twice the capacity.
enum class TaskWrites { OneByOne, Together };

struct CreateTasksOptions {
    TaskWrites writes = TaskWrites::Together;
    /// An earlier try may have created some, which may even be closed by now. It takes a
    /// transaction for each task to know.
    bool may_exist = false;
};

/// What became of one task in a pass, and why.
enum class InvocationResult {
    Invoked,
    SkippedConcurrent,  ///< Another pass was faster (K5), or the task was completed or taken away
                        ///< meanwhile.
    ClosedInvalid,      ///< Moved to the closed table as failed: it can never be invoked (M13).
    TakenBack,  ///< Lambda refused; the mark was taken back and the task is next in line again
                ///< (M11).
    Stranded,   ///< Marked, or perhaps marked, and not known to run; it comes back by expiry.
    Failed,     ///< The table did not answer; nothing was changed as far as is known.
};
std::string_view to_string(InvocationResult result);

struct InvocationOutcome {
    std::string task_id;
    InvocationResult result = InvocationResult::Failed;
    double attempts = 0;              ///< As the task stands after the invocation.
    std::string lambda_request_id{};  ///< Of the accepted invocation.
    std::optional<Error> error{};  ///< Why, where it was not invoked and no other pass was faster.
};

/// The function or the table, not the task, is at fault: the labourer's next task would fare no
/// better now.
bool ends_the_turn(const InvocationOutcome& outcome);

/// What a scavenging step did with one task.
enum class MoveResult { Moved, LostRace };

class TaskManager {
public:
    using TaskIds = std::function<std::string()>;

    TaskManager(
        Clock& clock,
        TaskIds new_task_id,
        DynamoDb& dynamo_db,
        Lambda& lambda,
        EcologyManager& ecology,
        const TaskManagerConfig& config
    );

    /// From now on `invoke_tasks` invokes up to `tasks_max` tasks at the same time, by `lambda`,
    /// which must outlive this object. Requires `tasks_max > 0`.
    void invoke_together(LambdaBatch& lambda, std::size_t tasks_max);
    /// How many tasks `invoke_tasks` takes at most; 1 where nobody asked for more.
    std::size_t invoked_together_max() const { return invoked_together_max_; }

    // Registration.

    /// One entry per configured labourer, in their order (K10). A labourer that cannot be
    /// registered carries its error (M10); the others are not touched by it.
    std::vector<Labourer> register_labourers();
    /// Registers one; null where the configuration has none of this name.
    std::optional<Labourer> register_labourer(std::string_view id);

    // The queue.

    /// Puts a task of `labourer_id` at the end of the queue. Returns its id.
    /// Errors: `InvalidRequest` for generated fields that do not match (strict), or of the wrong
    /// type; `ConditionFailed` where a task of that id is queued already; those of the table.
    Result<std::string> create_task(const std::string& labourer_id, const CreateTaskInput& input);

    /// Puts `tasks`, in their order, at the end of the queue, whose newest greenfield is asked for
    /// once. One that exists already is left as it is. Returns how many were new. Errors: as
    /// `create_task`; some of the tasks may have been created by then.
    Result<std::int64_t> create_tasks(
        const std::string& labourer_id,
        const std::vector<NewTask>& tasks,
        const CreateTasksOptions& options
    );

    /// Up to `limit` queued tasks, oldest greenfield first, completed ones left out (M20); none for
    /// 0 and below (M28). Nothing is marked: two passes may be given the same task, and the
    /// conditional write decides.
    Result<std::vector<Task>> get_next_for_labourer(const Labourer& labourer, std::int64_t limit);
    Result<std::int64_t> get_length_of_queue_for_labourer(const Labourer& labourer);
    /// The extremes of the queue up to now; empty where nothing is queued.
    Result<std::optional<Number>> get_oldest_greenfield_for_labourer(const std::string& labourer_id
    );
    Result<std::optional<Number>> get_newest_greenfield_for_labourer(const std::string& labourer_id
    );

    // Invocation.

    /// Marks `task` as invoked and invokes the labourer's function with it. Lambda's refusal takes
    /// the mark back (M11); an unknown outcome is never repeated.
    InvocationOutcome invoke_task(const Labourer& labourer, const Task& task);
    /// The same by id. Errors: `NotFound` for no such task.
    Result<InvocationOutcome> invoke_task(const Labourer& labourer, const std::string& task_id);
    /// The same for several tasks of one labourer, oldest first: marks one after the other, and
    /// then invokes all that are marked. What became of each, in their order. Requires no more of
    /// them than `invoked_together_max`.
    ///
    /// A task whose mark ends the turn (`ends_the_turn`) is the last that is touched: there are
    /// fewer outcomes then. Refused invocations have no such effect, since they come to light
    /// together; each takes its own mark back.
    ///
    /// A process that ends between a mark and its invocation leaves the task as marked, and nobody
    /// runs it: it comes back by expiry and has lost an attempt. That is so for one task at a time,
    /// and with several for as many as were marked together. Nothing is lost or doubled by it.
    std::vector<InvocationOutcome> invoke_tasks(
        const Labourer& labourer, std::span<const Task> tasks
    );
    /// The conditional write that decides who runs the task: greenfield as read → now + delta,
    /// attempts + 1, not completed. Errors: `ConditionFailed` where another was faster.
    Result<void> mark_task_invoked(const Labourer& labourer, const Task& task);

    /// Invoked exactly at this pass's second; `completed`: only those, only the others, or (absent)
    /// both.
    Result<std::vector<Task>> get_invoked_tasks_for_labourer(
        const Labourer& labourer, std::optional<bool> completed = std::nullopt
    );
    /// Invoked, not completed and not yet expired (K4); never those that were never invoked (M15).
    Result<std::vector<Task>> get_running_tasks_for_labourer(const Labourer& labourer);
    /// Their number, read once per pass.
    Result<std::int64_t> count_running_tasks_for_labourer(const Labourer& labourer);

    // Cleaning up.

    /// Completed tasks wherever they stand (M20): all of those invoked, and those among the first
    /// thousand of the queue, which a completed task reaches in time.
    Result<std::vector<Task>> get_completed_tasks_for_labourer(const Labourer& labourer);
    /// Invoked, not completed, and out of time (K4, M15).
    Result<std::vector<Task>> get_expired_tasks_for_labourer(const Labourer& labourer);
    /// Due for retry, by `desired_launch_time`; at most `limit`, none for 0 (M28).
    Result<std::vector<Task>> get_tasks_to_retry_for_labourer(
        const Labourer& labourer, std::int64_t limit
    );

    /// Moves a task to the closed table, as completed or as failed by its `completed_at`. `message`
    /// says why, for tasks that are closed without having had their attempts. One transaction:
    /// `LostRace` where the task is not as it was read.
    Result<MoveResult> archive_task(const Task& task, const std::string& message = {});
    /// Moves an expired task to the retry table, to come back `delay` from now.
    Result<MoveResult> move_task_to_retry_table(const Task& task, Duration delay);
    /// Moves due tasks to the front of the queue, in the order given (K7). The answers are in the
    /// same order.
    std::vector<Result<MoveResult>> retry_tasks(
        const std::string& labourer_id, const std::vector<Task>& tasks
    );

    /// Mean seconds of the last closed tasks (K9). Errors: `InvalidRequest` where a closed task
    /// lacks greenfield or attempts.
    Result<std::int64_t> get_average_labourer_duration(
        const std::string& labourer_id, Duration max_duration
    );

    Result<std::optional<Task>> get_task_by_id(const std::string& task_id);

    const TaskManagerConfig& config() const { return config_; }

private:
    Result<std::vector<Item>> new_items(
        const std::string& labourer_id, const std::vector<NewTask>& tasks
    );
    Result<std::int64_t> put_one_by_one(std::vector<Item> items, bool may_exist);
    Result<std::int64_t> put_together(std::vector<Item> items);
    Labourer prepare(const LabourerConfig& config);
    /// The greenfield of a task that is invoked at this moment.
    Number invoked_now() const;
    /// A task that this pass has taken, to be invoked.
    struct MarkedTask {
        Task task;  ///< As it was before.
        Number mark;
    };
    /// Marks `task`, or says what became of it instead.
    tl::expected<MarkedTask, InvocationOutcome> mark_for_invocation(
        const Labourer& labourer, const Task& task
    );
    InvokeInput invocation_of(const Labourer& labourer, const Task& task) const;
    /// What Lambda's answer makes of a marked task; a refusal takes the mark back.
    InvocationOutcome settle(const MarkedTask& marked, const Result<InvokeOutput>& invoked);
    /// What became of a task that was not marked, or perhaps was.
    static InvocationOutcome not_marked(const Task& task, const Error& why);
    InvocationOutcome close_invalid(const Task& task, const Error& why);
    Result<ClosedTask> read_closed(Item item, bool completed);

    Clock& clock_;
    TaskIds new_task_id_;
    Lambda& lambda_;
    EcologyManager& ecology_;
    const TaskManagerConfig& config_;
    TaskStore store_;
    LambdaBatch* batch_ = nullptr;  ///< Null: one task at a time.
    std::size_t invoked_together_max_ = 1;
};

}  // namespace sosw
