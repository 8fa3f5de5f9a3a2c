#pragma once

#include "core/base/random.hpp"
#include "core/tasks/task_manager.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/arrivals.hpp"
#include "sim/world/chronicle.hpp"

namespace sosw::sim {

/// Creates the tasks of one workload through the real `TaskManager`, each at its instant.
class WorkloadSource {
public:
    /// All must outlive this object.
    WorkloadSource(
        const Workload& workload,
        const Scenario& scenario,
        Random random,
        EventQueue& events,
        TaskManager& tasks,
        Chronicle& chronicle
    );

    void begin() { schedule_next(); }

private:
    void schedule_next();
    void create_task();

    const Workload& workload_;
    const Scenario& scenario_;
    ArrivalStream arrivals_;
    CreateTaskInput input_;
    EventQueue& events_;
    TaskManager& tasks_;
    Chronicle& chronicle_;
};

}  // namespace sosw::sim
