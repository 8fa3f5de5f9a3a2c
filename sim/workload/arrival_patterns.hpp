#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "core/base/random.hpp"
#include "core/base/time.hpp"
#include "sim/scenario/workload.hpp"

/// The instants at which tasks arrive by a pattern other than phases, one after the other.
///
/// Each class begins at `span.start` and ends before `span.end`, both since the scenario's start;
/// `next()` gives the next arrival, or nothing when there are no more. All are exact, not sampled
/// on a grid: rates of one a month work as rates of thousands a second do.

namespace sosw::sim {

struct ArrivalSpan {
    Duration start{};
    Duration end{};
};

/// By thinning (Lewis and Shedler): independent arrivals at the day's highest rate, of which each
/// is kept with the share that the rate has then. Each day begins anew, since arrivals without
/// memory may.
class DiurnalTimes {
public:
    /// `scenario_start` tells the time of day and the weekday.
    DiurnalTimes(
        const DiurnalArrivals& pattern, Timestamp scenario_start, ArrivalSpan span, Random random
    );

    std::optional<Duration> next();

private:
    /// The share of the day's highest rate that there is at `since_midnight`.
    double share(Duration since_midnight) const;

    DiurnalArrivals pattern_;
    Timestamp scenario_start_;
    Duration now_;
    Duration end_;
    Random random_;
};

/// The k-th burst begins at k · every + jitter; within it, each task's place is uniform. The
/// earliest of n uniform places is drawn directly, then the earliest of the rest, so that nothing
/// needs to be kept or sorted.
class BurstTimes {
public:
    BurstTimes(const BurstArrivals& pattern, ArrivalSpan span, Random random);

    std::optional<Duration> next();

private:
    /// False when the next burst would begin at the end or later.
    bool begin_burst();

    BurstArrivals pattern_;
    ArrivalSpan span_;
    Random random_;
    std::int64_t bursts_ = 0;  ///< Begun so far.
    Duration burst_start_{};
    double place_ = 0;  ///< Of the last task within the burst, 0 to 1.
    std::int64_t remaining_ = 0;
};

/// Begins on or off with the share that each has of all time.
class OnOffTimes {
public:
    OnOffTimes(const OnOffArrivals& pattern, ArrivalSpan span, Random random);

    std::optional<Duration> next();

private:
    const OnOffArrivals::State& state() const { return on_ ? pattern_.on : pattern_.off; }
    void begin_state();

    OnOffArrivals pattern_;
    Duration now_;
    Duration end_;
    Random random_;
    bool on_ = false;
    Duration state_end_{};
};

/// `count` independent places in [0, 1), of which the earliest beyond `place` is drawn: uniform
/// order statistics, one by one. Requires `count > 0`.
double next_of_uniform_places(double place, std::int64_t count, Random& random);

}  // namespace sosw::sim
