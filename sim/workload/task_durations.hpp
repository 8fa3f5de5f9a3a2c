#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/time.hpp"

namespace sosw::sim {

/// How long the worker takes for those tasks whose trace says so, by task id. Known to the
/// simulator alone: the payload does not have it.
class TaskDurations {
public:
    void set(std::string task_id, Duration duration) {
        durations_.insert_or_assign(std::move(task_id), duration);
    }

    bool empty() const { return durations_.empty(); }
    /// Nothing for a task that takes what its function's model says.
    std::optional<Duration> find(std::string_view task_id) const {
        const auto found = durations_.find(task_id);
        return found != durations_.end() ? std::optional{found->second} : std::nullopt;
    }

private:
    std::map<std::string, Duration, std::less<>> durations_;
};

}  // namespace sosw::sim
