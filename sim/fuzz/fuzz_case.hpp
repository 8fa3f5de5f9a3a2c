#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "core/base/time.hpp"

namespace sosw::sim {

/// A scenario to try, as a user could have written it.
struct FuzzCase {
    std::uint64_t seed = 0;
    std::string text;      ///< JSON.
    Duration disturbed{};  ///< From here on, since the start, no task arrives and no fault strikes.
};

/// What trying it gave.
struct FuzzResult {
    std::uint64_t seed = 0;
    /// What is wrong, one word: the first broken invariant, or `rejected`, `refused`, `exception`,
    /// `crash`. Empty: nothing is.
    std::string failure{};
    std::string message{};
    std::string hash{};  ///< Of the record.
    std::int64_t events = 0;
    std::int64_t tasks = 0;
    bool drained = false;               ///< Every task was closed at the end.
    std::set<std::string> sightings{};  ///< What occurred, as in sightings.hpp.

    bool failed() const { return !failure.empty(); }
};

}  // namespace sosw::sim
