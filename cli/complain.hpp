#pragma once

#include <string_view>

#include "core/base/diagnostics.hpp"

/// What is wrong, on standard error.

namespace sosw::cli {

/// One line per problem.
void complain(const Diagnostics& diagnostics);
/// `sosw: message`.
void complain(std::string_view message);

}  // namespace sosw::cli
