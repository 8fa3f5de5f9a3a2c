#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "core/base/random.hpp"

/// How many there are: a number that may vary from one time to the next.
///
/// Samples are never negative and at most `kCountMax`. A constant draws nothing from `random`.

namespace sosw::sim {

/// More tasks at once are a slip of the pen.
inline constexpr std::int64_t kCountMax = 10'000'000;

/// Each number in between is as likely as the others, both ends included.
struct UniformCount {
    std::int64_t min = 0;
    std::int64_t max = 0;
    bool operator==(const UniformCount&) const = default;
};
/// Rounded, and cut off at zero.
struct NormalCount {
    double mean = 0;
    double stddev = 0;
    bool operator==(const NormalCount&) const = default;
};
/// Observed numbers; each is as likely as the others.
struct EmpiricalCount {
    std::vector<std::int64_t> values{};
    bool operator==(const EmpiricalCount&) const = default;
};

class CountDistribution {
public:
    /// Zero, always.
    CountDistribution() = default;

    static CountDistribution constant(std::int64_t value);
    /// Requires `min <= max`.
    static CountDistribution uniform(UniformCount parameters);
    static CountDistribution normal(NormalCount parameters);
    /// Requires at least one value.
    static CountDistribution empirical(EmpiricalCount parameters);

    std::int64_t sample(Random& random) const;

    bool operator==(const CountDistribution&) const = default;

private:
    using Shape = std::variant<std::int64_t, UniformCount, NormalCount, EmpiricalCount>;

    explicit CountDistribution(Shape shape);

    Shape shape_ = std::int64_t{0};
};

}  // namespace sosw::sim
