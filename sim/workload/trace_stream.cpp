#include "sim/workload/trace_stream.hpp"

#include <cmath>
#include <stdexcept>

#include "sim/workload/payload_template.hpp"

namespace sosw::sim {

TraceStream::TraceStream(
    const Workload& workload, const TraceReplay& replay, Duration end, const Random& random
)
    : workload_{workload},
      replay_{replay},
      end_{end},
      scale_random_{random.fork("scale")},
      mapping_{replay, workload.labourer},
      reader_{open_trace(
          replay,
          mapping_,
          problems_,
          random,
          {.with_columns = PayloadTemplate{workload.payload, replay.columns}.uses_columns()}
      )} {
    refuse_problems();
}

void TraceStream::refuse_problems() {
    if (!problems_.empty()) {
        throw std::runtime_error{
            "a trace has changed since it was checked: " + to_string(problems_.take().front())};
    }
}

Duration TraceStream::scenario_time(Duration trace_time) const {
    const double seconds = to_seconds(trace_time - replay_.offset) / replay_.speed;
    return workload_.start +
           (replay_.speed == 1 ? trace_time - replay_.offset : from_seconds(seconds));
}

bool TraceStream::begin_again() {
    if (!workload_.repeat || round_is_empty_) {
        return false;
    }
    round_start_ += reader_->length() - replay_.offset;
    round_is_empty_ = true;
    reader_->rewind();
    return true;
}

bool TraceStream::next_of_trace() {
    do {
        while (reader_->next(row_)) {
            if (row_.at >= replay_.offset) {
                round_is_empty_ = false;
                return true;
            }
        }
        refuse_problems();
    } while (begin_again());
    return false;
}

std::int64_t TraceStream::copies() {
    const double whole = std::floor(replay_.scale);
    return static_cast<std::int64_t>(whole) + (scale_random_.chance(replay_.scale - whole) ? 1 : 0);
}

bool TraceStream::next(PlannedTask& task) {
    while (copies_left_ == 0) {
        if (!next_of_trace() || scenario_time(round_start_ + row_.at) >= end_) {
            return false;
        }
        copies_left_ = copies();
    }
    --copies_left_;
    task.at = scenario_time(round_start_ + row_.at);
    task.labourer = row_.labourer;
    task.payload = 0;
    task.duration = row_.duration;
    task.trace_payload = row_.payload;
    task.columns = row_.columns;
    return true;
}

}  // namespace sosw::sim
