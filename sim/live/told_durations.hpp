#pragma once

#include <optional>
#include <string>

#include "backends/wrap/forwarding_dynamo_db.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/config/config.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/workload/task_durations.hpp"

/// How stand-ins learn how long a task of a trace takes: by a table of the run's own, since the
/// payload does not have it.

namespace sosw::sim {

/// Key: the task.
CreateTableInput durations_table(const std::string& name);

/// What the table says of a task; nothing where it says nothing. Errors: those of the table.
Result<std::optional<Duration>> told_duration(
    DynamoDb& dynamo_db, const std::string& table, const std::string& task_id
);

/// Before a task is put into the queue whose duration is known, puts that into the table.
class DurationTellingDynamoDb final : public ForwardingDynamoDb {
public:
    /// `table` is empty where nobody is to be told. All must outlive this object.
    DurationTellingDynamoDb(
        DynamoDb& next,
        const TaskDurations& durations,
        const TaskManagerConfig& config,
        std::string table
    );

    /// Errors: also those of the other table; the task was not created then.
    Result<PutItemOutput> put_item(const PutItemInput& input) override;

private:
    const TaskDurations& durations_;
    const TaskManagerConfig& config_;
    std::string table_;
};

}  // namespace sosw::sim
