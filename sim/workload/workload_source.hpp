#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/random.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/workload/payload_template.hpp"
#include "sim/workload/task_stream.hpp"
#include "sim/world/task_creator.hpp"

namespace sosw::sim {

/// Random streams of one workload, each for one purpose.
struct WorkloadRandoms {
    Random arrivals;
    Random payload;
};

/// Orders the tasks of one workload from the creator, each at its instant.
class WorkloadSource {
public:
    /// All must outlive this object.
    WorkloadSource(
        const Workload& workload,
        const Scenario& scenario,
        const WorkloadRandoms& randoms,
        EventQueue& events,
        TaskCreator& creator
    );

    void begin() { schedule_next(); }

private:
    void schedule_next();
    void create_task();
    AttributeValue payload();

    const Scenario& scenario_;
    std::unique_ptr<TaskStream> stream_;
    std::vector<PayloadTemplate> payloads_;  ///< By `PlannedTask::payload`.
    Random payload_random_;
    PlannedTask task_{};  ///< The next one.
    std::int64_t created_ = 0;
    EventQueue& events_;
    TaskCreator& creator_;
    bool has_own_payload_;  ///< Which then goes before that of a trace.
};

}  // namespace sosw::sim
