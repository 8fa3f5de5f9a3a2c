#include "sim/invariants/drain_watch.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace sosw::sim {

namespace {

/// For what is done between two events of interest.
constexpr Duration kMargin = std::chrono::minutes{10};

std::int64_t rounds(std::int64_t count, std::int64_t at_once) {
    return (count + at_once - 1) / at_once;
}

}  // namespace

DrainWatch::DrainWatch(const std::vector<DrainTerms>& labourers) {
    for (const DrainTerms& terms : labourers) {
        labourers_.push_back({.terms = terms});
    }
}

void DrainWatch::hindered(std::size_t labourer, const TaskLedger& ledger, Timestamp now) {
    Watched& watched = labourers_.at(labourer);
    watched.hindered = now;
    watched.closed_then = ledger.counts(labourer).closed;
    watched.least_allowed = std::numeric_limits<std::int64_t>::max();
}

void DrainWatch::allowed(
    std::size_t labourer, const TaskLedger& ledger, std::int64_t most, Timestamp now
) {
    if (most < 1) {
        hindered(labourer, ledger, now);
        return;
    }
    Watched& watched = labourers_.at(labourer);
    watched.least_allowed = std::min(watched.least_allowed, most);
}

Duration DrainWatch::bound(const Watched& watched, std::int64_t open, std::int64_t attempts) const {
    const DrainTerms& terms = watched.terms;
    const Duration round = terms.slot + terms.orchestrated + 2 * terms.scavenged;
    const std::int64_t lives = open * attempts;
    return 2 * ((rounds(lives, watched.least_allowed) + attempts) * round +
                attempts * (terms.retry_delay + terms.orchestrated + terms.scavenged) +
                rounds(lives, terms.retry_limit) * terms.scavenged) +
           kMargin;
}

Breach DrainWatch::check(std::size_t labourer, const TaskLedger& ledger, Timestamp now) const {
    const Watched& watched = labourers_.at(labourer);
    const LedgerCounts& counts = ledger.counts(labourer);
    const std::int64_t open_now = counts.created - counts.closed;
    const bool was_served = watched.least_allowed < std::numeric_limits<std::int64_t>::max();
    if (open_now == 0 || !was_served || watched.terms.retry_limit < 1) {
        return std::nullopt;
    }
    const Timestamp free_since = std::max(watched.hindered, ledger.last_created(labourer));
    const std::int64_t open_then = counts.created - watched.closed_then;
    const Duration enough = bound(watched, open_then, ledger.limits(labourer).max_attempts);
    if (now - free_since <= enough) {
        return std::nullopt;
    }
    return broken(
        Invariant::Drains,
        fmt::format(
            "{} tasks of {} are open {:.0f} s after the last hindrance, and {:.0f} s are enough",
            open_now,
            ledger.labourer_id(labourer),
            to_seconds(now - free_since),
            to_seconds(enough)
        )
    );
}

}  // namespace sosw::sim
