#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.hpp"

/// Lambda's limits in time: rates and the ramp. They live in memory: after a restart they begin
/// anew.

namespace sosw::sqlite {

struct LambdaLimits {
    int account_concurrency = 1000;  ///< Executions at once, all functions together.
    int unreserved_minimum = 100;    ///< What reservations must leave of it.
    /// New environments per function in ten seconds; AWS allows 1,000. Absent: no ramp.
    std::optional<int> scaling_per_ten_seconds{};
    /// Requests to the Invoke API. Absent: unlimited.
    std::optional<int> requests_per_second{};
};

/// At most `count` in any moment and `count` per `per` in the long run: a token bucket in integers.
class RateLimit {
public:
    /// Requires `count` to be positive.
    RateLimit(int count, Duration per);
    /// Takes one, if there is one.
    bool take(Timestamp now);

private:
    Duration interval_;
    Duration tolerance_;
    Timestamp next_free_{};  ///< When the bucket would be full again.
};

/// How fast one function's concurrency may grow. Environments that exist are used again for free;
/// they are given up after ten minutes in which the function did not run at all.
class ScalingRamp {
public:
    explicit ScalingRamp(std::optional<int> per_ten_seconds);
    /// Whether one more than `running` may run.
    bool admit(std::int64_t running, Timestamp now);
    /// The last running execution ended.
    void idle(Timestamp now) { idle_since_ = now; }

private:
    std::optional<RateLimit> rate_;
    std::int64_t environments_ = 0;
    std::optional<Timestamp> idle_since_;
};

}  // namespace sosw::sqlite
