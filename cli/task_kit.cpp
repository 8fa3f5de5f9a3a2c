#include "cli/task_kit.hpp"

#include "cli/process_random.hpp"

namespace sosw::cli {

TaskKit::TaskKit(OperationPorts ports, const TaskManagerConfig& config)
    : task_ids_{process_random().fork("task ids")},
      ecology_{ports.clock, ports.cloud_watch, ports.lambda, memory_},
      tasks_{
          ports.clock,
          [this] { return task_ids_.uuid_hex(); },
          ports.dynamo_db,
          ports.lambda,
          ecology_,
          config} {}

}  // namespace sosw::cli
