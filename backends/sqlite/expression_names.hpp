#pragma once

#include <string>
#include <vector>

#include "backends/expression/expression.hpp"

/// The attributes of an item that an expression looks at, so that no others need to be decoded.

namespace sosw::sqlite {

/// Each once. Requires a validated expression.
std::vector<std::string> top_level_names(
    const expression::Condition& condition, const expression::Bindings& bindings
);
std::vector<std::string> top_level_names(
    const expression::ProjectionPaths& projection, const expression::Bindings& bindings
);

}  // namespace sosw::sqlite
