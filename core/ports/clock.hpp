#pragma once

#include "core/base/time.hpp"

namespace sosw {

/// The only source of time in the core. In a simulation `sleep_for` suspends the actor; in
/// production it sleeps.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    virtual Timestamp now() const = 0;
    /// Returns when `duration` has passed on this clock. Zero or less returns at once.
    virtual void sleep_for(Duration duration) = 0;
};

}  // namespace sosw
