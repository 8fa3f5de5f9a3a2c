#include "sim/report/levels_in_span.hpp"

#include <algorithm>

namespace sosw::sim {

namespace {

constexpr std::string_view kStatuses =
    "SELECT at_us, status FROM decision WHERE labourer = ?1 AND decided = 1"
    " ORDER BY at_us, pass";

/// A level from event to event, of which only the span counts.
class LevelInSpan {
public:
    explicit LevelInSpan(const TimeSpan& span) : span_{span}, since_{span.from} {}

    void change(Timestamp at, std::int64_t step) {
        until(std::min(at, span_.to));
        if (at < span_.to) {
            level_ += step;
        }
    }
    LevelsInSpan finish() {
        until(span_.to);
        found_.statistics = histogram_.statistics();
        found_.at_end = level_;
        return found_;
    }

private:
    void until(Timestamp at) {
        if (at <= since_) {
            return;
        }
        histogram_.add(level_, at - since_);
        if (!seen_ || level_ > highest_) {
            highest_ = level_;
            found_.highest_at = since_;
        }
        if (!seen_ || level_ < lowest_) {
            lowest_ = level_;
            found_.lowest_at = since_;
        }
        seen_ = true;
        since_ = at;
    }

    TimeSpan span_;
    Timestamp since_;
    LevelHistogram histogram_;
    std::int64_t level_ = 0;
    std::int64_t highest_ = 0;
    std::int64_t lowest_ = 0;
    bool seen_ = false;
    LevelsInSpan found_;
};

/// How much of the time from `from` to `to` lies in the span.
Duration overlap(Timestamp from, Timestamp to, const TimeSpan& span) {
    return std::max(std::min(to, span.to) - std::max(from, span.from), Duration::zero());
}

}  // namespace

LevelsInSpan levels_in_span(
    sqlite::Database& record, const std::string& labourer, Level level, const TimeSpan& span
) {
    LevelInSpan found{span};
    // The walk must reach beyond the last event; what lies behind the span is not looked at.
    for_each_level_change(record, Timestamp::max(), [&](const LevelChange& change) {
        if (change.level == level && change.labourer == labourer) {
            found.change(change.at, change.change);
        }
    });
    return found.finish();
}

StatusesInSpan statuses_in_span(
    sqlite::Database& record, const std::string& labourer, const TimeSpan& span
) {
    StatusesInSpan found;
    std::optional<int> status;
    Timestamp since{};
    int direction = 0;
    const auto until = [&](Timestamp at) {
        if (status) {
            found.time_in_status.at(static_cast<std::size_t>(*status)) += overlap(since, at, span);
        }
        since = at;
    };
    sqlite::Statement rows{record, kStatuses};
    rows.bind_text(1, labourer);
    while (rows.step()) {
        const Timestamp at = from_epoch_microseconds(rows.column_int64(0));
        const int next = static_cast<int>(rows.column_int64(1));
        until(at);
        if (status && next != *status) {
            const int turned = next > *status ? 1 : -1;
            const bool is_flap = direction != 0 && turned != direction;
            found.flaps += is_flap && at >= span.from && at < span.to ? 1 : 0;
            direction = turned;
        }
        status = next;
    }
    until(span.to);
    return found;
}

}  // namespace sosw::sim
