#include "sim/workload/task_stream.hpp"

#include <algorithm>
#include <utility>

#include "core/base/ensure.hpp"
#include "sim/workload/arrival_patterns.hpp"
#include "sim/workload/phase_arrivals.hpp"
#include "sim/workload/trace_stream.hpp"

namespace sosw::sim {
namespace {

/// Equal tasks at the instants that `Times` gives.
template <typename Times>
class TimedTasks final : public TaskStream {
public:
    TimedTasks(const Workload& workload, Times times)
        : workload_{workload}, times_{std::move(times)} {}

    bool next(PlannedTask& task) override {
        const std::optional<Duration> at = times_.next();
        if (at) {
            task.at = *at;
            task.labourer = workload_.labourer;
        }
        return at.has_value();
    }

private:
    const Workload& workload_;
    Times times_;
};

class ListedTaskStream final : public TaskStream {
public:
    ListedTaskStream(const Workload& workload, const ListedArrivals& listed, Duration end)
        : workload_{workload}, listed_{listed}, end_{end} {}

    bool next(PlannedTask& task) override {
        while (index_ < listed_.size() && made_ >= listed_[index_].count) {
            ++index_;
            made_ = 0;
        }
        if (index_ == listed_.size() || workload_.start + listed_[index_].at >= end_) {
            return false;
        }
        ++made_;
        task.at = workload_.start + listed_[index_].at;
        task.labourer = workload_.labourer;
        task.payload = listed_[index_].payload ? index_ + 1 : 0;
        return true;
    }

private:
    const Workload& workload_;
    const ListedArrivals& listed_;
    Duration end_;
    std::size_t index_ = 0;
    std::int64_t made_ = 0;
};

/// Chooses the stream for each pattern.
class StreamMaker {
public:
    StreamMaker(const Workload& workload, StreamSpan span, const Random& random)
        : workload_{workload},
          span_{span},
          random_{random},
          end_{std::min(span.scenario_duration, workload.end)} {}

    std::unique_ptr<TaskStream> operator()(std::monostate /*phases*/) const {
        return timed(PhaseArrivals{workload_, end_, random_});
    }
    std::unique_ptr<TaskStream> operator()(const DiurnalArrivals& pattern) const {
        return timed(DiurnalTimes{pattern, span_.scenario_start, arrival_span(), random_});
    }
    std::unique_ptr<TaskStream> operator()(const BurstArrivals& pattern) const {
        return timed(BurstTimes{pattern, arrival_span(), random_});
    }
    std::unique_ptr<TaskStream> operator()(const OnOffArrivals& pattern) const {
        return timed(OnOffTimes{pattern, arrival_span(), random_});
    }
    std::unique_ptr<TaskStream> operator()(const ListedArrivals& listed) const {
        return std::make_unique<ListedTaskStream>(workload_, listed, end_);
    }

    std::unique_ptr<TaskStream> operator()(const TraceReplay& replay) const {
        return std::make_unique<TraceStream>(workload_, replay, end_, random_);
    }
    /// The Scheduler makes its tasks.
    std::unique_ptr<TaskStream> operator()(const ScheduledJob& /*job*/) const { ENSURE(false); }

private:
    ArrivalSpan arrival_span() const { return {.start = workload_.start, .end = end_}; }

    template <typename Times>
    std::unique_ptr<TaskStream> timed(Times times) const {
        return std::make_unique<TimedTasks<Times>>(workload_, std::move(times));
    }

    const Workload& workload_;
    StreamSpan span_;
    const Random& random_;
    Duration end_;
};

}  // namespace

std::unique_ptr<TaskStream> make_task_stream(
    const Workload& workload, StreamSpan span, const Random& random
) {
    return std::visit(StreamMaker{workload, span, random}, workload.pattern);
}

}  // namespace sosw::sim
