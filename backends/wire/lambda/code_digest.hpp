#pragma once

#include <string>
#include <string_view>

namespace sosw::wire {

/// SHA-256 in base64, as Lambda names a version of code.
std::string code_digest(std::string_view code);

}  // namespace sosw::wire
