#include "core/tasks/average_duration.hpp"

#include <algorithm>
#include <cmath>

namespace sosw {

std::int64_t average_duration(
    std::vector<ClosedTask> closed,
    std::int64_t limit,
    Duration greenfield_invocation_delta,
    Duration max_duration
) {
    std::ranges::stable_sort(closed, {}, &ClosedTask::greenfield);
    const std::size_t count = static_cast<std::size_t>(std::max<std::int64_t>(0, limit));
    closed.resize(std::min(closed.size(), count));

    double seconds = 0;
    double weight = 0;
    for (const ClosedTask& task : closed) {
        if (task.completed_at && task.greenfield < to_seconds(greenfield_invocation_delta)) {
            continue;  // completed while queued (M20): no invocation to measure from
        }
        if (task.completed_at) {
            const double invoked_at = task.greenfield - to_seconds(greenfield_invocation_delta);
            seconds += *task.completed_at - invoked_at;
            weight += 1;
        } else {
            seconds += task.attempts * to_seconds(max_duration);
            weight += task.attempts;
        }
    }
    return weight > 0 ? static_cast<std::int64_t>(std::nearbyint(seconds / weight)) : 0;
}

}  // namespace sosw
