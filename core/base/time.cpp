#include "core/base/time.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/base/ensure.hpp"

namespace sosw {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

struct Unit {
    std::string_view name;
    std::int64_t microseconds;
};
/// Largest first; a text names each unit once, in this order.
constexpr std::array kUnits = {
    Unit{"d", 86'400'000'000},
    Unit{"h", 3'600'000'000},
    Unit{"m", 60'000'000},
    Unit{"s", 1'000'000},
    Unit{"ms", 1'000},
    Unit{"us", 1},
};
constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;
constexpr std::int64_t kMicrosecondsMax = std::numeric_limits<std::int64_t>::max();
/// A day times eight digits still fits 64 bits.
constexpr std::size_t kFractionDigitsMax = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Takes the leading characters for which `belongs` holds off `text`.
template <typename Predicate>
std::string_view take_while(std::string_view& text, Predicate belongs) {
    std::size_t length = 0;
    while (length < text.size() && belongs(text[length])) {
        ++length;
    }
    const std::string_view taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<std::int64_t> to_integer(std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || digits.empty()) {
        return std::nullopt;
    }
    return value;
}

/// Exactly `count` digits, none of them a sign.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    int value = 0;
    if (text.size() < count) {
        return std::nullopt;
    }
    for (const char c : text.substr(0, count)) {
        if (!is_digit(c)) {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

/// `0.<digits>` of a unit, rounded to the nearest microsecond.
std::int64_t fraction_of(std::string_view digits, std::int64_t unit) {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;
    for (const char c : digits) {
        numerator = numerator * 10 + (c - '0');
        denominator *= 10;
    }
    return (numerator * unit + denominator / 2) / denominator;
}

/// One `number unit` off the front, its unit smaller than those before; `next_unit` moves past it.
std::optional<std::int64_t> take_part(std::string_view& text, std::size_t& next_unit) {
    const auto whole = to_integer(take_while(text, is_digit));
    std::string_view fraction;
    if (take(text, '.')) {
        fraction = take_while(text, is_digit);
        if (fraction.empty() || fraction.size() > kFractionDigitsMax) {
            return std::nullopt;
        }
    }
    const std::string_view name = take_while(text, [](char c) { return c != '.' && !is_digit(c); });
    while (next_unit < kUnits.size() && kUnits[next_unit].name != name) {
        ++next_unit;
    }
    if (!whole || next_unit == kUnits.size()) {
        return std::nullopt;
    }
    const std::int64_t unit = kUnits[next_unit++].microseconds;
    if (*whole > kMicrosecondsMax / unit - 1) {
        return std::nullopt;
    }
    return *whole * unit + fraction_of(fraction, unit);
}

std::optional<sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    const bool first = take(text, '-');
    const auto month = take_digits(text, 2);
    const bool second = take(text, '-');
    const auto day = take_digits(text, 2);
    if (!year || !first || !month || !second || !day) {
        return std::nullopt;
    }
    const year_month_day date{
        std::chrono::year{*year},
        std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{sys_days{date}} : std::nullopt;
}

/// `hh:mm` with `hh` below 24.
std::optional<Duration> take_hours_and_minutes(std::string_view& text) {
    const auto hours = take_digits(text, 2);
    const bool colon = take(text, ':');
    const auto minutes = take_digits(text, 2);
    if (!hours || !colon || !minutes || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

std::optional<Duration> take_time_of_day(std::string_view& text) {
    const auto start = take_hours_and_minutes(text);
    const bool colon = take(text, ':');
    const auto seconds = take_digits(text, 2);
    if (!start || !colon || !seconds || *seconds > 59) {
        return std::nullopt;
    }
    std::string_view fraction;
    if (take(text, '.')) {
        fraction = take_while(text, is_digit);
        if (fraction.empty() || fraction.size() > 6) {
            return std::nullopt;
        }
    }
    return *start + std::chrono::seconds{*seconds} +
           Duration{fraction_of(fraction, kMicrosecondsPerSecond)};
}

/// `Z`, `+hh:mm` or `-hh:mm`: what local time is ahead of UTC.
std::optional<Duration> take_offset(std::string_view& text) {
    if (take(text, 'Z')) {
        return Duration::zero();
    }
    const bool behind = text.starts_with('-');
    if (!take(text, behind ? '-' : '+')) {
        return std::nullopt;
    }
    const auto offset = take_hours_and_minutes(text);
    return offset && behind ? std::optional{-*offset} : offset;
}

/// `.25` for 250,000 microseconds, nothing for none.
std::string fraction_text(std::int64_t microseconds) {
    if (microseconds == 0) {
        return {};
    }
    std::string text = "." + std::to_string(kMicrosecondsPerSecond + microseconds).substr(1);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

}  // namespace

Duration from_seconds(double seconds) {
    ENSURE(std::abs(seconds) < 9.2e12);
    return Duration{std::llround(seconds * 1e6)};
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text.empty()) {
        return std::nullopt;
    }
    std::int64_t sum = 0;
    std::size_t next_unit = 0;
    while (!text.empty()) {
        const auto part = take_part(text, next_unit);
        if (!part || *part > kMicrosecondsMax - sum) {
            return std::nullopt;
        }
        sum += *part;
    }
    return Duration{sum};
}

std::string format_duration(Duration duration) {
    if (duration == Duration::zero()) {
        return "0s";
    }
    const bool negative = duration < Duration::zero();
    std::string text{negative ? "-" : ""};
    std::int64_t rest = duration.count();
    for (const Unit& unit : kUnits) {
        // The remainder bears the sign of `rest`, so that the most negative duration is no
        // exception.
        const std::int64_t count = rest / unit.microseconds;
        rest %= unit.microseconds;
        if (count != 0) {
            text.append(std::to_string(negative ? -count : count)).append(unit.name);
        }
    }
    return text;
}

std::optional<Timestamp> parse_timestamp(std::string_view text) {
    const auto date = take_date(text);
    if (!date) {
        return std::nullopt;
    }
    if (text.empty()) {
        return Timestamp{*date};
    }
    const bool separator = take(text, 'T');
    const auto time_of_day = take_time_of_day(text);
    const auto offset = take_offset(text);
    if (!separator || !time_of_day || !offset || !text.empty()) {
        return std::nullopt;
    }
    return Timestamp{*date} + *time_of_day - *offset;
}

std::string format_timestamp(Timestamp at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const year_month_day date{day};
    const std::chrono::hh_mm_ss<Duration> time{at - day};
    std::array<char, 64> text{};
    const int length = std::snprintf(
        text.data(),
        text.size(),
        "%04d-%02u-%02uT%02d:%02d:%02d",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count())
    );
    return std::string{text.data(), static_cast<std::size_t>(length)} +
           fraction_text(time.subseconds().count()) + "Z";
}

std::string epoch_seconds_text(Timestamp at) {
    const std::int64_t microseconds = epoch_microseconds(at);
    const std::int64_t fraction = microseconds % kMicrosecondsPerSecond;
    const std::string sign{microseconds < 0 ? "-" : ""};
    return sign + std::to_string(std::abs(microseconds / kMicrosecondsPerSecond)) +
           fraction_text(std::abs(fraction));
}

}  // namespace sosw
