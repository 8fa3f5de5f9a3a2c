#pragma once

#include <string>
#include <string_view>

#include "backends/wire/services/value.hpp"
#include "core/base/result.hpp"

/// JSON 1.0 and 1.1 as AWS's services speak it.

namespace sosw::wire {

/// The structure that `body` is; an empty body is an empty one.
///
/// Errors: `SerializationException` for what is no JSON object.
Result<Value> read_json_structure(std::string_view body);

/// Timestamps as epoch seconds, bytes as base64; NaN and the infinities as texts.
std::string write_json(const Value& value);

}  // namespace sosw::wire
