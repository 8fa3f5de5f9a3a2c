#pragma once

#include <cstddef>
#include <optional>

#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "sim/scenario/scenario.hpp"

namespace sosw::sim {

/// The instants at which a workload creates its tasks, one after the other.
///
/// Within a phase the expected number of tasks grows with the rate, linear or quadratic in time; an
/// arrival is where it passes the next mark, found by solving for the time and not by trying: at
/// random distances of mean 1 for Poisson, at 0.5, 1.5, … for even ones. Each phase begins anew,
/// which changes nothing for Poisson, as it has no memory.
class PhaseArrivals {
public:
    /// Ends before `duration` (since the scenario's start). `workload` must outlive this object.
    PhaseArrivals(const Workload& workload, Duration duration, Random random);

    /// The next arrival, since the scenario's start; nothing when there are no more.
    std::optional<Duration> next();

private:
    /// Moves to the next phase; false after the last one.
    bool next_phase();

    const Workload& workload_;
    Duration duration_;
    Random random_;
    std::size_t phase_ = 0;
    Duration phase_start_;
    double expected_ = 0;  ///< Tasks of this phase up to the last arrival.
    bool begun_ = false;   ///< The phase has had an arrival.
};

}  // namespace sosw::sim
