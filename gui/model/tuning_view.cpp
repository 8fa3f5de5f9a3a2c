#include "gui/model/tuning_view.hpp"

#include <algorithm>

namespace sosw::gui {

double ThresholdView::clamped(double wanted) const {
    if (low && high && *low > *high) {
        return value;  // the neighbours leave no room
    }
    if (low) {
        wanted = std::max(wanted, *low);
    }
    return high ? std::min(wanted, *high) : wanted;
}

const ThresholdView* TuningView::find(const ThresholdId& id) const {
    const auto found = std::ranges::find(thresholds, id, &ThresholdView::id);
    return found != thresholds.end() ? &*found : nullptr;
}

}  // namespace sosw::gui
