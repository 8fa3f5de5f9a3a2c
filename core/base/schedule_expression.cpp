#include "core/base/schedule_expression.hpp"

#include <algorithm>
#include <chrono>

namespace sosw {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;

unsigned days_in(year_month_day date) {
    return static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
}

bool is_weekend(weekday it) { return it == std::chrono::Saturday || it == std::chrono::Sunday; }

/// The day of the month of the weekday nearest to day `wanted`, without leaving the month.
unsigned nearest_weekday(year_month_day date, unsigned wanted) {
    const unsigned last = days_in(date);
    const weekday its_weekday{sys_days{date.year() / date.month() / day{wanted}}};
    if (its_weekday == std::chrono::Saturday) {
        return wanted == 1 ? 3 : wanted - 1;
    }
    if (its_weekday == std::chrono::Sunday) {
        return wanted == last ? wanted - 2 : wanted + 1;
    }
    return wanted;
}

unsigned last_weekday(year_month_day date) {
    unsigned last = days_in(date);
    while (is_weekend(weekday{sys_days{date.year() / date.month() / day{last}}})) {
        --last;
    }
    return last;
}

}  // namespace

bool ScheduleExpression::fits_day(const Cron& cron, year_month_day date) {
    const auto its_day = static_cast<unsigned>(date.day());
    const unsigned last = days_in(date);
    const unsigned its_weekday = weekday{sys_days{date}}.c_encoding();
    if (cron.days.test(its_day) || cron.from_last.test(last - its_day) ||
        cron.weekdays.test(its_weekday)) {
        return true;
    }
    if (cron.last_weekday && its_day == last_weekday(date)) {
        return true;
    }
    // The nearest weekday is at most two days away.
    for (unsigned wanted = its_day > 2 ? its_day - 2 : 1; wanted <= std::min(its_day + 2, last);
         ++wanted) {
        if (cron.nearest_weekday.test(wanted) && nearest_weekday(date, wanted) == its_day) {
            return true;
        }
    }
    return std::ranges::any_of(cron.nth_weekdays, [&](const NthWeekday& nth) {
        const bool fits = nth.nth == 0 ? its_day + 7 > last : (its_day - 1) / 7 + 1 == nth.nth;
        return nth.weekday == its_weekday && fits;
    });
}

std::optional<Duration> ScheduleExpression::next_time_of_day(const Cron& cron, Duration from) {
    for (minutes time = std::chrono::ceil<minutes>(from); time < days{1};) {
        const auto hour = static_cast<std::size_t>(time / hours{1});
        if (!cron.hours.test(hour)) {
            time = hours{hour + 1};
        } else if (cron.minutes.test(static_cast<std::size_t>(time % hours{1} / minutes{1}))) {
            return time;
        } else {
            time += minutes{1};
        }
    }
    return std::nullopt;
}

std::optional<Timestamp> ScheduleExpression::next_after(Timestamp at) const {
    if (!cron_) {
        return at + period_;
    }
    const Timestamp from =
        std::max(Timestamp{std::chrono::floor<minutes>(at) + minutes{1}}, Timestamp{});
    const sys_days first = std::chrono::floor<days>(from);
    const sys_days end{year{kLastYear + 1} / 1 / 1};
    for (sys_days date = first; date < end;) {
        const year_month_day civil{date};
        if (!cron_->years.test(static_cast<std::size_t>(static_cast<int>(civil.year()) - kFirstYear)
            )) {
            date = sys_days{(civil.year() + std::chrono::years{1}) / 1 / 1};
            continue;
        }
        if (!cron_->months.test(static_cast<unsigned>(civil.month()))) {
            date = sys_days{civil.year() / civil.month() / std::chrono::last} + days{1};
            continue;
        }
        const Duration earliest = date == first ? from - date : Duration::zero();
        const auto time =
            fits_day(*cron_, civil) ? next_time_of_day(*cron_, earliest) : std::nullopt;
        if (time) {
            return Timestamp{date} + *time;
        }
        date += days{1};
    }
    return std::nullopt;
}

}  // namespace sosw
