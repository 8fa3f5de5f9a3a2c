#pragma once

#include <functional>
#include <optional>
#include <utility>
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

    /// Says whether something runs that needs real time, such as a function's process.
    void set_busy(std::function<bool()> busy) { busy_ = std::move(busy); }

    /// Moves the clock, stopping on the way wherever something is due: a rule that fires each
    /// minute fires sixty times in an hour. While something is busy the clock goes on at its real
    /// speed, as far as the next stop: a function does not time out because the clock was moved.
    /// After a hundred thousand stops it goes on at once.
    ///
    /// `done` is called when the clock is there; within this call, if nothing is busy. Requires a
    /// clock that can be moved.
    void move_to(Timestamp at, Task done);

    std::optional<Timestamp> next_due() const;

private:
    void settle();
    void arm();
    void run_due();
    void move_on();
    bool must_wait_for(Timestamp due);
    void arrive();

    DrivenClock& clock_;
    std::vector<Timed*> all_{};
    std::function<bool()> busy_{};
    std::optional<Timestamp> target_{};  ///< Where the clock is being moved to.
    std::vector<Task> when_there_{};
    std::optional<Timestamp> waits_for_{};  ///< The stop before which the clock goes on by itself.
    bool waited_ = false;                   ///< Long enough for that.
    Timer wait_;
    std::optional<Timestamp> armed_for_{};
    Timer timer_;
    Watch turn_end_;
};

}  // namespace sosw::endpoint
