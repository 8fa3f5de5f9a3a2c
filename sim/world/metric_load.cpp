#include "sim/world/metric_load.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

/// `y' = (x - y) / time_constant` over `span`, while x goes from `from` to `to` in a straight line.
double lagged(double y, double from, double to, Duration span, Duration time_constant) {
    const double spans = to_seconds(span) / to_seconds(time_constant);
    const double kept = std::exp(-spans);
    const double slope = (to - from) / spans;  // Per time constant.
    return to - slope + (y - from + slope) * kept;
}

}  // namespace

MetricLoad::MetricLoad(const MetricModel& model, Timestamp start)
    : model_{model},
      at_{start - model.lag.dead_time},
      running_(model.per_running.size()),
      decaying_(model.per_invocation.size()),
      held_(model.per_invocation.size()),
      lagged_{at_rest()} {}

void MetricLoad::started(std::string_view function, Timestamp at) {
    note(function, at, +1);
    for (std::size_t i = 0; i < model_.per_invocation.size(); ++i) {
        if (model_.per_invocation[i].function == function) {
            ahead_.push_back({.at = at, .function = running_.size() + i, .running = +1});
        }
    }
}

void MetricLoad::finished(std::string_view function, Timestamp at) { note(function, at, -1); }

void MetricLoad::note(std::string_view function, Timestamp at, int running) {
    for (std::size_t i = 0; i < model_.per_running.size(); ++i) {
        if (model_.per_running[i].first == function) {
            ahead_.push_back({.at = at, .function = i, .running = running});
        }
    }
}

double MetricLoad::value(Timestamp at) {
    const Timestamp felt = at - model_.lag.dead_time;
    while (!ahead_.empty() && ahead_.front().at <= felt) {
        advance(ahead_.front().at);
        apply(ahead_.front());
        ahead_.pop_front();
    }
    advance(felt);
    return model_.lag.time_constant > Duration::zero() ? lagged_ : load();
}

void MetricLoad::apply(const Change& change) {
    if (change.function < running_.size()) {
        running_[change.function] += change.running;
        return;
    }
    const std::size_t entry = change.function - running_.size();
    const InvocationLoad& model = model_.per_invocation[entry];
    if (model.hold > Duration::zero()) {
        held_[entry].push_back(change.at + model.hold);
    } else {
        decaying_[entry] += model.adds;
    }
}

void MetricLoad::advance(Timestamp at) {
    ENSURE(at >= at_);
    while (true) {
        std::deque<Timestamp>* first = nullptr;
        for (std::deque<Timestamp>& ends : held_) {
            if (!ends.empty() && ends.front() <= at &&
                (first == nullptr || ends.front() < first->front())) {
                first = &ends;
            }
        }
        if (first == nullptr) {
            break;
        }
        advance_without_ends(first->front());
        first->pop_front();
    }
    advance_without_ends(at);
}

void MetricLoad::advance_without_ends(Timestamp at) {
    if (at <= at_) {
        return;
    }
    const Duration span = at - at_;
    const double before = load();
    for (std::size_t i = 0; i < decaying_.size(); ++i) {
        if (decaying_[i] != 0) {
            const Duration half_life = model_.per_invocation[i].half_life;
            decaying_[i] *= std::exp2(-to_seconds(span) / to_seconds(half_life));
        }
    }
    if (model_.lag.time_constant > Duration::zero()) {
        lagged_ = lagged(lagged_, before, load(), span, model_.lag.time_constant);
    }
    at_ = at;
}

double MetricLoad::load() const {
    double sum = 0;
    for (std::size_t i = 0; i < running_.size(); ++i) {
        sum += model_.per_running[i].second * static_cast<double>(running_[i]);
    }
    for (std::size_t i = 0; i < held_.size(); ++i) {
        sum += decaying_[i] + model_.per_invocation[i].adds * static_cast<double>(held_[i].size());
    }
    return saturated(model_.saturation, sum);
}

}  // namespace sosw::sim
