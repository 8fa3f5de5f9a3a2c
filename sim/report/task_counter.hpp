#pragma once

#include <vector>

#include "sim/report/summary.hpp"
#include "sim/report/task_events.hpp"

namespace sosw::sim {

/// Counts events of tasks, told in the order of the record. A task that is reported as completed
/// more than once counts as one.
class TaskCounter {
public:
    void count(const TaskEvent& event, TaskCounts& counts);

private:
    bool is_first_completion(const TaskEvent& event);

    std::vector<bool> completed_;  ///< By the number of the task.
};

}  // namespace sosw::sim
