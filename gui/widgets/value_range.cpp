#include "gui/widgets/value_range.hpp"

#include <algorithm>
#include <cmath>

namespace sosw::gui {

void ValueRange::include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
}

double round_step(double span, int count) {
    const double wanted = span / std::max(count, 1);
    const double power = std::pow(10.0, std::floor(std::log10(wanted)));
    const double digits = wanted / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
}

ValueRange ValueRange::rounded() const {
    const double size = std::max({span(), std::abs(high) * 1e-6, 1e-9});
    const double step = round_step(size, 5);
    const double top = std::ceil((high + size * 0.04) / step) * step;
    const double bottom =
        low >= 0 && low < size ? 0 : std::floor((low - size * 0.04) / step) * step;
    return {.low = bottom, .high = std::max(top, bottom + step)};
}

std::vector<double> ValueRange::ticks(int count) const {
    const double step = round_step(span(), count);
    std::vector<double> ticks;
    for (double index = std::ceil(low / step); index * step <= high + step * 1e-9; ++index) {
        ticks.push_back(index * step);
    }
    return ticks;
}

}  // namespace sosw::gui
