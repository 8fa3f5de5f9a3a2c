#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"
#include "core/ports/clock.hpp"

/// The time of an endpoint's emulations: the real one, a faster one, or one that stands still until
/// somebody moves it.

namespace sosw::endpoint {

struct ClockMode {
    enum class Kind : std::uint8_t { Real, Scaled, Manual };
    Kind kind = Kind::Real;
    double speed = 1;  ///< Of a scaled clock: its seconds per real second.
};

/// Reads `real`, `scaled:60`, `manual`; nothing for other words and speeds that are not above 0.
std::optional<ClockMode> parse_clock_mode(std::string_view text);
std::string to_string(const ClockMode& mode);

/// Scaled and manual clocks begin at the real time and may be moved on. No mode is moved back.
class DrivenClock final : public Clock {
public:
    /// `real` must outlive this object.
    DrivenClock(Clock& real, ClockMode mode);

    Timestamp now() const override;
    /// A manual clock moves on by itself, since nobody else could while the thread sleeps.
    void sleep_for(Duration duration) override;

    const ClockMode& mode() const { return mode_; }
    bool can_be_moved() const { return mode_.kind != ClockMode::Kind::Real; }
    /// Not back: a time in its past changes nothing. Requires a clock that can be moved.
    void move_to(Timestamp at);

    /// How long it is, in real time, until this clock shows `at`; zero for what is past. Nothing
    /// where it will not come by itself.
    std::optional<Duration> real_time_until(Timestamp at) const;

    /// The moment of real time at which this clock shows `at`, or showed it; of a manual clock, as
    /// if it went on at the real speed.
    Timestamp real_time_of(Timestamp at) const;

private:
    Duration elapsed() const;

    Clock& real_;
    ClockMode mode_;
    Timestamp real_start_;
    Timestamp start_;  ///< What this clock showed at `real_start_`.
};

}  // namespace sosw::endpoint
