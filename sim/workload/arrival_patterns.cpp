#include "sim/workload/arrival_patterns.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

constexpr Duration kDay = std::chrono::days{1};

/// An exponential gap, at most `longest` so that it fits a duration.
Duration gap(double rate_per_second, Duration longest, Random& random) {
    return from_seconds(std::min(random.exponential(1 / rate_per_second), to_seconds(longest)));
}

std::size_t weekday_of(std::chrono::sys_days day) {
    return std::chrono::weekday{day}.iso_encoding() - 1;
}

}  // namespace

double next_of_uniform_places(double place, std::int64_t count, Random& random) {
    ENSURE(count > 0);
    // The largest of n uniform numbers is distributed as the n-th root of one of them.
    const double rest = std::exp(std::log1p(-random.uniform()) / static_cast<double>(count));
    return 1 - (1 - place) * rest;
}

DiurnalTimes::DiurnalTimes(
    const DiurnalArrivals& pattern, Timestamp scenario_start, ArrivalSpan span, Random random
)
    : pattern_{pattern},
      scenario_start_{scenario_start},
      now_{span.start},
      end_{span.end},
      random_{random} {}

double DiurnalTimes::share(Duration since_midnight) const {
    const double days = to_seconds(since_midnight - pattern_.peak) / to_seconds(kDay);
    return (1 + pattern_.amplitude * std::cos(2 * std::numbers::pi * days)) /
           (1 + pattern_.amplitude);
}

std::optional<Duration> DiurnalTimes::next() {
    while (now_ < end_) {
        const Timestamp at = scenario_start_ + now_;
        const auto day = std::chrono::floor<std::chrono::days>(at);
        const Duration until_midnight = day + kDay - at;
        const double highest = pattern_.rate_per_second * pattern_.weekdays[weekday_of(day)] *
                               (1 + pattern_.amplitude);
        const Duration step = highest > 0 ? gap(highest, kDay, random_) : until_midnight;
        if (step >= until_midnight) {
            now_ += until_midnight;
            continue;
        }
        now_ += step;
        if (now_ < end_ && random_.chance(share(at + step - day))) {
            return now_;
        }
    }
    return std::nullopt;
}

BurstTimes::BurstTimes(const BurstArrivals& pattern, ArrivalSpan span, Random random)
    : pattern_{pattern}, span_{span}, random_{random} {
    ENSURE(pattern.every > Duration::zero());
    ENSURE(pattern.jitter + pattern.spread <= pattern.every);
}

bool BurstTimes::begin_burst() {
    burst_start_ = span_.start + bursts_++ * pattern_.every;
    if (burst_start_ >= span_.end) {
        return false;
    }
    if (pattern_.jitter > Duration::zero()) {
        burst_start_ += from_seconds(random_.uniform() * to_seconds(pattern_.jitter));
    }
    place_ = 0;
    remaining_ = pattern_.size.sample(random_);
    return true;
}

std::optional<Duration> BurstTimes::next() {
    while (remaining_ == 0) {
        if (!begin_burst()) {
            return std::nullopt;
        }
    }
    Duration at = burst_start_;
    if (pattern_.spread > Duration::zero()) {
        place_ = next_of_uniform_places(place_, remaining_, random_);
        at += from_seconds(place_ * to_seconds(pattern_.spread));
    }
    --remaining_;
    return at < span_.end ? std::optional{at} : std::nullopt;
}

OnOffTimes::OnOffTimes(const OnOffArrivals& pattern, ArrivalSpan span, Random random)
    : pattern_{pattern}, now_{span.start}, end_{span.end}, random_{random} {
    ENSURE(pattern.on.mean > Duration::zero() && pattern.off.mean > Duration::zero());
    const double on = to_seconds(pattern.on.mean);
    on_ = random_.chance(on / (on + to_seconds(pattern.off.mean)));
    state_end_ = now_;
    begin_state();
}

void OnOffTimes::begin_state() {
    now_ = state_end_;
    state_end_ += gap(1 / to_seconds(state().mean), kDurationMax, random_);
}

std::optional<Duration> OnOffTimes::next() {
    while (now_ < end_) {
        const double rate = state().rate_per_second;
        const Duration left = state_end_ - now_;
        const Duration step = rate > 0 ? gap(rate, left, random_) : left;
        if (step < left) {
            now_ += step;
            return now_ < end_ ? std::optional{now_} : std::nullopt;
        }
        on_ = !on_;
        begin_state();
    }
    return std::nullopt;
}

}  // namespace sosw::sim
