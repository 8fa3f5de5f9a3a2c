#pragma once

#include "backends/wrap/dry_run.hpp"
#include "cli/backend.hpp"
#include "core/base/random.hpp"
#include "core/config/config.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/tasks/task_manager.hpp"

/// The core's processors for one command, put together over a backend's ports.

namespace sosw::cli {

/// A `TaskManager` with what it leans on.
class TaskKit {
public:
    /// The ports and `config` must outlive this object.
    TaskKit(OperationPorts ports, const TaskManagerConfig& config);
    TaskKit(const TaskKit&) = delete;
    TaskKit& operator=(const TaskKit&) = delete;

    TaskManager& tasks() { return tasks_; }

private:
    Random task_ids_;
    EcologyMemory memory_;
    EcologyManager ecology_;
    TaskManager tasks_;
};

/// The same ports with nothing that changes anything.
class DryPorts {
public:
    /// `ports` must outlive this object.
    explicit DryPorts(OperationPorts ports)
        : clock_{ports.clock},
          cloud_watch_{ports.cloud_watch},
          dynamo_db_{ports.dynamo_db},
          lambda_{ports.lambda},
          ssm_{ports.ssm} {}

    OperationPorts ports() { return {clock_, dynamo_db_, cloud_watch_, lambda_, sns_, ssm_}; }

private:
    Clock& clock_;
    CloudWatch& cloud_watch_;
    DryRunDynamoDb dynamo_db_;
    DryRunLambda lambda_;
    DryRunSns sns_;
    Ssm& ssm_;  ///< Nothing is ever written there.
};

}  // namespace sosw::cli
