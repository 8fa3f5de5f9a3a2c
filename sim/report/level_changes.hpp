#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"

/// Where the tasks of a record were, as counts that go up and down from event to event.

namespace sosw::sim {

/// `Running` is counted as the Orchestrator does: from the invocation until the task is completed,
/// moved, or older than duration + cooldown. `Executing` are executions of the labourer's function.
enum class Level { Queue, Running, Retry, Executing };
inline constexpr int kLevels = 4;

struct LevelChange {
    std::string_view labourer;  ///< Valid during the call.
    Level level = Level::Queue;
    Timestamp at{};
    std::int64_t change = 0;
};

/// Every change of queue, running and retry until `end`, where all leave, in order of time; one per
/// labourer, level and instant.
void for_each_level_change(
    sqlite::Database& database, Timestamp end, const std::function<void(const LevelChange&)>& use
);

/// The same of executions.
void for_each_execution_change(
    sqlite::Database& database, Timestamp end, const std::function<void(const LevelChange&)>& use
);

}  // namespace sosw::sim
