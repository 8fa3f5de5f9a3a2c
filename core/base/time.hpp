#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Time as integers: microseconds, UTC, no floating point and no time zones.
///
/// The type is the unit. Text forms are those of scenario files: durations `"90s"`, `"2h"`,
/// `"1h30m"`, `"800ms"`; times ISO 8601 in UTC, `2026-03-02T08:00:00Z`.

namespace sosw {

using Duration = std::chrono::microseconds;
using Timestamp = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// Whole seconds since the epoch, rounded towards zero, as sosw writes greenfields (K10).
constexpr std::int64_t epoch_seconds(Timestamp at) {
    return at.time_since_epoch().count() / 1'000'000;
}
constexpr std::int64_t epoch_microseconds(Timestamp at) { return at.time_since_epoch().count(); }
constexpr Timestamp from_epoch_seconds(std::int64_t seconds) {
    return Timestamp{std::chrono::seconds{seconds}};
}
constexpr Timestamp from_epoch_microseconds(std::int64_t microseconds) {
    return Timestamp{Duration{microseconds}};
}

/// Seconds as a fraction, for reports and statistics only; decisions stay in integers.
constexpr double to_seconds(Duration duration) {
    return static_cast<double>(duration.count()) / 1e6;
}
/// Rounded to the nearest microsecond.
Duration from_seconds(double seconds);

/// Reads `"90s"`, `"2h"`, `"1h30m"`, `"800ms"`, `"250us"`, `"1d"`, `"1.5h"`; nothing where the text
/// is no duration.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest exact form, largest unit first: `1h30m`, `90ms`, `0s`.
std::string format_duration(Duration duration);

/// Reads `2026-03-02T08:00:00Z`, with an optional fraction of up to six digits or an offset
/// `+02:00`; a date alone means midnight.
std::optional<Timestamp> parse_timestamp(std::string_view text);
/// `2026-03-02T08:00:00Z`, with a fraction only where there is one.
std::string format_timestamp(Timestamp at);

/// `created_at` as DynamoDB number text: seconds with up to six decimals, no trailing zeros.
std::string epoch_seconds_text(Timestamp at);

}  // namespace sosw
