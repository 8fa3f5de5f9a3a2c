#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What must hold in every run, whatever fails: the names of the invariants and what each of them
/// promises.
///
/// A check looks at what took effect, never at what a caller was told: it stands behind the faults.
/// A lost reply, a second report or a pass that died half way therefore break nothing by
/// themselves.

namespace sosw::sim {

enum class Invariant {
    OnePlace,
    Conservation,
    Attempts,
    OncePerAttempt,
    Desired,
    InFlight,
    NothingAtZero,
    Greenfield,
    Completed,
    NoGhosts,
    IndexConverges,
    Drains,
    Billed,
    LittlesLaw,
    Deterministic,
    Sometimes,
};

struct InvariantText {
    Invariant invariant = Invariant::OnePlace;
    std::string_view name;     ///< As in the record's table `violation`.
    std::string_view promise;  ///< One sentence for people.
};

/// All of them, in their order.
std::span<const InvariantText> all_invariants();
/// The word in `violation.invariant`.
std::string_view to_string(Invariant invariant);

/// A broken invariant.
struct Violation {
    std::string invariant;  ///< One word, as in the record's table `violation`.
    std::string message;
};
using Breach = std::optional<Violation>;

Breach broken(Invariant invariant, std::string message);

}  // namespace sosw::sim
