#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/time.hpp"

namespace sosw {

/// What a closed task says about how long tasks of its labourer take.
struct ClosedTask {
    double greenfield = 0;                 ///< Seconds; invocation time + delta.
    std::optional<double> completed_at{};  ///< Seconds; empty for failed tasks.
    double attempts = 0;
};

/// Mean seconds over the `limit` tasks of the lowest greenfield, rounded half to even. A failed
/// task counts once per attempt, with `max_duration` each; a completed one counts once, from its
/// invocation to its completion. 0 without tasks (K9).
std::int64_t average_duration(
    std::vector<ClosedTask> closed,
    std::int64_t limit,
    Duration greenfield_invocation_delta,
    Duration max_duration
);

}  // namespace sosw
