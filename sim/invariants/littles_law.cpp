#include "sim/invariants/littles_law.hpp"

#include <cstddef>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "backends/sqlite/database.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kComingAndGoing = R"sql(
SELECT task, labourer, at_us, wait_us,
       CASE event WHEN 'created' THEN 1 WHEN 'retried' THEN 1 WHEN 'invoked' THEN 2 ELSE 3 END
FROM task_event
WHERE event IN ('created', 'retried', 'invoked', 'expired', 'completed', 'closed')
ORDER BY rowid)sql";
constexpr std::int64_t kComes = 1;
constexpr std::int64_t kAccepted = 2;

constexpr std::string_view kExecutions = R"sql(
SELECT function, COALESCE(finished_us, ?1) - started_us FROM invocation
WHERE started_us IS NOT NULL)sql";

/// A task that may be waiting.
struct Waiter {
    std::uint64_t* spent = nullptr;  ///< Its labourer's.
    std::optional<std::int64_t> since_us{};

    void leave(std::int64_t waited_us) {
        *spent += static_cast<std::uint64_t>(waited_us);
        since_us.reset();
    }
};

std::uint64_t& entry_of(TimeSpent& times, std::string_view whose) {
    const auto found = times.find(whose);
    return found != times.end() ? found->second : times[std::string{whose}];
}

Waiter& waiter_of(std::vector<Waiter>& waiters, std::int64_t task) {
    const auto index = static_cast<std::size_t>(task);
    if (index >= waiters.size()) {
        waiters.resize(index + 1);
    }
    return waiters[index];
}

}  // namespace

void LevelArea::set(std::int64_t level, Timestamp at) {
    ENSURE(at >= since_);
    area_ = until(at);
    since_ = at;
    level_ = level;
}

std::uint64_t LevelArea::until(Timestamp at) const {
    return area_ + static_cast<std::uint64_t>(level_) *
                       static_cast<std::uint64_t>(Duration{at - since_}.count());
}

TimeSpent time_in_queue(sqlite::Database& record, Timestamp end) {
    TimeSpent times;
    std::vector<Waiter> waiters;
    sqlite::Statement rows{record, kComingAndGoing};
    while (rows.step()) {
        Waiter& waiter = waiter_of(waiters, rows.column_int64(0));
        const std::int64_t at_us = rows.column_int64(2);
        const std::int64_t kind = rows.column_int64(4);
        if (kind == kComes) {
            waiter = {.spent = &entry_of(times, rows.column_text(1)), .since_us = at_us};
        } else if (waiter.since_us) {
            waiter.leave(kind == kAccepted ? rows.column_int64(3) : at_us - *waiter.since_us);
        }
    }
    for (Waiter& waiter : waiters) {
        if (waiter.since_us) {
            waiter.leave(epoch_microseconds(end) - *waiter.since_us);
        }
    }
    return times;
}

TimeSpent time_executing(sqlite::Database& record, Timestamp end) {
    TimeSpent times;
    sqlite::Statement rows{record, kExecutions};
    rows.bind(1, epoch_microseconds(end));
    while (rows.step()) {
        entry_of(times, rows.column_text(0)) += static_cast<std::uint64_t>(rows.column_int64(1));
    }
    return times;
}

Breach check_littles_law(
    std::string_view what, std::string_view whose, std::uint64_t area, std::uint64_t spent
) {
    if (area == spent) {
        return std::nullopt;
    }
    return broken(
        Invariant::LittlesLaw,
        fmt::format(
            "{} of {} adds up to {} us by its level and to {} us by what the record says of each",
            what,
            whose,
            area,
            spent
        )
    );
}

std::uint64_t spent_by(const TimeSpent& times, std::string_view whose) {
    const auto found = times.find(whose);
    return found != times.end() ? found->second : 0;
}

}  // namespace sosw::sim
