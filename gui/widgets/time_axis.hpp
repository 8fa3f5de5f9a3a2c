#pragma once

#include <vector>

#include "core/base/time.hpp"

/// The part of a run's time that is on the screen, shared by all tracks.

namespace sosw::gui {

/// View state. Its part lies within `0 … length`, and is at least a tenth of a second long.
class TimeAxis {
public:
    Duration from() const { return from_; }
    Duration to() const { return to_; }
    Duration span() const { return to_ - from_; }
    Duration length() const { return length_; }
    bool fits() const { return from_ == Duration::zero() && to_ == length_; }

    /// The length of what there is to see. What was fitted stays fitted.
    void set_length(Duration length);
    /// Everything.
    void fit();
    void show(Duration from, Duration to);
    /// Moves by a fraction of what is seen: 1 is a whole screen to the right.
    void pan(double fraction);
    /// Makes what is seen `factor` times as long; the instant at `fraction` of it stays where it
    /// is.
    void zoom(double fraction, double factor);

    /// The instant at a fraction of the screen, 0 … 1.
    Duration at(double fraction) const;
    /// 0 … 1 within the screen.
    double fraction(Duration at) const;

    /// Round times, at most `count` of them, on the screen.
    std::vector<Duration> ticks(int count) const;

private:
    void clamp(double from, double span);

    Duration length_ = std::chrono::hours{1};
    Duration from_{};
    Duration to_ = std::chrono::hours{1};
};

}  // namespace sosw::gui
