#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/events.hpp"

/// EventBridge's rules about requests, with its names of errors.

namespace sosw::sqlite {

/// Errors: `ValidationException`, `InvalidEventPatternException`.
Result<void> check(const Rule& rule);
/// Errors: `ValidationException`.
Result<void> check(const RuleTarget& target);
/// Why the entry is refused, or two empty texts.
PutEventsResult problem_of(const PutEventsEntry& entry);
/// What the entry counts towards the limit of a request.
std::size_t size_of(const PutEventsEntry& entry);

}  // namespace sosw::sqlite
