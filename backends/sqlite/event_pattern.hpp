#pragma once

#include <string_view>

#include "core/base/result.hpp"

/// EventBridge's event patterns: which events a rule wants.
///
/// A pattern is an object like the event's; at its leaves stand lists of what a field may be:
/// values, `null`, or an object with `prefix`, `suffix`, `equals-ignore-case`, `wildcard`,
/// `anything-but`, `numeric`, `exists`, or `cidr` (IPv4). `$or` takes a list of patterns. A field
/// of the event that is a list matches where one of its items does.

namespace sosw::sqlite {

/// Errors: `InvalidEventPatternException`.
Result<void> check_event_pattern(std::string_view pattern);

/// Requires a pattern that passed its check, and an event that is JSON.
bool event_matches(std::string_view pattern, std::string_view event);

}  // namespace sosw::sqlite
