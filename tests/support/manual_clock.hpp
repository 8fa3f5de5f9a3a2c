#pragma once

#include "core/base/ensure.hpp"
#include "core/base/time.hpp"
#include "core/ports/clock.hpp"

namespace sosw::test {

/// A clock that stands still until a test moves it. Sleeping moves it by the whole sleep, so that
/// code which waits runs through at once.
class ManualClock final : public Clock {
public:
    /// Starts at 2026-03-02T08:00:00Z, a Monday, unless the test says otherwise.
    explicit ManualClock(Timestamp start = from_epoch_seconds(1'772'438'400)) : now_{start} {}

    Timestamp now() const override { return now_; }
    void sleep_for(Duration duration) override {
        if (duration > Duration::zero()) {
            now_ += duration;
            slept_ += duration;
        }
    }

    /// Moves on by `duration`. Requires that it is not negative: time never runs backwards.
    void advance(Duration duration) {
        ENSURE(duration >= Duration::zero());
        now_ += duration;
    }
    /// Moves on to `at`. Requires that it is not in the past.
    void advance_to(Timestamp at) {
        ENSURE(at >= now_);
        now_ = at;
    }
    /// All that was slept so far, without what was advanced.
    Duration slept() const { return slept_; }

private:
    Timestamp now_;
    Duration slept_{};
};

}  // namespace sosw::test
