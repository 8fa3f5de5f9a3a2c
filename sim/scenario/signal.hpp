#pragma once

#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/time.hpp"

/// The course of a metric without the load that workers add.

namespace sosw::sim {

struct ConstantSignal {
    double value = 0;
    bool operator==(const ConstantSignal&) const = default;
};

/// `mean + amplitude · sin(2π · (t + phase) / period)`.
struct SineSignal {
    double mean = 0;
    double amplitude = 0;
    Duration period = std::chrono::hours{24};
    Duration phase{};  ///< How far into its period it is at the scenario's start.
    bool operator==(const SineSignal&) const = default;
};

struct SignalStep {
    Duration at{};  ///< Since the scenario's start.
    double value = 0;
    bool operator==(const SignalStep&) const = default;
};

/// The value of the last step reached; before the first step, that of the first.
struct StepsSignal {
    std::vector<SignalStep> steps{};  ///< At least one, in the order of time.
    bool operator==(const StepsSignal&) const = default;
};

struct TracePoint {
    Duration at{};  ///< Since the first point.
    double value = 0;
    bool operator==(const TracePoint&) const = default;
};

enum class Interpolation {
    Linear,  ///< Straight lines from point to point.
    Step,    ///< Each value until the next one.
};

/// Values that were recorded somewhere. Before the first point, its value; after the last one, the
/// last value.
struct TraceSignal {
    std::shared_ptr<const std::vector<TracePoint>> points{};  ///< At least one, in order of time.
    Interpolation interpolation = Interpolation::Linear;
    Duration offset{};  ///< How far into the trace the scenario starts.
    double speed = 1;   ///< How much faster than recorded it runs.
    bool operator==(const TraceSignal&) const = default;
};

/// From `start` on, every so often `x += reversion · (mean - x) + normal(0, step)`, reflected at
/// the bounds.
struct RandomWalkSignal {
    double start = 0;
    double step = 0;  ///< Standard deviation of one step.
    Duration every = std::chrono::seconds{60};
    double reversion = 0;  ///< 0: a free walk; 1: back at the mean with each step.
    double mean = 0;
    std::optional<double> min{};
    std::optional<double> max{};
    bool operator==(const RandomWalkSignal&) const = default;
};

using Signal = std::variant<ConstantSignal, SineSignal, StepsSignal, TraceSignal, RandomWalkSignal>;

/// Requires a signal that is a function of time alone, which a random walk is not.
double value_at(const Signal& signal, Duration since_start);

/// One course that a signal may take. Only a random walk draws from `random`.
///
/// A walk is at its `start` when the scenario starts. What it did before is a walk too, backwards
/// from there, with a random stream of its own: how far somebody looks back changes nothing of what
/// comes.
class SignalCourse {
public:
    /// `signal` must outlive this object.
    SignalCourse(const Signal& signal, const Random& random);

    /// After the start, times must not go back.
    double value(Duration since_start);

private:
    double walked(const RandomWalkSignal& walk, std::int64_t steps);

    const Signal& signal_;
    Random ahead_;
    Random back_;
    std::int64_t steps_ = 0;    ///< Walked since the start.
    double at_ = 0;             ///< Where the walk is after `steps_`.
    std::vector<double> past_;  ///< One step before the start, two …
};

}  // namespace sosw::sim
