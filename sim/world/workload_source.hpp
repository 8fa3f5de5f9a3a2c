#pragma once

#include "core/base/random.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/arrivals.hpp"
#include "sim/world/task_creator.hpp"

namespace sosw::sim {

/// Orders the tasks of one workload from the creator, each at its instant.
class WorkloadSource {
public:
    /// All must outlive this object.
    WorkloadSource(
        const Workload& workload,
        const Scenario& scenario,
        Random random,
        EventQueue& events,
        TaskCreator& creator
    );

    void begin() { schedule_next(); }

private:
    void schedule_next();

    const Workload& workload_;
    const Scenario& scenario_;
    ArrivalStream arrivals_;
    CreateTaskInput input_;
    EventQueue& events_;
    TaskCreator& creator_;
};

}  // namespace sosw::sim
