#pragma once

#include <string>
#include <string_view>

#include "backends/wire/services/value.hpp"
#include "core/base/result.hpp"

/// CBOR (RFC 8949) as far as Smithy's RPC v2 protocol uses it: maps with text keys, definite and
/// indefinite lengths, floats of all widths, and tag 1 for times.

namespace sosw::wire {

/// The structure that `body` is; an empty body is an empty one.
///
/// Errors: `SerializationException` for what is no single map.
Result<Value> read_cbor_structure(std::string_view body);

std::string write_cbor(const Value& value);

}  // namespace sosw::wire
