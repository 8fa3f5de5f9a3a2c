#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "sim/scenario/metric_model.hpp"

namespace sosw::sim {

/// The load that executions put on what one metric measures: summed up, saturated, and felt late.
///
/// Fed with each start and end of an execution. Between two of them a load only changes in known
/// ways: what is held ends at its time, what decays does so by half-lives. The lag is solved
/// exactly for a load that stays or changes in a straight line from one of these instants to the
/// next, so only a decaying or saturated-and-decaying load is approximated, between instants alone.
class MetricLoad {
public:
    /// `model` must outlive this object. `start`: when nothing runs and everything is at rest.
    MetricLoad(const MetricModel& model, Timestamp start);

    /// Times must not go back, among these three.
    void started(std::string_view function, Timestamp at);
    void finished(std::string_view function, Timestamp at);
    double value(Timestamp at);

    /// Without executions, for ever: what the metric shows before the start.
    double at_rest() const { return saturated(model_.saturation, 0); }

private:
    struct Change {
        Timestamp at{};
        std::size_t function = 0;  ///< Its position in `per_running`, or beyond, `per_invocation`.
        int running = 0;           ///< +1 or -1; +1 for what an invocation adds.
    };

    void note(std::string_view function, Timestamp at, int running);
    void apply(const Change& change);
    /// Brings the load and the lag to `at`.
    void advance(Timestamp at);
    void advance_without_ends(Timestamp at);
    double load() const;

    const MetricModel& model_;
    Timestamp at_;
    std::deque<Change> ahead_{};  ///< Not felt yet, in order of time.
    std::vector<std::int64_t> running_;
    std::vector<double> decaying_;             ///< Per entry of `per_invocation`.
    std::vector<std::deque<Timestamp>> held_;  ///< The ends of what is held, likewise.
    double lagged_;
};

}  // namespace sosw::sim
