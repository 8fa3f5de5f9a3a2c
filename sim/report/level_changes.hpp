#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "backends/sqlite/database.hpp"
#include "core/base/time.hpp"
#include "sim/report/task_events.hpp"

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

/// Follows the tasks of a record from event to event, as far as it is fed: of a run that goes on,
/// as it goes. `use` is called as `for_each_level_change` tells and must outlive the follower.
class LevelFollower {
public:
    using Use = std::function<void(const LevelChange&)>;

    LevelFollower(sqlite::Database& database, const Use& use);
    LevelFollower(const LevelFollower&) = delete;
    LevelFollower& operator=(const LevelFollower&) = delete;
    ~LevelFollower();

    /// A pass must be known before the first event that it did.
    void add_pass(PassNumber pass, Timestamp started);
    void add(const TaskEvent& event);
    /// Nothing happens any more before `at`.
    void advance(Timestamp at);
    /// Whoever is still somewhere leaves at `end`.
    void finish(Timestamp end);

private:
    class Tasks;
    std::unique_ptr<Tasks> tasks_;
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
