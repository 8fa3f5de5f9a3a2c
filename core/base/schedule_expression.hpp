#pragma once

#include <bitset>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// AWS's schedule expressions: `rate(5 minutes)` and `cron(0/15 8-18 ? * MON-FRI *)`, in UTC.
///
/// A cron expression has six fields: minutes (0-59), hours (0-23), day of month (1-31), month (1-12
/// or JAN-DEC), day of week (1-7 or SUN-SAT, Sunday is 1) and year (1970-2199). Each is `*`, or a
/// list of values, ranges `a-b` and steps `a/n`, `a-b/n`, `*/n`. One of the two day fields, and
/// only one, is `?`. The day of month may also be `L` (the month's last day), `L-3` (three days
/// before), `15W` (the weekday nearest to the 15th, within the month) or `LW` (the last weekday);
/// the day of week `L` (Saturday), `6L` (the last Friday of the month) or `6#3` (the third Friday).

namespace sosw {

/// What a rate may count: AWS's units, or seconds, too, as simulations have them.
enum class RateUnits { Aws, WithSeconds };

class ScheduleExpression {
public:
    /// Errors: `InvalidRequest`, its message naming the field, what was found and what is allowed.
    static Result<ScheduleExpression> parse(
        std::string_view text, RateUnits units = RateUnits::Aws
    );

    /// The first time at `start` or later, for one who begins then: `start` itself for a rate; for
    /// cron the first whole minute that fits, or nothing.
    std::optional<Timestamp> first_from(Timestamp start) const {
        return cron_ ? next_after(start - Duration{1}) : start;
    }
    /// The first time later than `at`: one period later for a rate; for cron the next whole minute
    /// that fits, or nothing where none is left before the year 2200.
    std::optional<Timestamp> next_after(Timestamp at) const;

    /// The period of a rate; zero for cron.
    Duration period() const { return period_; }

private:
    struct NthWeekday {
        unsigned weekday = 0;  ///< Sunday is 0.
        unsigned nth = 0;      ///< From 1; 0: the last one of the month.
    };
    struct Cron {
        std::bitset<60> minutes{};
        std::bitset<24> hours{};
        std::bitset<13> months{};
        std::bitset<230> years{};     ///< Since 1970.
        std::bitset<32> days{};       ///< Of the month.
        std::bitset<31> from_last{};  ///< Days before the month's last one.
        std::bitset<32> nearest_weekday{};
        bool last_weekday = false;
        std::bitset<7> weekdays{};
        std::vector<NthWeekday> nth_weekdays{};
    };

    static Result<ScheduleExpression> parse_rate(std::string_view text, RateUnits units);
    static Result<ScheduleExpression> parse_cron(std::string_view text);
    static Result<void> parse_days_of_month(std::string_view field, Cron& cron);
    static Result<void> parse_day_of_month(std::string_view item, Cron& cron);
    static Result<void> parse_days_of_week(std::string_view field, Cron& cron);
    static Result<void> parse_day_of_week(std::string_view item, Cron& cron);
    static bool fits_day(const Cron& cron, std::chrono::year_month_day date);
    static std::optional<Duration> next_time_of_day(const Cron& cron, Duration from);

    Duration period_{};
    std::optional<Cron> cron_{};
};

}  // namespace sosw
