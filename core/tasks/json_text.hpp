#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"

/// JSON as a tree of `AttributeValue`s, with numbers kept as the text they were written in.
///
/// Payloads travel through the orchestrator untouched: a 25-digit id or `1e-09` must reach the
/// worker as the user wrote it, which no double can promise. Objects become M, arrays L, and so on;
/// sets and binaries never come out of JSON.

namespace sosw {

/// Errors: `InvalidRequest` with the position of the first problem. The last of two equal keys
/// wins, as in Python.
Result<AttributeValue> parse_json(std::string_view text);

/// The text as Python's `json.dumps` writes it: `", "` and `": "` between parts, characters outside
/// ASCII as `\uXXXX`. Sets are written as arrays and binaries as base64 text.
std::string to_json(const AttributeValue& value);
std::string to_json(const Map& object);

}  // namespace sosw
