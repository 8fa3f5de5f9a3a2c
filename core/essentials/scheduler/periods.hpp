#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// Periods of a job, such as `last_7_days`, as the dates they stand for.

namespace sosw {

/// A day of the calendar, without a time.
using Date = std::chrono::sys_days;

/// The day that a moment belongs to, somewhere.
using LocalDate = std::function<Date(Timestamp)>;
/// The day of `now` in UTC.
Date date_of(Timestamp now);
/// `2026-03-02`.
std::string format_date(Date date);

/// The dates of `period`, oldest first, seen from `today`:
///
/// | period             | dates                                                   |
/// |--------------------|---------------------------------------------------------|
/// | `today`            | today                                                   |
/// | `yesterday`        | the day before                                          |
/// | `N_days_back`      | the one day N days ago                                  |
/// | `last_N_days`      | the N days up to yesterday; none for 0                  |
/// | `previous_N_days`  | the N days before those                                 |
/// | `last_week`        | the last full week from Sunday to Saturday, before today |
///
/// Names match as a whole (M23). Errors: `InvalidJob` for any other period, and for one that
/// reaches back before the year 1.
Result<std::vector<std::string>> dates_of_period(std::string_view period, Date today);

}  // namespace sosw
