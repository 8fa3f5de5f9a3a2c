#pragma once

#include <algorithm>
#include <optional>

#include "core/base/time.hpp"

/// How far a run that is played should have come.

namespace sosw::gui {

class Pace {
public:
    /// From here on: at real time `real` the run stands at `simulated`.
    void anchor(Timestamp real, Duration simulated) {
        real_ = real;
        simulated_ = simulated;
    }
    /// Simulated per real second; nothing: as fast as possible. Anchor it again afterwards.
    void set_speed(std::optional<double> speed) { speed_ = speed; }
    std::optional<double> speed() const { return speed_; }

    /// Where the run should be at `real`, at most `end`. The real clock may be set back; a run is
    /// not.
    Duration target(Timestamp real, Duration end) const {
        if (!speed_) {
            return end;
        }
        const double passed = std::max(to_seconds(real - real_), 0.0) * *speed_;
        return passed < to_seconds(end - simulated_) ? simulated_ + from_seconds(passed) : end;
    }

private:
    std::optional<double> speed_;
    Timestamp real_{};
    Duration simulated_{};
};

}  // namespace sosw::gui
