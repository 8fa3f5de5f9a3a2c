#include "backends/endpoint/driven_clock.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw::endpoint {

namespace {

constexpr std::string_view kScaled = "scaled:";
/// A year in half a minute.
constexpr double kSpeedMax = 1e6;
/// What is further away is asked for again before it comes.
constexpr Duration kWaitMax = std::chrono::hours{1};

Duration scaled(Duration duration, double factor) {
    return Duration{std::llround(static_cast<double>(duration.count()) * factor)};
}

}  // namespace

std::optional<ClockMode> parse_clock_mode(std::string_view text) {
    if (text == "real") {
        return ClockMode{.kind = ClockMode::Kind::Real};
    }
    if (text == "manual") {
        return ClockMode{.kind = ClockMode::Kind::Manual};
    }
    if (!text.starts_with(kScaled)) {
        return std::nullopt;
    }
    const std::string number{text.substr(kScaled.size())};
    double speed = 0;
    const char* const end = number.data() + number.size();
    const auto [stopped, error] = std::from_chars(number.data(), end, speed);
    const bool is_speed = error == std::errc{} && stopped == end && speed > 0 && speed <= kSpeedMax;
    return is_speed ? std::optional{ClockMode{.kind = ClockMode::Kind::Scaled, .speed = speed}}
                    : std::nullopt;
}

std::string to_string(const ClockMode& mode) {
    switch (mode.kind) {
        case ClockMode::Kind::Real:
            return "real";
        case ClockMode::Kind::Scaled:
            return fmt::format("{}{}", kScaled, mode.speed);
        case ClockMode::Kind::Manual:
            return "manual";
    }
    return {};
}

DrivenClock::DrivenClock(Clock& real, ClockMode mode)
    : real_{real}, mode_{mode}, real_start_{real.now()}, start_{real_start_} {}

/// The system's clock may be set back; this one then stands still for a while.
Duration DrivenClock::elapsed() const {
    return std::max(real_.now() - real_start_, Duration::zero());
}

Timestamp DrivenClock::now() const {
    switch (mode_.kind) {
        case ClockMode::Kind::Real:
            return real_.now();
        case ClockMode::Kind::Scaled:
            return start_ + scaled(elapsed(), mode_.speed);
        case ClockMode::Kind::Manual:
            return start_;
    }
    return start_;
}

void DrivenClock::sleep_for(Duration duration) {
    if (duration <= Duration::zero()) {
        return;
    }
    switch (mode_.kind) {
        case ClockMode::Kind::Real:
            return real_.sleep_for(duration);
        case ClockMode::Kind::Scaled:
            return real_.sleep_for(scaled(duration, 1 / mode_.speed));
        case ClockMode::Kind::Manual:
            start_ += duration;
    }
}

void DrivenClock::move_to(Timestamp at) {
    ENSURE(can_be_moved());
    if (at > now()) {
        real_start_ = real_.now();
        start_ = at;
    }
}

Timestamp DrivenClock::real_time_of(Timestamp at) const {
    const Duration until = at - now();
    return real_.now() +
           (mode_.kind == ClockMode::Kind::Scaled ? scaled(until, 1 / mode_.speed) : until);
}

std::optional<Duration> DrivenClock::real_time_until(Timestamp at) const {
    const Duration until = at - now();
    if (until <= Duration::zero()) {
        return Duration::zero();
    }
    if (mode_.kind == ClockMode::Kind::Manual) {
        return std::nullopt;
    }
    const Duration limit = scaled(kWaitMax, mode_.speed);
    return scaled(std::min(until, limit), 1 / mode_.speed);
}

}  // namespace sosw::endpoint
