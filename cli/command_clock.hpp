#pragma once

#include <optional>
#include <string>

#include "backends/system_clock.hpp"
#include "core/ports/clock.hpp"

namespace sosw::cli {

/// The time of one command: the real one, or one that the user named for a rehearsal. A named time
/// stands still, so that a command sees the same second from its beginning to its end.
class CommandClock final : public Clock {
public:
    /// `text` is empty, a time (`2026-03-02T08:00:00Z`), or a distance from the real time (`+15m`,
    /// `-1h`). Nothing where it is none of these.
    static std::optional<CommandClock> parse(const std::string& text);

    CommandClock(CommandClock&& other) noexcept : Clock{}, fixed_{other.fixed_} {}

    Timestamp now() const override { return fixed_.value_or(real_.now()); }
    /// A named time moves on by `duration` at once.
    void sleep_for(Duration duration) override;
    /// The real time, whatever was named.
    Timestamp real_now() const { return real_.now(); }

private:
    explicit CommandClock(std::optional<Timestamp> fixed) : fixed_{fixed} {}

    SystemClock real_;
    std::optional<Timestamp> fixed_;
};

}  // namespace sosw::cli
