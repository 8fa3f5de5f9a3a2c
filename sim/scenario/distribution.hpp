#pragma once

#include <variant>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/time.hpp"

/// How long something takes: a duration that may vary from one time to the next.
///
///     Distribution::constant(4ms).sample(random);
///     Distribution::lognormal({.median = 40s, .p95 = 2min}).mean();
///
/// Samples are never negative and at most `kDurationMax`. A constant draws nothing from `random`,
/// so that a latency set to a constant disturbs no other draw of the same stream.

namespace sosw::sim {

/// Longer durations are slips of the pen; the limit keeps sums of simulated time far from overflow.
inline constexpr Duration kDurationMax = std::chrono::days{3660};

struct Uniform {
    Duration min{};
    Duration max{};
    bool operator==(const Uniform&) const = default;
};
/// Cut off at zero: what would be negative takes no time.
struct Normal {
    Duration mean{};
    Duration stddev{};
    bool operator==(const Normal&) const = default;
};
/// The usual shape of response times: half are below `median`, one in twenty is above `p95`.
struct Lognormal {
    Duration median{};
    Duration p95{};
    bool operator==(const Lognormal&) const = default;
};
struct Exponential {
    Duration mean{};
    bool operator==(const Exponential&) const = default;
};
/// Observed durations; each is as likely as the others.
struct Empirical {
    std::vector<Duration> values{};
    bool operator==(const Empirical&) const = default;
};

class Distribution {
public:
    /// A `Duration`: always that.
    using Shape = std::variant<Duration, Uniform, Normal, Lognormal, Exponential, Empirical>;

    /// Zero, always.
    Distribution() = default;

    static Distribution constant(Duration value);
    /// Requires `min <= max`.
    static Distribution uniform(Uniform parameters);
    static Distribution normal(Normal parameters);
    /// Requires `0 < median <= p95`.
    static Distribution lognormal(Lognormal parameters);
    static Distribution exponential(Exponential parameters);
    /// Requires at least one value.
    static Distribution empirical(Empirical parameters);

    Duration sample(Random& random) const;

    /// The mean of the samples, for reports.
    Duration mean() const;

    /// True where every sample is zero: whoever waits for it need not wait at all.
    bool is_zero() const;

    const Shape& shape() const { return shape_; }

    bool operator==(const Distribution&) const = default;

private:
    explicit Distribution(Shape shape);

    Shape shape_ = Duration::zero();
};

}  // namespace sosw::sim
