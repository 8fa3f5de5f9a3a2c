#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "sim/scenario/workload.hpp"

/// The tasks that a workload is going to create, one after the other in order of time, whatever
/// they come from.

namespace sosw::sim {

/// A task about to be created.
struct PlannedTask {
    Duration at{};  ///< Since the scenario's start.
    std::string labourer;
    /// Which payload it has: 0 is the workload's own, n that of the n-th listed instant.
    std::size_t payload = 0;
    std::optional<Duration> duration{};  ///< Of its worker, where a trace says so.
    std::string trace_payload{};         ///< JSON; empty where the trace has none.
    std::vector<std::string> columns{};  ///< Of its row, where a placeholder needs them.
};

class TaskStream {
public:
    TaskStream() = default;
    TaskStream(const TaskStream&) = delete;
    TaskStream& operator=(const TaskStream&) = delete;
    virtual ~TaskStream() = default;

    /// Makes `task` the next one; false when there are no more. Give it the same object each time.
    virtual bool next(PlannedTask& task) = 0;
};

/// What of the scenario a stream needs to know.
struct StreamSpan {
    Timestamp scenario_start{};
    Duration scenario_duration{};
};

/// `workload` must outlive the stream. Requires another pattern than a job, whose tasks the
/// Scheduler makes.
std::unique_ptr<TaskStream> make_task_stream(
    const Workload& workload, StreamSpan span, const Random& random
);

}  // namespace sosw::sim
