#pragma once

#include <string_view>

namespace sosw::cli {

/// Set by CMake from the project's version.
inline constexpr std::string_view kVersion = SOSW_VERSION;

}  // namespace sosw::cli
