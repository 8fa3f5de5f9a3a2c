#pragma once

#include <string_view>

namespace sosw {

/// True where `text` is one JSON value (RFC 8259) in valid UTF-8, nested at most 512 deep.
///
/// Only looks, builds nothing: Lambda checks each payload that it accepts, millions in a
/// simulation, and a parser that also makes the value costs ten times as much.
bool is_json(std::string_view text);

}  // namespace sosw
