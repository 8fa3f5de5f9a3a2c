#pragma once

#include <vector>

/// The values that a track shows, from its lower to its upper edge.

namespace sosw::gui {

struct ValueRange {
    double low = 0;
    double high = 1;

    /// Makes room for `value`.
    void include(double value);
    double span() const { return high - low; }
    /// 0 at the lower edge, 1 at the upper one.
    double fraction(double value) const { return (value - low) / span(); }
    double at(double fraction) const { return low + fraction * span(); }
    /// The same with some air, both ends round, and never empty. Counts begin at 0.
    ValueRange rounded() const;
    /// Round values within, at most about `count`.
    std::vector<double> ticks(int count) const;
};

/// The largest of 1, 2, 5 times a power of ten that goes into `span` at least `count` times.
double round_step(double span, int count);

}  // namespace sosw::gui
