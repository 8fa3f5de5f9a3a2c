#include "sim/scenario/signal.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

/// Where the trace stands at `since_start`.
Duration place_in(const TraceSignal& signal, Duration since_start) {
    if (signal.speed == 1) {
        return since_start + signal.offset;
    }
    const double faster = static_cast<double>(since_start.count()) * signal.speed;
    return signal.offset + Duration{std::llround(faster)};
}

double between(const TracePoint& before, const TracePoint& after, Duration at) {
    const auto way = static_cast<double>((at - before.at).count());
    return before.value +
           (after.value - before.value) * way / static_cast<double>((after.at - before.at).count());
}

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

    double operator()(const TraceSignal& signal) const {
        ENSURE(signal.points != nullptr && !signal.points->empty());
        const std::vector<TracePoint>& points = *signal.points;
        const Duration at = place_in(signal, since_start);
        const auto after = std::ranges::upper_bound(points, at, {}, &TracePoint::at);
        if (after == points.begin()) {
            return after->value;
        }
        const TracePoint& before = *std::prev(after);
        const bool held = after == points.end() || signal.interpolation == Interpolation::Step;
        return held ? before.value : between(before, *after, at);
    }

    double operator()(const RandomWalkSignal& walk) const { return walk.start; }
};

/// Reflected at the bound that it crossed; what would cross the other one too ends there.
double kept_within(const RandomWalkSignal& walk, double value) {
    if (walk.min && value < *walk.min) {
        value = 2 * *walk.min - value;
    } else if (walk.max && value > *walk.max) {
        value = 2 * *walk.max - value;
    }
    value = walk.min ? std::max(value, *walk.min) : value;
    return walk.max ? std::min(value, *walk.max) : value;
}

double one_step(const RandomWalkSignal& walk, double from, Random& random) {
    return kept_within(
        walk, from + walk.reversion * (walk.mean - from) + random.normal(0, walk.step)
    );
}

std::int64_t floor_steps(Duration since_start, Duration every) {
    const std::int64_t steps = since_start / every;
    return since_start % every < Duration::zero() ? steps - 1 : steps;
}

}  // namespace

double value_at(const Signal& signal, Duration since_start) {
    ENSURE(!std::holds_alternative<RandomWalkSignal>(signal));
    return std::visit(ValueAt{since_start}, signal);
}

SignalCourse::SignalCourse(const Signal& signal, const Random& random)
    : signal_{signal}, ahead_{random.fork("walk")}, back_{random.fork("walk before the start")} {
    if (const auto* walk = std::get_if<RandomWalkSignal>(&signal)) {
        at_ = walk->start;
    }
}

double SignalCourse::value(Duration since_start) {
    const auto* walk = std::get_if<RandomWalkSignal>(&signal_);
    return walk == nullptr ? value_at(signal_, since_start)
                           : walked(*walk, floor_steps(since_start, walk->every));
}

double SignalCourse::walked(const RandomWalkSignal& walk, std::int64_t steps) {
    if (steps < 0) {
        const auto before = static_cast<std::size_t>(-steps);
        while (past_.size() < before) {
            past_.push_back(one_step(walk, past_.empty() ? walk.start : past_.back(), back_));
        }
        return past_[before - 1];
    }
    ENSURE(steps >= steps_);
    for (; steps_ < steps; ++steps_) {
        at_ = one_step(walk, at_, ahead_);
    }
    return at_;
}

}  // namespace sosw::sim
