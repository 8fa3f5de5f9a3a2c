#include "backends/wire/services/timestamps.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace sosw::wire {
namespace {

constexpr double kSecondsMax = 253'402'300'799.0;  // The end of the year 9999.
constexpr std::size_t kDecimalsMax = 6;

constexpr std::array<std::string_view, 7> kWeekdays = {
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> kMonths = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<double> read_number(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = end == text.data() + text.size();
    return error == std::errc{} && whole && !text.empty() ? std::optional{value} : std::nullopt;
}

/// Cuts the decimals that we cannot keep off an ISO 8601 text.
std::string with_few_decimals(std::string text) {
    const std::size_t point = text.find('.');
    if (point == std::string::npos) {
        return text;
    }
    std::size_t end = point + 1;
    while (end < text.size() && is_digit(text[end])) {
        ++end;
    }
    if (end - point - 1 > kDecimalsMax) {
        text.erase(point + 1 + kDecimalsMax, end - point - 1 - kDecimalsMax);
    }
    return text;
}

/// `+0200` as `+02:00`; nothing about the zone as `Z`.
std::string with_zone(std::string text) {
    const std::size_t time = text.find('T');
    if (time == std::string::npos) {
        return text;
    }
    const std::size_t zone = text.find_first_of("Z+-", time);
    if (zone == std::string::npos) {
        return text + "Z";
    }
    const bool has_colon = text.find(':', zone) != std::string::npos;
    if (text[zone] != 'Z' && !has_colon && text.size() - zone == 5) {
        text.insert(zone + 3, ":");
    }
    return text;
}

struct CivilTime {
    std::chrono::year_month_day date{};
    std::chrono::hh_mm_ss<Duration> time{};
    std::chrono::weekday weekday{};
};

CivilTime civil_time(Timestamp at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    return {
        .date = std::chrono::year_month_day{day},
        .time = std::chrono::hh_mm_ss<Duration>{at - day},
        .weekday = std::chrono::weekday{day}};
}

}  // namespace

std::optional<Timestamp> timestamp_of_seconds(double seconds) {
    if (!std::isfinite(seconds) || std::abs(seconds) > kSecondsMax) {
        return std::nullopt;
    }
    return Timestamp{from_seconds(seconds)};
}

std::optional<Timestamp> read_timestamp(std::string_view text) {
    if (const auto seconds = read_number(text)) {
        return timestamp_of_seconds(*seconds);
    }
    std::string iso{text};
    const bool spaced = iso.size() > 10 && (iso[10] == ' ' || iso[10] == 't');
    if (spaced) {
        iso[10] = 'T';
    }
    std::ranges::replace(iso, 'z', 'Z');
    // A date with hours and minutes only.
    if (iso.size() >= 16 && iso[10] == 'T' && (iso.size() == 16 || iso[16] == 'Z')) {
        iso.insert(16, ":00");
    }
    return parse_timestamp(with_zone(with_few_decimals(std::move(iso))));
}

std::string epoch_seconds_json(Timestamp at) { return epoch_seconds_text(at); }

std::string iso8601_milliseconds(Timestamp at) {
    const CivilTime civil = civil_time(at);
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        static_cast<int>(civil.date.year()),
        static_cast<unsigned>(civil.date.month()),
        static_cast<unsigned>(civil.date.day()),
        civil.time.hours().count(),
        civil.time.minutes().count(),
        civil.time.seconds().count(),
        civil.time.subseconds().count() / 1000
    );
}

std::string http_date(Timestamp at) {
    const CivilTime civil = civil_time(at);
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        kWeekdays.at(civil.weekday.c_encoding()),
        static_cast<unsigned>(civil.date.day()),
        kMonths.at(static_cast<unsigned>(civil.date.month()) - 1),
        static_cast<int>(civil.date.year()),
        civil.time.hours().count(),
        civil.time.minutes().count(),
        civil.time.seconds().count()
    );
}

std::optional<Timestamp> read_http_date(std::string_view text) {
    constexpr std::size_t kLength = std::string_view{"Mon, 02 Mar 2026 08:00:00 GMT"}.size();
    if (text.size() != kLength || !text.ends_with(" GMT")) {
        return std::nullopt;
    }
    const auto month = std::ranges::find(kMonths, text.substr(8, 3));
    if (month == kMonths.end()) {
        return std::nullopt;
    }
    return parse_timestamp(fmt::format(
        "{}-{:02}-{}T{}Z",
        text.substr(12, 4),
        month - kMonths.begin() + 1,
        text.substr(5, 2),
        text.substr(17, 8)
    ));
}

}  // namespace sosw::wire
