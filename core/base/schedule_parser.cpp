#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <span>
#include <string>
#include <utility>

#include "core/base/schedule_expression.hpp"

namespace sosw {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kFirstYear = 1970;
constexpr unsigned kSaturday = 6;
constexpr std::int64_t kRateMax = 1'000'000;

constexpr std::array<std::string_view, 12> kMonths = {
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

/// What a field of a cron expression takes: numbers, and names for them from the smallest on.
struct Field {
    std::string_view name;
    int minimum;
    int maximum;
    std::span<const std::string_view> names{};
};
constexpr Field kMinutesField{"minutes", 0, 59};
constexpr Field kHoursField{"hours", 0, 23};
constexpr Field kDayOfMonthField{"day of month", 1, 31};
constexpr Field kMonthField{"month", 1, 12, kMonths};
constexpr Field kDayOfWeekField{"day of week", 1, 7, kWeekdays};
constexpr Field kYearField{"year", kFirstYear, 2199};

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidSchedule", std::move(message));
}

std::string quoted(std::string_view text) { return "'" + std::string{text} + "'"; }

Failure invalid_item(const Field& field, std::string_view item, std::string_view why) {
    return invalid(
        "cron: " + std::string{field.name} + ": " + quoted(item) + " " + std::string{why}
    );
}

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, &to_upper, &to_upper);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> parse_number(std::string_view text) {
    int value = 0;
    if (text.empty() || !std::ranges::all_of(text, is_digit)) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} ? std::optional{value} : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> parts = split(text, ' ');
    std::erase(parts, std::string_view{});
    return parts;
}

std::string range_of(const Field& field) {
    std::string text =
        "is outside " + std::to_string(field.minimum) + "-" + std::to_string(field.maximum);
    if (!field.names.empty()) {
        text.append(" and ").append(field.names.front()).append("-").append(field.names.back());
    }
    return text;
}

Result<int> parse_value(const Field& field, std::string_view text) {
    const auto name = std::ranges::find_if(field.names, [&](std::string_view known) {
        return equal_ignoring_case(known, text);
    });
    if (name != field.names.end()) {
        return field.minimum + static_cast<int>(name - field.names.begin());
    }
    const auto number = parse_number(text);
    if (!number || *number < field.minimum || *number > field.maximum) {
        return invalid_item(field, text, range_of(field));
    }
    return *number;
}

/// `a`, `a-b`, `*`, each with `/n` or without.
struct Stretch {
    int first = 0;
    int last = 0;
    int step = 1;
};

Result<Stretch> parse_stretch(const Field& field, std::string_view item) {
    const std::size_t slash = item.find('/');
    const std::string_view base = item.substr(0, slash);
    Stretch stretch{.first = field.minimum, .last = field.maximum};
    const std::size_t dash = base.find('-');
    if (dash != std::string_view::npos) {
        stretch.first = TRY(parse_value(field, base.substr(0, dash)));
        stretch.last = TRY(parse_value(field, base.substr(dash + 1)));
    } else if (base != "*") {
        stretch.first = TRY(parse_value(field, base));
        stretch.last = slash == std::string_view::npos ? stretch.first : field.maximum;
    }
    if (slash == std::string_view::npos) {
        return stretch;
    }
    const auto step = parse_number(item.substr(slash + 1));
    if (!step || *step < 1 || *step > field.maximum) {
        return invalid_item(field, item, "needs a step of at least 1 after '/'");
    }
    stretch.step = *step;
    return stretch;
}

/// Calls `set` for each value of the item. A range that ends before it begins goes round, as
/// `FRI-MON`; that of years does not.
template <typename Set>
Result<void> for_each_value(const Field& field, std::string_view item, Set set) {
    const Stretch stretch = TRY(parse_stretch(field, item));
    const int count = field.maximum - field.minimum + 1;
    const bool round = stretch.last < stretch.first;
    if (round && field.minimum == kFirstYear) {
        return invalid_item(field, item, "ends before it begins");
    }
    const int last = stretch.last + (round ? count : 0);
    for (int value = stretch.first; value <= last; value += stretch.step) {
        set(static_cast<std::size_t>((value - field.minimum) % count + field.minimum));
    }
    return {};
}

template <std::size_t Size>
Result<void> parse_field(const Field& field, std::string_view text, std::bitset<Size>& values) {
    const int offset = field.minimum == kFirstYear ? kFirstYear : 0;
    for (const std::string_view item : split(text, ',')) {
        TRY(for_each_value(field, item, [&](std::size_t value) {
            values.set(value - static_cast<std::size_t>(offset));
        }));
    }
    return {};
}

/// The inside of `NAME(…)`, or nothing.
std::optional<std::string_view> inside(std::string_view text, std::string_view open) {
    if (!text.starts_with(open) || !text.ends_with(')')) {
        return std::nullopt;
    }
    return text.substr(open.size(), text.size() - open.size() - 1);
}

struct RateUnit {
    std::string_view singular;
    std::string_view plural;
    Duration duration;
};
/// Seconds first: AWS has none.
constexpr std::array kRateUnits = {
    RateUnit{"second", "seconds", seconds{1}},
    RateUnit{"minute", "minutes", minutes{1}},
    RateUnit{"hour", "hours", hours{1}},
    RateUnit{"day", "days", std::chrono::days{1}},
};

}  // namespace

