#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/essentials/scheduler/job_plan.hpp"
#include "core/essentials/scheduler/periods.hpp"
#include "core/essentials/scheduler/queue_files.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/tasks/task_manager.hpp"

/// Turns business jobs into tasks: the workload's front door.
///
/// The tasks of a job are first written to a queue file and then, some at a time, to the end of the
/// queue. Their ids follow from the file's name and their row, and each is written only if it is
/// nowhere yet, so that a crash at any point loses no row and doubles none. Source: sosw Scheduler.

namespace sosw {

/// The invocation that brought an event.
struct SchedulerRequest {
    std::string request_id;  ///< Names the queue file: the same request again goes on with it.
    std::optional<Timestamp> deadline{};  ///< When this process will be stopped; absent: never.
};

/// What became of an event.
struct ScheduleResult {
    std::string queue_file;  ///< Its name; the file is gone once all of it is done.
    std::int64_t rows = 0;
    std::int64_t rows_done = 0;      ///< Fewer than `rows`: a sibling goes on with the file.
    std::int64_t tasks_created = 0;  ///< Without those that were there from an earlier try.
    std::vector<std::string> warnings{};
    bool finished() const { return rows_done == rows; }
};

class Scheduler {
public:
    /// The id of the task in `row` (from 0) of a queue file: the same each time.
    using TaskIds = std::function<std::string(const std::string& queue_file, std::int64_t row)>;
    /// Starts another process of this kind with `{"file_name": …}` as its event.
    using SpawnSibling = std::function<Result<void>(const Map& event)>;

    Scheduler(
        Clock& clock,
        DynamoDb& dynamo_db,
        TaskManager& tasks,
        QueueFiles& queue_files,
        const SoswConfig& config
    );

    /// How fast tasks are written: as the configuration or the table says, or as fast as can be.
    enum class Pace { ByCapacity, Unlimited };

    void set_pace(Pace pace) { pace_ = pace; }
    /// Other ids than `task_id_of`.
    void set_task_ids(TaskIds task_ids) { task_ids_ = std::move(task_ids); }
    /// The days where `time_zone` of the configuration says. Needed where it says something;
    /// otherwise days are those of UTC.
    void set_local_date(LocalDate local_date) { local_date_ = std::move(local_date); }
    /// Without one, the rest of a file waits for an event with its `file_name`.
    void set_spawn_sibling(SpawnSibling spawn) { spawn_sibling_ = std::move(spawn); }

    /// Schedules the jobs of `event` (see `extract_jobs`), or goes on with the queue file that it
    /// names as `file_name`. All jobs are checked before anything is written. Errors:
    /// `InvalidRequest` for what is no valid job; `ConditionFailed` for a file that another process
    /// works on; those of the tables and of the queue files, after which the same request, or one
    /// with its `file_name`, goes on where this one stopped.
    Result<ScheduleResult> handle(const AttributeValue& event, const SchedulerRequest& request);

    /// The name of the file that a request's job is written to.
    std::string queue_file_of(const SchedulerRequest& request) const;

private:
    Result<ScheduleResult> schedule(const AttributeValue& event, const SchedulerRequest& request);
    Result<ScheduleResult> resume(const std::string& name, const SchedulerRequest& request);
    /// Rows from `first_untried` on are known not to be in any table.
    Result<void> process(
        QueueFile& file,
        std::int64_t first_untried,
        const SchedulerRequest& request,
        ScheduleResult& result
    );
    Result<std::int64_t> create_tasks(
        const QueueFile& file,
        std::int64_t count,
        CreateTasksOptions options,
        const std::string& name
    );
    Result<void> hand_over(const ScheduleResult& result);
    bool has_time_left(const SchedulerRequest& request) const;
    QueueFileLock lock_for(const SchedulerRequest& request) const;
    /// Errors: `InvalidRequest` where the configuration has a time zone and nobody knows it.
    Result<Date> today() const;
    /// Tasks per second; nothing for as many as one likes.
    Result<std::optional<double>> write_capacity() const;

    Clock& clock_;
    DynamoDb& dynamo_db_;
    TaskManager& tasks_;
    QueueFiles& queue_files_;
    const SoswConfig& config_;
    TaskIds task_ids_;
    Pace pace_ = Pace::ByCapacity;
    LocalDate local_date_{};
    SpawnSibling spawn_sibling_{};
};

/// 32 hexadecimal digits that follow from the name of a queue file and a row.
std::string task_id_of(const std::string& queue_file, std::int64_t row);

}  // namespace sosw
