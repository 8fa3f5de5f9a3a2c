#pragma once

#include <string_view>

#include "backends/wire/http_message.hpp"

namespace sosw::fuzz {

/// Reads bytes as one reads HTTP, without objecting to anything: the first line is method and
/// target, then come headers, then an empty line and the body.
wire::HttpRequest request_of_text(std::string_view text);

}  // namespace sosw::fuzz
