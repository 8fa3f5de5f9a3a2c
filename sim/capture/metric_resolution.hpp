#pragma once

#include "core/base/time.hpp"

/// How fine CloudWatch's datapoints are, by their age.
///
/// It keeps those below a minute for 3 hours, those of a minute for 15 days, of five minutes for 63
/// days, of an hour for 455 days. Source: Amazon CloudWatch User Guide, "Metrics retention".

namespace sosw::sim {

inline constexpr Duration kMetricRetention = std::chrono::days{455};

/// What periods must be multiples of, for data that are as old as `age`; one second where periods
/// below a minute are still there.
Duration metric_granularity(Duration age);

/// The finest period not below `wanted` in which data of that age are still there.
Duration available_period(Duration wanted, Duration age);

/// `at`, rounded down to whole minutes, or to five minutes or hours where no finer data of its age
/// are left at `now`: bins that begin there are those that CloudWatch makes.
Timestamp aligned_start(Timestamp at, Timestamp now);

}  // namespace sosw::sim
