#include "sim/scenario/metric_model.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

struct Saturated {
    double load;

    double operator()(std::monostate /*none*/) const { return load; }

    double operator()(const HyperbolicSaturation& bend) const {
        return bend.limit * load / (std::abs(load) + bend.half);
    }

    double operator()(const CurveSaturation& curve) const {
        ENSURE(!curve.points.empty());
        const auto after = std::ranges::upper_bound(curve.points, load, {}, &CurvePoint::load);
        if (after == curve.points.begin()) {
            return after->value;
        }
        const CurvePoint& before = *std::prev(after);
        if (after == curve.points.end()) {
            return before.value;
        }
        const double way = (load - before.load) / (after->load - before.load);
        return before.value + way * (after->value - before.value);
    }
};

}  // namespace

double saturated(const Saturation& saturation, double load) {
    return std::visit(Saturated{load}, saturation);
}

}  // namespace sosw::sim
