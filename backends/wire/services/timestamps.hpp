#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

/// Times as AWS's protocols write them.

namespace sosw::wire {

/// Epoch seconds, rounded to the microsecond; nothing beyond the years -9999 to 9999.
std::optional<Timestamp> timestamp_of_seconds(double seconds);

/// ISO 8601 as clients write it (any number of decimals, offset or `Z` or nothing for UTC), or
/// epoch seconds.
std::optional<Timestamp> read_timestamp(std::string_view text);

/// Epoch seconds as a JSON number, with as many decimals as there are: `1772438400.25`.
std::string epoch_seconds_json(Timestamp at);

/// `2026-03-02T08:00:00.000Z`: S3's form, always with milliseconds.
std::string iso8601_milliseconds(Timestamp at);

/// `Mon, 02 Mar 2026 08:00:00 GMT`, as in HTTP's headers.
std::string http_date(Timestamp at);
/// Reads what `http_date` writes.
std::optional<Timestamp> read_http_date(std::string_view text);

}  // namespace sosw::wire
