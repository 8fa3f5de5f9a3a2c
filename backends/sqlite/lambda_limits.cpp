#include "backends/sqlite/lambda_limits.hpp"

#include <algorithm>
#include <chrono>

#include "core/base/ensure.hpp"

namespace sosw::sqlite {
namespace {

constexpr Duration kRampWindow = std::chrono::seconds{10};
constexpr Duration kEnvironmentIdleMax = std::chrono::minutes{10};

}  // namespace

RateLimit::RateLimit(int count, Duration per)
    : interval_{per / std::max(count, 1)}, tolerance_{per - interval_} {
    ENSURE(count > 0);
}

bool RateLimit::take(Timestamp now) {
    const Timestamp base = std::max(next_free_, now);
    if (base - now > tolerance_) {
        return false;
    }
    next_free_ = base + interval_;
    return true;
}

ScalingRamp::ScalingRamp(std::optional<int> per_ten_seconds) {
    if (per_ten_seconds) {
        rate_.emplace(*per_ten_seconds, kRampWindow);
    }
}

bool ScalingRamp::admit(std::int64_t running, Timestamp now) {
    if (!rate_) {
        return true;
    }
    if (running == 0 && idle_since_ && now - *idle_since_ >= kEnvironmentIdleMax) {
        environments_ = 0;
    }
    if (running < environments_) {
        return true;
    }
    if (!rate_->take(now)) {
        return false;
    }
    environments_ = running + 1;
    return true;
}

}  // namespace sosw::sqlite
