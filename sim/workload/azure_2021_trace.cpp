#include "sim/workload/azure_2021_trace.hpp"

#include <algorithm>
#include <utility>

namespace sosw::sim {

Azure2021Trace::Azure2021Trace(
    const std::string& file,
    TraceMapping& mapping,
    TraceProblems& problems,
    const TraceReaderOptions& options
)
    : table_{file, problems},
      mapping_{mapping},
      options_{options},
      app_{table_.required_column("app")},
      func_{table_.required_column("func")},
      end_{table_.required_column("end_timestamp")},
      duration_{table_.required_column("duration")} {}

std::uint32_t Azure2021Trace::index_of(const std::string& labourer) {
    const auto found = std::ranges::find(labourers_, labourer);
    const auto index = static_cast<std::uint32_t>(found - labourers_.begin());
    if (found == labourers_.end()) {
        labourers_.push_back(labourer);
    }
    return index;
}

bool Azure2021Trace::read_row() {
    while (app_ && func_ && end_ && duration_ && table_.next_row()) {
        const auto end = table_.length(
            *end_, std::chrono::seconds{1}, "seconds since the beginning of the trace"
        );
        const auto duration = table_.length(*duration_, std::chrono::seconds{1}, "seconds");
        if (!end || !duration) {
            continue;
        }
        last_end_ = std::max(last_end_, *end);
        const std::string* labourer = mapping_.of_function(table_.text(*app_), table_.text(*func_));
        if (labourer == nullptr) {
            continue;
        }
        Row row{
            .at = std::max(*end - *duration, Duration::zero()),
            .number = rows_++,
            .duration = *duration,
            .labourer = index_of(*labourer)};
        if (options_.with_columns) {
            table_.copy_row(row.columns);
        }
        window_.push_back(std::move(row));
        std::ranges::push_heap(window_, Later{});
        return true;
    }
    return false;
}

bool Azure2021Trace::next(TraceTask& task) {
    while (window_.size() < kWindowRows && read_row()) {
    }
    if (window_.empty()) {
        return false;
    }
    std::ranges::pop_heap(window_, Later{});
    Row row = std::move(window_.back());
    window_.pop_back();
    last_ = std::max(last_, row.at);
    task.at = last_;
    task.labourer = labourers_[row.labourer];
    task.duration = row.duration;
    task.payload.clear();
    task.columns = std::move(row.columns);
    return true;
}

void Azure2021Trace::rewind() {
    table_.rewind();
    window_.clear();
    last_ = {};
}

Duration Azure2021Trace::length() const {
    return std::chrono::floor<std::chrono::minutes>(last_end_) + std::chrono::minutes{1};
}

std::size_t Azure2021Trace::held_bytes() const {
    return table_.held_bytes() + window_.capacity() * sizeof(Row);
}

}  // namespace sosw::sim
