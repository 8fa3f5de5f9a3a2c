#include "sim/workload/phase_arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace sosw::sim {

namespace {

double expected_tasks(const WorkloadPhase& phase) {
    return (phase.rate_per_second + phase.ramp_to_per_second) / 2 * to_seconds(phase.duration);
}

/// Seconds into the phase at which `expected` tasks are expected. Requires that the phase expects
/// more.
double time_of(const WorkloadPhase& phase, double expected) {
    const double slope =
        (phase.ramp_to_per_second - phase.rate_per_second) / to_seconds(phase.duration);
    const double rate = phase.rate_per_second;
    const double root = std::sqrt(std::max(0.0, rate * rate + 2 * slope * expected));
    return 2 * expected / (rate + root);
}

}  // namespace

PhaseArrivals::PhaseArrivals(const Workload& workload, Duration duration, Random random)
    : workload_{workload}, duration_{duration}, random_{random}, phase_start_{workload.start} {}

bool PhaseArrivals::next_phase() {
    phase_start_ += workload_.phases[phase_].duration;
    ++phase_;
    expected_ = 0;
    begun_ = false;
    if (phase_ == workload_.phases.size() && workload_.repeat) {
        phase_ = 0;
    }
    return phase_ < workload_.phases.size();
}

std::optional<Duration> PhaseArrivals::next() {
    if (phase_ >= workload_.phases.size()) {
        return std::nullopt;
    }
    const Duration round_start = phase_start_;
    while (phase_start_ < duration_) {
        const WorkloadPhase& phase = workload_.phases[phase_];
        if (phase.arrivals == Arrivals::Poisson) {
            expected_ += random_.exponential(1);
        } else {
            expected_ += begun_ ? 1 : 0.5;
        }
        begun_ = true;
        if (expected_ < expected_tasks(phase)) {
            const Duration at = phase_start_ + from_seconds(time_of(phase, expected_));
            return at < duration_ ? std::optional{at} : std::nullopt;
        }
        if (!next_phase() || (phase_ == 0 && phase_start_ == round_start)) {
            break;
        }
    }
    return std::nullopt;
}

}  // namespace sosw::sim
