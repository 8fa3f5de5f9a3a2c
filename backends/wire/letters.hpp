#pragma once

#include <string>
#include <string_view>

/// The case of ASCII letters, whatever the locale: names of headers, settings and variables.

namespace sosw::wire {

std::string lower_case(std::string_view text);
std::string upper_case(std::string_view text);

}  // namespace sosw::wire
