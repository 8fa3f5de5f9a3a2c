#pragma once

#include <string>

#include "core/ports/attribute_value.hpp"

/// Unit vectors: one decision each, taken by the real core.

namespace sosw::golden {

/// What the core makes of one vector, in the words of its `expect`.
Map evaluate_vector(const std::string& name, const Map& vector);

}  // namespace sosw::golden
