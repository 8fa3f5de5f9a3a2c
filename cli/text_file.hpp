#pragma once

#include <string>

#include <tl/expected.hpp>

namespace sosw::cli {

/// The content of `file`, or why there is none.
tl::expected<std::string, std::string> read_text_file(const std::string& file);

}  // namespace sosw::cli
