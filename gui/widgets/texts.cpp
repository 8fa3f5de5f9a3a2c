#include "gui/widgets/texts.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace sosw::gui {

namespace {

std::string trimmed(std::string text) {
    if (text.find('.') == text.npos) {
        return text;
    }
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

}  // namespace

std::string short_time(Duration at) {
    const std::int64_t total = std::llround(to_seconds(at));
    if (total < 0) {
        return "-" + short_time(-at);
    }
    const std::int64_t seconds = total % 60;
    const std::int64_t minutes = total / 60 % 60;
    const std::int64_t hours = total / 3600 % 24;
    const std::int64_t days = total / 86'400;
    if (days > 0) {
        return minutes == 0 && hours == 0 ? fmt::format("{}d", days)
               : minutes == 0             ? fmt::format("{}d{:02}h", days, hours)
                                          : fmt::format("{}d{:02}h{:02}m", days, hours, minutes);
    }
    if (hours > 0) {
        return seconds != 0   ? fmt::format("{}h{:02}m{:02}s", hours, minutes, seconds)
               : minutes != 0 ? fmt::format("{}h{:02}m", hours, minutes)
                              : fmt::format("{}h", hours);
    }
    if (minutes > 0) {
        return seconds != 0 ? fmt::format("{}m{:02}s", minutes, seconds)
                            : fmt::format("{}m", minutes);
    }
    const double fraction = to_seconds(at);
    return at.count() % 1'000'000 == 0 || fraction >= 10
               ? fmt::format("{}s", seconds)
               : trimmed(fmt::format("{:.3f}", fraction)) + "s";
}

std::string short_number(double value) {
    const double size = std::abs(value);
    return size >= 10'000 ? grouped(std::llround(value))
           : size >= 100  ? trimmed(fmt::format("{:.1f}", value))
           : size >= 1    ? trimmed(fmt::format("{:.2f}", value))
                          : trimmed(fmt::format("{:.3f}", value));
}

std::string grouped(std::int64_t value) {
    std::string text = fmt::format("{}", std::abs(value));
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return value < 0 ? "-" + text : text;
}

std::string short_seconds(double seconds) {
    if (seconds >= 3600) {  // To the minute, as `1h18m`.
        return short_time(std::chrono::minutes{std::llround(seconds / 60)});
    }
    if (seconds >= 120) {
        return short_time(std::chrono::seconds{std::llround(seconds)});
    }
    return seconds < 10 ? trimmed(fmt::format("{:.1f}", seconds)) + " s"
                        : fmt::format("{:.0f} s", seconds);
}

std::string short_seconds(std::optional<double> seconds) {
    return seconds ? short_seconds(*seconds) : "\u2013";
}

std::string clock_time(Timestamp at) {
    const std::string text = format_timestamp(at);
    return text.size() < 19 ? text : text.substr(11, 8);
}

}  // namespace sosw::gui
