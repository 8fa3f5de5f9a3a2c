#pragma once

#include <optional>
#include <string>

#include "core/config/config.hpp"
#include "core/essentials/scheduler/periods.hpp"

/// Calendars of places, by the time zone database of this machine (Debian's tzdata, or where
/// `TZDIR` says).

namespace sosw {

/// The days of the zone with that IANA name: `Europe/Vienna`, `UTC`; of no name, those of UTC.
/// Nothing where there is no such zone.
std::optional<LocalDate> local_date_of(const std::string& time_zone);

/// The days that the Scheduler's configuration goes by; those of UTC for an unknown zone, which
/// `ConfigChecks` refuses.
LocalDate local_date_of(const SchedulerConfig& config);

/// For `ConfigChecks`.
bool knows_time_zone(const std::string& name);

}  // namespace sosw
