#pragma once

#include <optional>

#include "core/base/time.hpp"

namespace sosw::endpoint {

/// Something that happens by itself when its time has come: an expiry, a rule, a function's
/// timeout. Time is pulled: the endpoint asks each for its next moment, by the emulations' clock,
/// and calls it then.
class Timed {
public:
    Timed() = default;
    Timed(const Timed&) = delete;
    Timed& operator=(const Timed&) = delete;
    virtual ~Timed() = default;

    /// When `run_due` has something to do next; nothing: not before somebody asks for something.
    virtual std::optional<Timestamp> next_due() const = 0;
    /// Does all that is due by now. Called too early it does nothing.
    virtual void run_due() = 0;
};

}  // namespace sosw::endpoint
