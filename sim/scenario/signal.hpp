#pragma once

#include <variant>
#include <vector>

#include "core/base/time.hpp"

/// The course of a metric without the load that workers add: a function of the time since the
/// scenario's start.

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

using Signal = std::variant<ConstantSignal, SineSignal, StepsSignal>;

double value_at(const Signal& signal, Duration since_start);

}  // namespace sosw::sim
