#include "backends/wire/signature/signing_time.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace sosw::wire {

namespace {

constexpr std::string_view kBasicExample = "20150830T123600Z";
constexpr std::string_view kHttpExample = "30 Aug 2015 12:36:00 GMT";  // After the day's name.
constexpr std::array<std::string_view, 12> kMonths{
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::optional<Timestamp> parse_basic(std::string_view text) {
    return parse_timestamp(fmt::format(
        "{}-{}-{}:{}:{}",
        text.substr(0, 4),
        text.substr(4, 2),
        text.substr(6, 5),
        text.substr(11, 2),
        text.substr(13)
    ));
}

std::optional<Timestamp> parse_http(std::string_view text) {
    text.remove_prefix(std::min(text.find(", ") + 2, text.size()));
    if (text.size() < kHttpExample.size() - 1) {
        return std::nullopt;
    }
    const std::string_view zone = text.substr(21);
    const bool is_utc = zone == "GMT" || zone == "UTC" || zone == "+0000" || zone == "-0000";
    const auto* const month = std::ranges::find(kMonths, text.substr(3, 3));
    if (!is_utc || month == kMonths.end()) {
        return std::nullopt;
    }
    return parse_timestamp(fmt::format(
        "{}-{:02}-{}T{}Z",
        text.substr(7, 4),
        month - kMonths.begin() + 1,
        text.substr(0, 2),
        text.substr(12, 8)
    ));
}

}  // namespace

std::string format_signing_time(Timestamp at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss<Duration> time{at - day};
    std::string text{kBasicExample};
    const auto write = [&](std::size_t begin, std::size_t digits, auto value) {
        auto rest = static_cast<unsigned>(value);
        for (std::size_t i = begin + digits; i > begin; --i, rest /= 10) {
            text[i - 1] = static_cast<char>('0' + rest % 10);
        }
    };
    write(0, 4, static_cast<int>(date.year()));
    write(4, 2, static_cast<unsigned>(date.month()));
    write(6, 2, static_cast<unsigned>(date.day()));
    write(9, 2, time.hours().count());
    write(11, 2, time.minutes().count());
    write(13, 2, time.seconds().count());
    return text;
}

std::optional<Timestamp> parse_signing_time(std::string_view text) {
    return text.size() == kBasicExample.size() ? parse_basic(text) : parse_http(text);
}

}  // namespace sosw::wire
