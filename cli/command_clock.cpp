#include "cli/command_clock.hpp"

#include <string_view>

namespace sosw::cli {

namespace {

/// `+15m` or `-1h`.
std::optional<Duration> signed_duration(std::string_view text) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) {
        return std::nullopt;
    }
    const std::optional<Duration> size = parse_duration(text.substr(1));
    return size && text.front() == '-' ? std::optional{-*size} : size;
}

}  // namespace

std::optional<CommandClock> CommandClock::parse(const std::string& text) {
    if (text.empty()) {
        return CommandClock{std::nullopt};
    }
    if (const std::optional<Duration> distance = signed_duration(text)) {
        return CommandClock{SystemClock{}.now() + *distance};
    }
    const std::optional<Timestamp> time = parse_timestamp(text);
    return time ? std::optional{CommandClock{time}} : std::nullopt;
}

void CommandClock::sleep_for(Duration duration) {
    if (fixed_) {
        *fixed_ += duration;
    } else {
        real_.sleep_for(duration);
    }
}

}  // namespace sosw::cli
