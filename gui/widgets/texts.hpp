#pragma once

#include <optional>
#include <string>

#include "core/base/time.hpp"

/// Numbers and times as a dashboard writes them: short, never wrong by more than what is left out.

namespace sosw::gui {

/// A time since the run's start: `0s`, `45s`, `12m30s`, `1h05m`, `2d03h`.
std::string short_time(Duration at);
/// At most three significant digits after the point, none where it is whole: `50`, `47.5`, `0.125`.
std::string short_number(double value);
/// With a separator every three digits: `1,234,567`.
std::string grouped(std::int64_t value);
/// Seconds for people: `0.4 s`, `38 s`, `4m12s`, `2h47m`.
std::string short_seconds(double seconds);
std::string short_seconds(std::optional<double> seconds);
/// The clock of the simulated day: `08:45:00`.
std::string clock_time(Timestamp at);

}  // namespace sosw::gui
