#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/tasks/task_store.hpp"
#include "sim/capture/captured.hpp"

namespace sosw::sim {

enum class Payloads { Keep, LeaveOut };

/// Reads the tasks of labourers that were created within a span, wherever they stand now: in the
/// queue, waiting for retry, or closed.
///
/// The three tables are read one after the other; a task that moves meanwhile may be seen twice,
/// and then counts where it was seen last.
class TaskReader {
public:
    /// The clock is for pauses where DynamoDB does not give all items of a batch at once. All must
    /// outlive this object.
    TaskReader(
        Clock& clock,
        DynamoDb& dynamo_db,
        const TaskManagerConfig& config,
        CaptureSpan span,
        Payloads payloads
    );

    /// Appends the labourer's tasks to `tasks`, in no order, and counts them. Errors: those of
    /// DynamoDB; `Throttled` where a batch is never complete.
    Result<CapturedLabourer> read(const std::string& labourer, std::vector<CapturedTask>& tasks);

private:
    using Found = std::map<std::string, CapturedTask>;

    /// Each adds to `found`, by task id, those of one table.
    Result<void> read_open(const std::string& labourer, Found& found, CapturedLabourer& counts);
    Result<void> read_waiting(const std::string& labourer, Found& found, CapturedLabourer& counts);
    Result<void> read_closed(const std::string& labourer, Found& found, CapturedLabourer& counts);
    /// The whole items of what an index of closed tasks shows.
    Result<std::vector<Item>> whole_closed(std::vector<Item> shown);
    Result<void> get_batch(std::vector<Item> keys, std::vector<Item>& items);
    void add(Item item, TaskFate fate, Found& found, CapturedLabourer& counts) const;
    std::optional<Duration> duration_of(const Task& task) const;

    Clock& clock_;
    DynamoDb& dynamo_db_;
    const TaskManagerConfig& config_;
    CaptureSpan span_;
    Payloads payloads_;
    TaskStore store_;
};

}  // namespace sosw::sim
