#pragma once

#include <optional>
#include <vector>

#include "backends/endpoint/driven_clock.hpp"
#include "backends/endpoint/event_loop.hpp"
#include "backends/endpoint/timed.hpp"
#include "core/base/time.hpp"

namespace sosw::endpoint {

/// Does what is due by the emulations' clock: at the end of a turn, and in a turn of its own when
/// the loop would have slept past it.
///
/// Make it before the servers of the loop, so that answers which it causes leave in the same turn.
class TimedDriver {
public:
    /// Both must outlive this object.
    TimedDriver(EventLoop& loop, DrivenClock& clock);

    /// `timed` must outlive this object.
    void add(Timed& timed) { all_.push_back(&timed); }

    /// Moves the clock, stopping on the way wherever something is due: a rule that fires each
    /// minute fires sixty times in an hour. After a hundred thousand stops it goes on at once.
    /// Requires a clock that can be moved.
    void move_to(Timestamp at);

    std::optional<Timestamp> next_due() const;

private:
    void settle();
    void arm();
    void run_due();

    DrivenClock& clock_;
    std::vector<Timed*> all_{};
    std::optional<Timestamp> armed_for_{};
    Timer timer_;
    Watch turn_end_;
};

}  // namespace sosw::endpoint
