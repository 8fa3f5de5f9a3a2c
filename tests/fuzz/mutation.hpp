#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"

namespace sosw::fuzz {

/// One of `seeds`, changed a little or much: bytes flipped, parts taken out, doubled, moved, or
/// taken from other seeds, numbers and lengths made extreme. The words and signs of the seeds are
/// the pieces it works with, so that what is changed still looks like what it was. At most 64 KB.
std::string mutate(const std::vector<std::string>& seeds, Random& random);

/// With each `\n` of two letters made one.
std::string with_new_lines(std::string_view line);

}  // namespace sosw::fuzz
