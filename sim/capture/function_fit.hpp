#pragma once

#include "sim/capture/captured.hpp"

namespace sosw::sim {

/// Gives each function its distribution of durations and its probability of failure.
///
/// Durations are lognormal by Lambda's p50 and p95; where CloudWatch has none, those of the
/// completed tasks; else Lambda's average; else a minute. Failures are Lambda's errors per
/// invocation. A warning says what nobody knows.
///
/// A task that took longer than its function's timeout loses its duration first: what sosw measures
/// holds the time in Lambda's own queue too, and as the length of an execution it would end every
/// attempt by the timeout.
void fit_functions(Capture& capture);

}  // namespace sosw::sim
