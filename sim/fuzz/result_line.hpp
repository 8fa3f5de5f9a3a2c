#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/fuzz/fuzz_case.hpp"

/// Results on their way from a child to its parent.

namespace sosw::sim {

/// One line, without its end.
std::string to_line(const FuzzResult& result);
/// Nothing for a text that `to_line` does not make.
std::optional<FuzzResult> from_line(std::string_view line);

}  // namespace sosw::sim
