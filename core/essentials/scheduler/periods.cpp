#include "core/essentials/scheduler/periods.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace sosw {

namespace {

using std::chrono::days;

/// `count` days, the first of them `first` days before today.
struct DaysBack {
    std::int64_t first = 0;
    std::int64_t count = 1;
};

/// The number N of a period spelled `prefix` N `suffix`, as digits alone.
std::optional<std::int64_t> number_between(
    std::string_view period, std::string_view prefix, std::string_view suffix
) {
    if (period.size() <= prefix.size() + suffix.size() || !period.starts_with(prefix) ||
        !period.ends_with(suffix)) {
        return std::nullopt;
    }
    const std::string_view digits =
        period.substr(prefix.size(), period.size() - prefix.size() - suffix.size());
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) {
        return std::nullopt;
    }
    // More days than the calendar has are too many, however many they are.
    constexpr std::int64_t kTooMany = 10'000'000;
    std::int64_t number = kTooMany;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return std::min(number, kTooMany);
}

/// Days from the Sunday before the last full week until `today`.
DaysBack last_week(Date today) {
    const unsigned since_sunday = std::chrono::weekday{today}.c_encoding();
    constexpr std::int64_t kWeek = 7;
    return {.first = since_sunday + kWeek, .count = kWeek};
}

std::optional<DaysBack> days_of(std::string_view period, Date today) {
    if (period == "today") {
        return DaysBack{.first = 0};
    }
    if (period == "yesterday") {
        return DaysBack{.first = 1};
    }
    if (period == "last_week") {
        return last_week(today);
    }
    if (const auto number = number_between(period, "", "_days_back")) {
        return DaysBack{.first = *number};
    }
    if (const auto number = number_between(period, "last_", "_days")) {
        return DaysBack{.first = *number, .count = *number};
    }
    if (const auto number = number_between(period, "previous_", "_days")) {
        return DaysBack{.first = 2 * *number, .count = *number};
    }
    return std::nullopt;
}

Failure invalid_period(std::string_view period, std::string_view why) {
    return fail(
        ErrorCode::InvalidRequest, "InvalidJob", fmt::format("the period `{}` {}", period, why)
    );
}

}  // namespace

Date date_of(Timestamp now) { return std::chrono::floor<days>(now); }

std::string format_date(Date date) {
    const std::chrono::year_month_day day{date};
    return fmt::format(
        "{:04}-{:02}-{:02}",
        static_cast<int>(day.year()),
        static_cast<unsigned>(day.month()),
        static_cast<unsigned>(day.day())
    );
}

Result<std::vector<std::string>> dates_of_period(std::string_view period, Date today) {
    const std::optional<DaysBack> back = days_of(period, today);
    if (!back) {
        return invalid_period(
            period,
            "is none of today, yesterday, N_days_back, last_N_days, previous_N_days, last_week"
        );
    }
    constexpr Date kYearOne{std::chrono::year{1} / std::chrono::January / 1};
    if (back->first > (today - kYearOne).count()) {
        return invalid_period(period, "reaches back before the year 1");
    }
    std::vector<std::string> dates;
    dates.reserve(static_cast<std::size_t>(back->count));
    for (std::int64_t i = 0; i < back->count; ++i) {
        dates.push_back(format_date(today - days{back->first - i}));
    }
    return dates;
}

}  // namespace sosw
