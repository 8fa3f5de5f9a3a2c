#pragma once

#include <span>
#include <string>

#include "sim/report/summary.hpp"

/// A summary as JSON for programs.
///
/// Keys are stable and bear their units: `queue_wait_p95_seconds`. What does not exist, such as the
/// wait where nothing was invoked, is null. docs/summary.md lists the keys.

namespace sosw::sim {

/// One JSON object, indented, with a newline at the end.
std::string json_summary(const Summary& summary);

/// A JSON array of such objects.
std::string json_summaries(std::span<const Summary> summaries);

}  // namespace sosw::sim
