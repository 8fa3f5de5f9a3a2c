#include "sim/scenario/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

/// The 95th percentile of the standard normal distribution.
constexpr double kNormalP95 = 1.6448536269514722;

Duration clamped_seconds(double seconds) {
    return from_seconds(std::clamp(seconds, 0.0, to_seconds(kDurationMax)));
}

double sigma_of(const Lognormal& shape) {
    return std::log(to_seconds(shape.p95) / to_seconds(shape.median)) / kNormalP95;
}

/// Draws one sample, in seconds, of whatever shape it is given.
struct Sampler {
    Random& random;

    double operator()(Duration value) const { return to_seconds(value); }
    double operator()(const Uniform& shape) const {
        return to_seconds(shape.min) + random.uniform() * to_seconds(shape.max - shape.min);
    }
    double operator()(const Normal& shape) const {
        return random.normal(to_seconds(shape.mean), to_seconds(shape.stddev));
    }
    double operator()(const Lognormal& shape) const {
        return to_seconds(shape.median) * std::exp(sigma_of(shape) * random.normal());
    }
    double operator()(const Exponential& shape) const {
        return random.exponential(to_seconds(shape.mean));
    }
    double operator()(const Empirical& shape) const {
        return to_seconds(shape.values[random.below(shape.values.size())]);
    }
};

/// The mean in seconds.
struct Mean {
    double operator()(Duration value) const { return to_seconds(value); }
    double operator()(const Uniform& shape) const {
        return (to_seconds(shape.min) + to_seconds(shape.max)) / 2;
    }
    /// Of max(0, X): the part below zero counts as zero.
    double operator()(const Normal& shape) const {
        const double mean = to_seconds(shape.mean);
        const double stddev = to_seconds(shape.stddev);
        if (stddev == 0) {
            return mean;
        }
        const double z = mean / stddev;
        const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
        const double below = std::erfc(-z / std::numbers::sqrt2) / 2;
        return mean * below + stddev * density;
    }
    double operator()(const Lognormal& shape) const {
        const double sigma = sigma_of(shape);
        return to_seconds(shape.median) * std::exp(sigma * sigma / 2);
    }
    double operator()(const Exponential& shape) const { return to_seconds(shape.mean); }
    double operator()(const Empirical& shape) const {
        double sum = 0;
        for (const Duration value : shape.values) {
            sum += to_seconds(value);
        }
        return sum / static_cast<double>(shape.values.size());
    }
};

}  // namespace

Distribution::Distribution(Shape shape) : shape_{std::move(shape)} {}

Distribution Distribution::constant(Duration value) {
    ENSURE(value >= Duration::zero());
    return Distribution{value};
}

Distribution Distribution::uniform(Uniform parameters) {
    ENSURE(parameters.min >= Duration::zero());
    ENSURE(parameters.min <= parameters.max);
    return Distribution{parameters};
}

Distribution Distribution::normal(Normal parameters) {
    ENSURE(parameters.mean >= Duration::zero());
    ENSURE(parameters.stddev >= Duration::zero());
    return Distribution{parameters};
}

Distribution Distribution::lognormal(Lognormal parameters) {
    ENSURE(parameters.median > Duration::zero());
    ENSURE(parameters.median <= parameters.p95);
    return Distribution{parameters};
}

Distribution Distribution::exponential(Exponential parameters) {
    ENSURE(parameters.mean >= Duration::zero());
    return Distribution{parameters};
}

Distribution Distribution::empirical(Empirical parameters) {
    ENSURE(!parameters.values.empty());
    return Distribution{std::move(parameters)};
}

Duration Distribution::sample(Random& random) const {
    if (const auto* constant = std::get_if<Duration>(&shape_)) {
        return *constant;
    }
    return clamped_seconds(std::visit(Sampler{random}, shape_));
}

Duration Distribution::mean() const { return clamped_seconds(std::visit(Mean{}, shape_)); }

bool Distribution::is_zero() const {
    const auto* constant = std::get_if<Duration>(&shape_);
    return constant != nullptr && *constant == Duration::zero();
}

}  // namespace sosw::sim
