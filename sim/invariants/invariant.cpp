#include "sim/invariants/invariant.hpp"

#include <array>
#include <utility>

namespace sosw::sim {

namespace {

constexpr std::array<InvariantText, 16> kInvariants{{
    {Invariant::OnePlace, "one_place", "A task is in exactly one of queue, retry and closed table"},
    {Invariant::Conservation, "conservation", "No task is lost and none is invented"},
    {Invariant::Attempts,
     "attempts",
     "Attempts stay within their maximum, are all made before a task is dead, and fall only by a"
     " mark that is taken back"},
    {Invariant::OncePerAttempt,
     "once_per_attempt",
     "A marked attempt is invoked at most once, and executed once, plus Lambda's own retries and"
     " duplicates"},
    {Invariant::Desired,
     "desired",
     "A pass invokes at most what it desires; only overlapping passes exceed the maximum together"},
    {Invariant::InFlight,
     "in_flight",
     "Executions in flight stay within the reserved and the account's concurrency"},
    {Invariant::NothingAtZero,
     "nothing_at_zero",
     "Where floor(max x coefficient[status]) is 0 nothing is invoked"},
    {Invariant::Greenfield, "greenfield", "A task's greenfield is legal for its state"},
    {Invariant::Completed, "completed", "A completed task is never retried, invoked or dead"},
    {Invariant::NoGhosts, "no_ghosts", "No item exists without its task id and labourer"},
    {Invariant::IndexConverges, "index_converges", "An index shows what its table holds"},
    {Invariant::Drains,
     "drains",
     "When arrivals, faults and bad health have ended, every task is closed in bounded time"},
    {Invariant::Billed,
     "billed",
     "What tables and functions say was consumed is what the ledger bills, to him who consumed it"},
    {Invariant::LittlesLaw,
     "littles_law",
     "A level summed up over time is the time that each spent in it"},
    {Invariant::Deterministic, "deterministic", "The same scenario and seed give the same record"},
    {Invariant::Sometimes,
     "sometimes",
     "Over many random worlds each status, way to end, retry and death occurs"},
}};

}  // namespace

std::span<const InvariantText> all_invariants() { return kInvariants; }

std::string_view to_string(Invariant invariant) {
    return kInvariants.at(static_cast<std::size_t>(invariant)).name;
}

Breach broken(Invariant invariant, std::string message) {
    return Violation{.invariant = std::string{to_string(invariant)}, .message = std::move(message)};
}

}  // namespace sosw::sim
