#pragma once

#include "core/ports/clock.hpp"

namespace sosw {

/// The real time, and the only place that reads it. What must be repeatable takes a `Clock&` and is
/// given another one.
///
/// `now()` is UTC and follows corrections of the system's clock, backwards too; `sleep_for` does
/// not: it waits for the real duration.
class SystemClock final : public Clock {
public:
    Timestamp now() const override;
    void sleep_for(Duration duration) override;
};

}  // namespace sosw
