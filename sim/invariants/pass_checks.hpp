#pragma once

#include <cstdint>
#include <string_view>

#include "sim/invariants/task_ledger.hpp"

/// The rules for one pass of the Orchestrator: desired, nothing_at_zero.

namespace sosw::sim {

/// What a pass decided about a labourer, and what Lambda accepted from it.
struct PassConduct {
    PassNumber pass = 0;
    std::string_view labourer{};
    bool decided = false;  ///< False: an error came first, and nothing may be invoked.
    int status = 0;
    std::int64_t running = 0;  ///< As the pass counted.
    std::int64_t desired = 0;
    std::int64_t accepted = 0;  ///< Invocations that Lambda accepted in this pass.
};

/// The most that `status` allows at once: floor(max × coefficient).
std::int64_t allowed_at(const LedgerLimits& limits, int status);
/// The most that any status allows.
std::int64_t allowed_at_best(const LedgerLimits& limits);

/// A pass wants what its status allows less what it counted, never less than 0, and invokes at most
/// that. Counted is what Lambda accepted, not what the pass was told: an invocation whose reply was
/// lost counts, and the core counts it against its desire too, since it ends the labourer's turn.
Breach check_desired(const PassConduct& conduct, const LedgerLimits& limits);

/// A status whose share of the maximum is less than one invocation invokes nothing (K3).
Breach check_nothing_at_zero(const PassConduct& conduct, const LedgerLimits& limits);

/// Of a pass that died before it could say what it wanted: no status would have allowed more.
Breach check_cut_off(const PassConduct& conduct, const LedgerLimits& limits);

/// An invocation by a pass that nothing excuses leaves at most the maximum running. Excuses are
/// another pass at the same time, an index that is behind its table, and clocks that differ: with
/// each of them a correct pass counts less than there is. Excused or not, the excess is recorded
/// as `limit_race`.
Breach check_limit(
    PassNumber pass, const LedgerLimits& limits, std::int64_t running, bool has_excuse
);

}  // namespace sosw::sim
