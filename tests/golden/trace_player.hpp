#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/diagnostics.hpp"
#include "core/config/config.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "tests/golden/golden_world.hpp"

/// Plays the steps of a trace on the real core and says what happened, in the words of `expect`.

namespace sosw::golden {

class TracePlayer {
public:
    /// `trace` must outlive the player.
    explicit TracePlayer(const Map& trace, Reach reach = Reach::Direct);
    ~TracePlayer();
    TracePlayer(const TracePlayer&) = delete;
    TracePlayer& operator=(const TracePlayer&) = delete;

    /// Plays one step. The answer has every key that `expect` may have: `changes` and `tables`
    /// both.
    Map play(const Map& step);

private:
    struct Session;
    struct Loaded {
        std::optional<SoswConfig> config{};
        std::string problem{};  ///< All diagnostics, where there is no configuration.
    };

    Loaded load(const std::string& own_key) const;
    Loaded load_orchestrator();
    Map run_operation(const Map& step);
    Map create_task(const Map& step);
    Map schedule(const Map& step);
    Map complete(const Map& step);
    Map put_metric(const Map& step);
    Map put_item(const Map& step);
    Map orchestrate(const Map& step, bool race);
    Map scavenge(const Map& step, bool race);
    Map inspect(const Map& step);
    Map register_session(const Map& step);
    Map next(const Map& step);
    Map desired(const Map& step);
    Map invoke(const Map& step);
    void add_state(Map& result);

    const Map& trace_;
    Loaded tasks_;  ///< `task_config` alone, for the TaskManager on its own.
    Loaded scavenger_;
    std::unique_ptr<GoldenWorld> world_;
    EcologyMemory memory_;
    std::map<std::string, std::unique_ptr<Session>> sessions_;
    Map before_;  ///< The tables after the last step.
};

/// Sorted by primary key; per table the items `put` (new or changed) and the keys `deleted`.
Map changes_between(const Map& before, const Map& after);

}  // namespace sosw::golden
