#pragma once

#include <cstdint>
#include <optional>

#include "core/base/time.hpp"
#include "core/ports/attribute_value.hpp"

/// Arithmetic on the greenfield axis.
///
/// sosw counts in whole seconds and steps of 1000; a queue of two million tasks would so reach the
/// clock and its tasks would look as if they had been invoked. Near the clock the steps therefore
/// become fractions (M15).

namespace sosw {

/// `greenfield` read as Python's `int()` does (K1).
std::int64_t whole(const Number& greenfield);

/// The greenfield of a new task: newest + `step`, or 2 × `step` in an empty queue (K1). Never
/// passes `now`: where a step would, the task gets a small fraction of what is left, so that the
/// order of creation stays (M15).
Number new_greenfield(const std::optional<Number>& newest, std::int64_t step, Timestamp now);

/// The greenfield of the `position`th retried task, counted from 0: oldest − 1 − position; 999, 998
/// … (one below `step`) in an empty queue (K7).
Number retry_greenfield(
    const std::optional<Number>& oldest, std::int64_t position, std::int64_t step, Timestamp now
);

}  // namespace sosw
