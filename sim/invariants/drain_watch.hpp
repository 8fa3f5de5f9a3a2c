#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "sim/invariants/task_ledger.hpp"

namespace sosw::sim {

/// What bounds the rest of a labourer's tasks' lives once nothing hinders them.
struct DrainTerms {
    Duration slot{};               ///< duration + cooldown: how long one attempt may run.
    Duration retry_delay{};        ///< The longest wait for a retry: max_duration × max_attempts.
    Duration orchestrated{};       ///< From one pass of the Orchestrator to the next, at most.
    Duration scavenged{};          ///< From one pass of the Scavenger to the next, at most.
    std::int64_t retry_limit = 0;  ///< Retries per pass of the Scavenger.
};

/// The rule drains: when nothing hinders a labourer any more, every task of it is closed within a
/// time that follows from its settings.
///
/// Hindered it is by arrivals, by a pass that failed or died, and by a health that allows nothing.
/// All three are observed, not foreseen, so that the rule holds in every scenario: it says nothing
/// where a hindrance lasts, and where the time left after the last one is too short. Workers may
/// fail, crash, and lose their reports as long as they like: their attempts run out. A pass that
/// fails once faults have ended counts as a hindrance only in a scenario whose own limits may
/// refuse its calls.
///
/// The bound: with n tasks open, m attempts each and c at once, n·m/c + m rounds, each as long as
/// an attempt may run and the passes need to notice; the waits for retries; and the Scavenger's
/// limit of retries per pass. Doubled, as calls take time.
class DrainWatch {
public:
    explicit DrainWatch(const std::vector<DrainTerms>& labourers);

    /// Something kept the labourer's tasks from moving; `ledger` tells how many were closed by
    /// then.
    void hindered(std::size_t labourer, const TaskLedger& ledger, Timestamp now);
    /// A pass decided that so many may run at once.
    void allowed(std::size_t labourer, const TaskLedger& ledger, std::int64_t most, Timestamp now);

    /// Judges a labourer at `now`, the end of a run.
    Breach check(std::size_t labourer, const TaskLedger& ledger, Timestamp now) const;

private:
    struct Watched {
        DrainTerms terms{};
        Timestamp hindered{};
        std::int64_t closed_then = 0;
        std::int64_t least_allowed = std::numeric_limits<std::int64_t>::max();
    };

    Duration bound(const Watched& watched, std::int64_t open, std::int64_t attempts) const;

    std::vector<Watched> labourers_;
};

}  // namespace sosw::sim
