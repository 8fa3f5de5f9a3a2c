#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "core/base/random.hpp"
#include "core/ports/cloud_watch.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"

namespace sosw::sim {

/// Reports one metric of a scenario to CloudWatch: base + load of the running functions + noise,
/// clamped.
///
/// A metric was there before the scenario began: the time slices that the first passes ask for are
/// not empty. This history knows no load and is not recorded.
class MetricSource {
public:
    /// How many executions of a function are under way.
    using Running = std::function<std::int64_t(std::string_view function)>;

    /// `series`: its number in the record. All must outlive this object.
    MetricSource(
        const MetricModel& model,
        std::int64_t series,
        const Scenario& scenario,
        Random random,
        EventQueue& events,
        CloudWatch& cloud_watch,
        Recorder& recorder,
        Running running
    );

    /// Reports what was measured within `history` plus the metric's delay before now; then measures
    /// now, and from now on every so often until the scenario ends.
    void begin(Duration history);

private:
    void report_history(Duration span);
    void measure();
    double value(Duration since_start, bool loaded);
    bool silent(Duration since_start) const;
    void publish(Timestamp measured, double value);

    const MetricModel& model_;
    std::int64_t series_;
    const Scenario& scenario_;
    Random random_;
    EventQueue& events_;
    CloudWatch& cloud_watch_;
    Recorder& recorder_;
    Running running_;
};

}  // namespace sosw::sim
