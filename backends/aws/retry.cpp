#include "backends/aws/retry.hpp"

#include <algorithm>

namespace sosw::aws {

namespace {

constexpr int kPrice = 5;
constexpr int kPriceOfTimeout = 10;
constexpr int kRewardWithoutRetry = 1;
constexpr int kDoublingsMax = 20;

bool is_timeout(const Error& error) {
    return error.name == "ConnectTimeoutError" || error.name == "ReadTimeoutError";
}

/// What the wait is at most after so many failures.
Duration ceiling(int failed, Duration delay_max) {
    const int doublings = std::min(failed - 1, kDoublingsMax);
    return std::min<Duration>(std::chrono::seconds{1 << doublings}, delay_max);
}

}  // namespace

RetryQuota::RetryQuota(Random random, const RetryOptions& options)
    : random_{random}, options_{options}, tokens_{options.tokens} {}

std::optional<Duration> RetryQuota::next_delay(RequestCourse& course, const Error& error) {
    ++course.failed;
    const int price = is_timeout(error) ? kPriceOfTimeout : kPrice;
    if (course.failed >= options_.attempts_max || tokens_ < price) {
        return std::nullopt;
    }
    tokens_ -= price;
    course.last_price = price;
    return from_seconds(random_.uniform() * to_seconds(ceiling(course.failed, options_.delay_max)));
}

void RetryQuota::succeeded(const RequestCourse& course) {
    const int reward = course.failed > 0 ? course.last_price : kRewardWithoutRetry;
    tokens_ = std::min(options_.tokens, tokens_ + reward);
}

}  // namespace sosw::aws
