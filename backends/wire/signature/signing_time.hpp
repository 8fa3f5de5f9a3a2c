#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

/// Times as signatures have them: ISO 8601's basic format, `20150830T123600Z`.

namespace sosw::wire {

/// Whole seconds, rounded down.
std::string format_signing_time(Timestamp at);

/// Reads `20150830T123600Z`, or the date of an HTTP header (`Sun, 30 Aug 2015 12:36:00 GMT`), which
/// old clients sign instead.
std::optional<Timestamp> parse_signing_time(std::string_view text);

}  // namespace sosw::wire
