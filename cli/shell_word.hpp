#pragma once

#include <string>
#include <string_view>

namespace sosw::cli {

/// `text` as a shell reads it back as one word: in quotes where it needs them.
std::string shell_word(std::string_view text);

}  // namespace sosw::cli
