#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/ports/cloud_watch.hpp"
#include "sim/scenario/distribution.hpp"
#include "sim/scenario/signal.hpp"

/// A metric of a scenario: its own course, and the load that executions put on what it measures.
///
///     value = clamp(base + lag(saturation(load)) + noise)
///     load  = Σ per_running · executions + Σ per_invocation

namespace sosw::sim {

/// From `from` on and before `to`, since the scenario's start.
struct TimeWindow {
    Duration from{};
    Duration to{};
};

struct Clamp {
    double min = 0;
    double max = 0;
};

/// What each execution of a function adds when it starts, however long it runs itself.
struct InvocationLoad {
    std::string function;
    double adds = 0;
    /// Exactly one of the two is not zero.
    Duration half_life{};  ///< Half of it is gone after this time, half of the rest after another.
    Duration hold{};       ///< All of it stays for this time, then nothing.
};

/// `limit · load / (load + half)`: half of the limit at a load of `half`, never more than the
/// limit. A load below zero is bent likewise, towards `-limit`.
struct HyperbolicSaturation {
    double limit = 0;
    double half = 0;
};

struct CurvePoint {
    double load = 0;
    double value = 0;
};

/// Straight lines from point to point; the first value before the first point, the last one after
/// the last.
struct CurveSaturation {
    std::vector<CurvePoint> points{};  ///< At least one, in the order of load.
};

/// What remains of a load; without any, all of it.
using Saturation = std::variant<std::monostate, HyperbolicSaturation, CurveSaturation>;

double saturated(const Saturation& saturation, double load);

/// How late a load is felt: not at all before `dead_time`, and from then on as the first-order lag
/// `y' = (x - y) / time_constant`, which has gone 63 % of the way after one time constant.
struct LoadLag {
    Duration dead_time{};
    Duration time_constant{};
};

/// A metric as it is reported to CloudWatch.
struct MetricModel {
    std::string metric_namespace;
    std::string name;
    std::vector<Dimension> dimensions{};  ///< Sorted by name.
    std::string unit{};
    Duration every = std::chrono::seconds{60};
    Signal base = ConstantSignal{};
    std::vector<std::pair<std::string, double>>
        per_running{};  ///< Function → what one execution adds while it runs.
    std::vector<InvocationLoad> per_invocation{};
    Saturation saturation{};
    LoadLag lag{};
    double noise_stddev = 0;
    std::optional<Clamp> clamp{};
    /// From the instant of measurement until CloudWatch has it. Where it varies, points may arrive
    /// out of order.
    Distribution delay{};
    double gap_probability = 0;        ///< Of each point, to be lost on its way.
    std::vector<TimeWindow> silent{};  ///< When nothing is reported.
};

}  // namespace sosw::sim
