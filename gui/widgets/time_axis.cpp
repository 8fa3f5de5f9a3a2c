#include "gui/widgets/time_axis.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/ensure.hpp"

namespace sosw::gui {

namespace {

using namespace std::chrono_literals;

constexpr Duration kShortest = 100ms;

constexpr std::array<Duration, 24> kSteps{10ms,  20ms,  50ms, 100ms, 200ms, 500ms, 1s,   2s,
                                          5s,    10s,   15s,  30s,   1min,  2min,  5min, 10min,
                                          15min, 30min, 1h,   2h,    3h,    6h,    12h,  24h};

Duration step_for(Duration span, int count) {
    for (const Duration step : kSteps) {
        if (span / step <= count) {
            return step;
        }
    }
    const std::int64_t days = span / (24h * count) + 1;
    return 24h * days;
}

}  // namespace

void TimeAxis::set_length(Duration length) {
    ENSURE(length >= Duration::zero());
    const bool fitted = fits();
    length_ = std::max(length, kShortest);
    if (fitted) {
        fit();
    } else {
        clamp(static_cast<double>(from_.count()), static_cast<double>(span().count()));
    }
}

void TimeAxis::fit() {
    from_ = Duration::zero();
    to_ = length_;
}

void TimeAxis::show(Duration from, Duration to) {
    clamp(static_cast<double>(from.count()), static_cast<double>((to - from).count()));
}

void TimeAxis::pan(double fraction) {
    const auto span = static_cast<double>(this->span().count());
    clamp(static_cast<double>(from_.count()) + span * fraction, span);
}

void TimeAxis::zoom(double fraction, double factor) {
    const auto span = static_cast<double>(this->span().count());
    const double wanted = std::clamp(
        span * factor, static_cast<double>(kShortest.count()), static_cast<double>(length_.count())
    );
    clamp(static_cast<double>(from_.count()) + fraction * (span - wanted), wanted);
}

Duration TimeAxis::at(double fraction) const {
    return from_ + Duration{std::llround(static_cast<double>(span().count()) * fraction)};
}

double TimeAxis::fraction(Duration at) const {
    return static_cast<double>((at - from_).count()) / static_cast<double>(span().count());
}

std::vector<Duration> TimeAxis::ticks(int count) const {
    const Duration step = step_for(span(), std::max(count, 1));
    std::vector<Duration> ticks;
    for (Duration at = (from_ / step) * step; at <= to_; at += step) {
        if (at >= from_) {
            ticks.push_back(at);
        }
    }
    return ticks;
}

void TimeAxis::clamp(double from, double span) {
    const auto length = static_cast<double>(length_.count());
    const double kept =
        std::clamp(span, std::min(static_cast<double>(kShortest.count()), length), length);
    const double begin = std::clamp(from, 0.0, length - kept);
    from_ = Duration{std::llround(begin)};
    to_ = Duration{std::llround(begin + kept)};
}

}  // namespace sosw::gui
