#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/random.hpp"
#include "sim/scenario/workload.hpp"
#include "sim/workload/task_stream.hpp"
#include "sim/workload/trace_mapping.hpp"
#include "sim/workload/trace_reader.hpp"

namespace sosw::sim {

/// The tasks of a trace, moved into the scenario's time and multiplied as the workload asks.
///
/// Throws `std::runtime_error` where the file has become unreadable since the scenario was loaded.
class TraceStream final : public TaskStream {
public:
    /// `workload`, whose pattern `replay` is, must outlive this object.
    TraceStream(
        const Workload& workload, const TraceReplay& replay, Duration end, const Random& random
    );

    bool next(PlannedTask& task) override;

private:
    /// The next task of the trace at or after the offset, from the beginning again where it is
    /// repeated.
    bool next_of_trace();
    bool begin_again();
    /// How many tasks one of the trace becomes.
    std::int64_t copies();
    Duration scenario_time(Duration trace_time) const;
    void refuse_problems();

    const Workload& workload_;
    const TraceReplay& replay_;
    Duration end_;
    Random scale_random_;
    TraceProblems problems_;
    TraceMapping mapping_;
    std::unique_ptr<TraceReader> reader_;
    TraceTask row_{};
    Duration round_start_{};  ///< Trace time at which this round began, from 0.
    bool round_is_empty_ = true;
    std::int64_t copies_left_ = 0;
};

}  // namespace sosw::sim
