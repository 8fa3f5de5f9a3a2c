#pragma once

#include <chrono>
#include <optional>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// When a failed request is sent again: the standard mode of AWS's SDKs.

namespace sosw::aws {

struct RetryOptions {
    int attempts_max = 3;  ///< The first one counts.
    Duration delay_max = std::chrono::seconds{20};
    int tokens = 500;  ///< What retries may cost until successes refill the bucket.
};

/// How one request has fared so far.
struct RequestCourse {
    int failed = 0;            ///< Attempts.
    int last_price = 0;        ///< Of the retry that is under way.
    bool has_new_key = false;  ///< It was sent again with another key already.
};

/// Tokens that retries take and successes give back, so that a service in trouble is not asked ever
/// more. One per client, for all its requests.
class RetryQuota {
public:
    RetryQuota(Random random, const RetryOptions& options);

    /// An attempt failed with `error`: takes the price of a retry, and tells how long to wait
    /// before it (full jitter: evenly between nothing and 1 s, 2 s, 4 s …). Nothing where there may
    /// be none: attempts or tokens are used up.
    std::optional<Duration> next_delay(RequestCourse& course, const Error& error);
    /// A request came through: its last retry's price comes back, or one token where there was
    /// none.
    void succeeded(const RequestCourse& course);

    int tokens() const { return tokens_; }

private:
    Random random_;
    RetryOptions options_;
    int tokens_;
};

}  // namespace sosw::aws
