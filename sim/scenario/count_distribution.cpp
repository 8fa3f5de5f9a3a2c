#include "sim/scenario/count_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

std::int64_t draw(std::int64_t value, Random& /*random*/) { return value; }

std::int64_t draw(const UniformCount& parameters, Random& random) {
    const auto width = static_cast<std::uint64_t>(parameters.max - parameters.min);
    return parameters.min + static_cast<std::int64_t>(random.below(width + 1));
}

std::int64_t draw(const NormalCount& parameters, Random& random) {
    const double drawn = random.normal(parameters.mean, parameters.stddev);
    return std::llround(std::clamp(drawn, 0.0, static_cast<double>(kCountMax)));
}

std::int64_t draw(const EmpiricalCount& parameters, Random& random) {
    return parameters.values[random.below(parameters.values.size())];
}

}  // namespace

CountDistribution::CountDistribution(Shape shape) : shape_{std::move(shape)} {}

CountDistribution CountDistribution::constant(std::int64_t value) {
    return CountDistribution{value};
}

CountDistribution CountDistribution::uniform(UniformCount parameters) {
    ENSURE(parameters.min <= parameters.max);
    return CountDistribution{parameters};
}

CountDistribution CountDistribution::normal(NormalCount parameters) {
    return CountDistribution{parameters};
}

CountDistribution CountDistribution::empirical(EmpiricalCount parameters) {
    ENSURE(!parameters.values.empty());
    return CountDistribution{std::move(parameters)};
}

std::int64_t CountDistribution::sample(Random& random) const {
    const std::int64_t drawn =
        std::visit([&](const auto& shape) { return draw(shape, random); }, shape_);
    return std::clamp(drawn, std::int64_t{0}, kCountMax);
}

}  // namespace sosw::sim
