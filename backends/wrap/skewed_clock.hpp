#pragma once

#include "core/ports/clock.hpp"

namespace sosw {

/// A clock that is wrong by a constant, as those of two machines differ. Sleeps last as long as
/// ever.
class SkewedClock final : public Clock {
public:
    /// `ahead` may be negative. `next` must outlive this object.
    explicit SkewedClock(Clock& next, Duration ahead = {}) : next_{next}, ahead_{ahead} {}

    void set_ahead(Duration ahead) { ahead_ = ahead; }

    Timestamp now() const override { return next_.now() + ahead_; }
    void sleep_for(Duration duration) override { next_.sleep_for(duration); }

private:
    Clock& next_;
    Duration ahead_;
};

}  // namespace sosw
