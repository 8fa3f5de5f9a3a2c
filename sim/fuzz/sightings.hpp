#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/invariants/invariant.hpp"

namespace sosw::sqlite {
class Database;
}

/// The rule sometimes: what never occurs in many random worlds is not tested by them.

namespace sosw::sim {

/// What occurred in the run of a record: `status 0`, `event retried`, `closed dead`,
/// `outcome timeout`, …
std::set<std::string> sightings(sqlite::Database& record);

/// What must occur in some run of a large batch: each eco status, each kind of event, each way in
/// which a task or an execution ends, each kind of fault.
std::span<const std::string_view> expected_sightings();

/// Counts in how many runs each sighting occurred.
class SightingCounts {
public:
    void add(const std::set<std::string>& seen);
    const std::map<std::string, std::int64_t>& counts() const { return counts_; }
    /// Those expected that no run had, in their order.
    std::vector<std::string_view> missing() const;
    /// Broken where something is missing though `runs` were enough to expect it.
    Breach check(std::int64_t runs) const;

private:
    std::map<std::string, std::int64_t> counts_;
};

/// From so many runs on everything expected must have occurred.
constexpr std::int64_t kRunsForEverything = 300;

}  // namespace sosw::sim
