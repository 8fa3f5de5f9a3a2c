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

std::optional<Duration> RetryQuota::next_delay(int failed, const Error& error) {
    const int price = is_timeout(error) ? kPriceOfTimeout : kPrice;
    if (failed >= options_.attempts_max || tokens_ < price) {
        return std::nullopt;
    }
    tokens_ -= price;
    last_price_ = price;
    return from_seconds(random_.uniform() * to_seconds(ceiling(failed, options_.delay_max)));
}

void RetryQuota::succeeded(int failed) {
    tokens_ = std::min(options_.tokens, tokens_ + (failed > 0 ? last_price_ : kRewardWithoutRetry));
}

}  // namespace sosw::aws
