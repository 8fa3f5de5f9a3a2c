#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "sim/invariants/invariant.hpp"

namespace sosw::sqlite {
class Database;
}

/// The rule littles_law: how many there are, summed up over time, is how long each of them was
/// there, summed up over all. Little's law without a division: it holds in every run, whatever
/// arrives and however it ends.
///
/// The one side is a level that goes up and down while the world runs; the other side is read from
/// the single rows of the record, when it is complete. So a change that nobody recorded, one that
/// was recorded twice or at another time, and a wait that was measured from elsewhere are found.
/// Both are exact, in microseconds; sums wrap around at 2⁶⁴, as they may where only equality
/// matters.

namespace sosw::sim {

/// A level, integrated over time.
class LevelArea {
public:
    /// The level is `level` from `at` on. Requires times that do not fall.
    void set(std::int64_t level, Timestamp at);
    std::uint64_t until(Timestamp at) const;

private:
    std::int64_t level_ = 0;
    Timestamp since_{};
    std::uint64_t area_ = 0;
};

/// By labourer, or by function, in microseconds.
using TimeSpent = std::map<std::string, std::uint64_t, std::less<>>;

/// How long tasks waited: from being created or retried until accepted by Lambda, as the rows
/// `invoked` say, or else until they were expired, completed, closed, or until `end`. By labourer.
TimeSpent time_in_queue(sqlite::Database& record, Timestamp end);
/// How long executions took, those that went on at `end` until then. By function.
TimeSpent time_executing(sqlite::Database& record, Timestamp end);

/// `what` and `whose` are for people: `waiting`, a labourer.
Breach check_littles_law(
    std::string_view what, std::string_view whose, std::uint64_t area, std::uint64_t spent
);
/// What `whose` has in `times`; 0 where it has nothing.
std::uint64_t spent_by(const TimeSpent& times, std::string_view whose);

}  // namespace sosw::sim
