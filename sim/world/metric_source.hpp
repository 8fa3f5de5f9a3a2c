#pragma once

#include <cstdint>

#include "backends/sqlite/lambda_observer.hpp"
#include "core/base/random.hpp"
#include "core/ports/cloud_watch.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/metric_load.hpp"

namespace sosw::sim {

/// Reports one metric of a scenario to CloudWatch: base + load of the executions + noise, clamped.
///
/// As an observer of Lambda it sees the executions; one without any load need not be told. A metric
/// was there before the scenario began: the time slices that the first passes ask for are
/// not empty. This history knows no load and is not recorded.
class MetricSource final : public sqlite::LambdaObserver {
public:
    /// `series`: its number in the record. All must outlive this object.
    MetricSource(
        const MetricModel& model,
        std::int64_t series,
        const Scenario& scenario,
        Random random,
        EventQueue& events,
        CloudWatch& cloud_watch,
        Recorder& recorder
    );

    void started(const sqlite::InvocationEvent& event) override {
        load_.started(event.function_name, event.at);
    }
    void finished(
        const sqlite::InvocationEvent& event,
        sqlite::InvocationOutcome /*outcome*/,
        Duration /*duration*/,
        Duration /*billed*/
    ) override {
        load_.finished(event.function_name, event.at);
    }

    /// Reports what was measured within `history` plus the metric's mean delay before now; then
    /// measures now, and from now on every so often until the scenario ends.
    void begin(Duration history);

private:
    void report_history(Duration span);
    void measure();
    double value(Duration since_start, double load);
    bool silent(Duration since_start) const;
    /// Sends what was measured now or earlier on its way.
    void send(Timestamp measured, double value);
    void publish_at(Timestamp at, Timestamp measured, double value);
    void publish(Timestamp measured, double value);

    const MetricModel& model_;
    std::int64_t series_;
    const Scenario& scenario_;
    Random random_;
    Random gap_random_;
    Random delay_random_;
    SignalCourse base_;
    MetricLoad load_;
    EventQueue& events_;
    CloudWatch& cloud_watch_;
    Recorder& recorder_;
};

}  // namespace sosw::sim
