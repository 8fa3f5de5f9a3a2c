#include "sim/scenario/signal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

struct ValueAt {
    Duration since_start;

    double operator()(const ConstantSignal& signal) const { return signal.value; }

    double operator()(const SineSignal& signal) const {
        // Reduced as integers first, so that the sine is as exact in a year as it is at once.
        const Duration into_period = (since_start + signal.phase) % signal.period;
        const double turn = to_seconds(into_period) / to_seconds(signal.period);
        return signal.mean + signal.amplitude * std::sin(2 * std::numbers::pi * turn);
    }

    double operator()(const StepsSignal& signal) const {
        ENSURE(!signal.steps.empty());
        const auto after = std::ranges::upper_bound(signal.steps, since_start, {}, &SignalStep::at);
        return after == signal.steps.begin() ? after->value : std::prev(after)->value;
    }
};

}  // namespace

double value_at(const Signal& signal, Duration since_start) {
    return std::visit(ValueAt{since_start}, signal);
}

}  // namespace sosw::sim
