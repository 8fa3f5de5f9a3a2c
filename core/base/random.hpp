#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

/// Random numbers that replay: our own generator and distributions, the same on every platform.
///
/// A `Random` is forked by name, so that a new consumer disturbs no other: the stream of
/// `fork("arrivals")` depends on the parent's seed and the name alone, not on what was drawn
/// before.

namespace sosw {

/// xoshiro256** seeded by splitmix64 (Blackman and Vigna, public domain).
class Random {
public:
    explicit Random(std::uint64_t seed);

    /// An independent stream; depends on this stream's seed and on `name` only.
    Random fork(std::string_view name) const;

    std::uint64_t next();
    /// Uniform in [0, 1) with 53 bits.
    double uniform();
    /// Uniform in [0, bound), without bias. Requires `bound > 0`.
    std::uint64_t below(std::uint64_t bound);
    /// True with `probability`; draws nothing for 0 and 1, so that switching a feature off changes
    /// no other draw.
    bool chance(double probability);
    /// Exponential with the given mean.
    double exponential(double mean);
    /// Standard normal (Marsaglia's polar method).
    double normal();
    double normal(double mean, double deviation);

    /// 32 lower-case hexadecimal digits in the shape of a version 4 UUID without dashes, as sosw's
    /// task ids.
    std::string uuid_hex();

private:
    std::uint64_t seed_;
    std::array<std::uint64_t, 4> state_{};
    double spare_normal_ = 0;
    bool has_spare_normal_ = false;
};

}  // namespace sosw
