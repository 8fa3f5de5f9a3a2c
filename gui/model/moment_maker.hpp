#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "gui/model/snapshot.hpp"
#include "gui/model/task_states.hpp"

/// Makes the moment that is shown: where a run has come to, or any time before.

namespace sosw::gui {

/// What is asked of the table of tasks.
struct TaskWishes {
    TaskFilter filter{};
    std::optional<TimeRange> range{};
};

class MomentMaker {
public:
    /// The end of what `tasks`, those of the run that `view` shows, were followed to.
    /// `keep_order`: the order of tasks made last may still be shown, because a run that goes on
    /// changes it all the time.
    std::shared_ptr<const Moment> now(
        const RunView& view, TaskStates& tasks, const TaskWishes& wishes, bool keep_order = false
    );
    /// The run as it was at `at`, which is brought into what was simulated.
    std::shared_ptr<const Moment> past(const RunView& view, Duration at, const TaskWishes& wishes);

private:
    struct KnownWait {
        std::size_t count = 0;
        double p95 = 0;
    };

    std::shared_ptr<const Moment> make(
        const RunView& view, TaskStates& tasks, Moment moment, const TaskWishes& wishes
    );
    std::optional<double> wait_p95(LabourerIndex labourer, const std::vector<double>& waits);

    std::vector<KnownWait> waits_;
    std::shared_ptr<const std::vector<std::uint32_t>> order_;
    bool keep_order_ = false;
};

}  // namespace sosw::gui
