#pragma once

#include <string>
#include <vector>

#include "sim/capture/captured.hpp"

/// Distributions of durations from what was measured, and as scenarios have them.

namespace sosw::sim {

/// Lognormal by these two, which may be as short as a microsecond; a constant where they are equal.
/// `p95` below `p50`, which rounding may give, counts as equal.
DurationFit fit_percentiles(Duration p50, Duration p95);

/// The durations themselves, or, of many, a hundred quantiles of them in equal distances. Requires
/// at least one.
Empirical fit_observed(std::vector<Duration> durations);

/// Sentences use it: `median 40s, p95 2m`.
std::string fit_text(const DurationFit& fit);

}  // namespace sosw::sim