Result<ScheduleExpression> ScheduleExpression::parse(std::string_view text, RateUnits units) {
    if (const auto rate = inside(text, "rate(")) {
        return parse_rate(*rate, units);
    }
    if (const auto cron = inside(text, "cron(")) {
        return parse_cron(*cron);
    }
    return invalid("expected rate(…) or cron(…), found " + quoted(text));
}

Result<ScheduleExpression> ScheduleExpression::parse_rate(std::string_view text, RateUnits units) {
    const std::vector<std::string_view> parts = words(text);
    const auto value = parts.size() == 2 ? parse_number(parts[0]) : std::nullopt;
    if (!value || *value < 1 || *value > kRateMax) {
        return invalid(
            "rate: expected a positive number and a unit, such as rate(5 minutes), found " +
            quoted(text)
        );
    }
    const bool with_seconds = units == RateUnits::WithSeconds;
    for (const RateUnit& unit : std::span{kRateUnits}.subspan(with_seconds ? 0 : 1)) {
        const std::string_view name = *value == 1 ? unit.singular : unit.plural;
        if (parts[1] == name) {
            ScheduleExpression expression;
            expression.period_ = unit.duration * *value;
            return expression;
        }
        if (parts[1] == unit.singular || parts[1] == unit.plural) {
            return invalid(
                "rate: expected " + std::string{parts[0]} + " " + std::string{name} + ", found " +
                quoted(text)
            );
        }
    }
    return invalid(
        "rate: " + quoted(parts[1]) + " is no unit: use " + (with_seconds ? "seconds, " : "") +
        "minutes, hours or days"
    );
}

Result<ScheduleExpression> ScheduleExpression::parse_cron(std::string_view text) {
    const std::vector<std::string_view> fields = words(text);
    if (fields.size() != 6) {
        return invalid(
            "cron: expected six fields (minutes hours day-of-month month day-of-week year), "
            "found " +
            std::to_string(fields.size())
        );
    }
    if ((fields[2] == "?") == (fields[4] == "?")) {
        return invalid(
            "cron: one of day of month and day of week must be '?', and the other one not"
        );
    }
    Cron cron;
    TRY(parse_field(kMinutesField, fields[0], cron.minutes));
    TRY(parse_field(kHoursField, fields[1], cron.hours));
    TRY(parse_days_of_month(fields[2], cron));
    TRY(parse_field(kMonthField, fields[3], cron.months));
    TRY(parse_days_of_week(fields[4], cron));
    TRY(parse_field(kYearField, fields[5], cron.years));
    ScheduleExpression expression;
    expression.cron_ = std::move(cron);
    return expression;
}

Result<void> ScheduleExpression::parse_days_of_month(std::string_view field, Cron& cron) {
    if (field == "?") {
        return {};
    }
    for (const std::string_view item : split(field, ',')) {
        TRY(parse_day_of_month(item, cron));
    }
    return {};
}

Result<void> ScheduleExpression::parse_day_of_month(std::string_view item, Cron& cron) {
    if (equal_ignoring_case(item, "LW")) {
        cron.last_weekday = true;
        return {};
    }
    if (item == "L" || item == "l") {
        cron.from_last.set(0);
        return {};
    }
    if (item.starts_with("L-")) {
        const auto before = parse_number(item.substr(2));
        if (!before || *before > 30) {
            return invalid_item(kDayOfMonthField, item, "needs 0-30 days after 'L-'");
        }
        cron.from_last.set(static_cast<std::size_t>(*before));
        return {};
    }
    if (item.ends_with('W') || item.ends_with('w')) {
        const int near = TRY(parse_value(kDayOfMonthField, item.substr(0, item.size() - 1)));
        cron.nearest_weekday.set(static_cast<std::size_t>(near));
        return {};
    }
    return for_each_value(kDayOfMonthField, item, [&](std::size_t value) { cron.days.set(value); });
}

Result<void> ScheduleExpression::parse_days_of_week(std::string_view field, Cron& cron) {
    if (field == "?") {
        return {};
    }
    for (const std::string_view item : split(field, ',')) {
        TRY(parse_day_of_week(item, cron));
    }
    return {};
}

Result<void> ScheduleExpression::parse_day_of_week(std::string_view item, Cron& cron) {
    const std::size_t hash = item.find('#');
    if (item == "L" || item == "l") {
        cron.weekdays.set(kSaturday);
        return {};
    }
    if (hash != std::string_view::npos) {
        const int it = TRY(parse_value(kDayOfWeekField, item.substr(0, hash)));
        const auto nth = parse_number(item.substr(hash + 1));
        if (!nth || *nth < 1 || *nth > 5) {
            return invalid_item(kDayOfWeekField, item, "needs 1-5 after '#'");
        }
        cron.nth_weekdays.push_back(
            {.weekday = static_cast<unsigned>(it - 1), .nth = static_cast<unsigned>(*nth)}
        );
        return {};
    }
    if (item.ends_with('L') || item.ends_with('l')) {
        const int it = TRY(parse_value(kDayOfWeekField, item.substr(0, item.size() - 1)));
        cron.nth_weekdays.push_back({.weekday = static_cast<unsigned>(it - 1), .nth = 0});
        return {};
    }
    return for_each_value(kDayOfWeekField, item, [&](std::size_t value) {
        cron.weekdays.set(value - 1);
    });
}

}  // namespace sosw
