#pragma once

#include <string>

#include "core/ports/attribute_value.hpp"

/// Unit vectors: one decision each, taken by the real core.

namespace sosw::golden {

/// Empty, or why the vectors named `name` cannot be run.
std::string reason_to_skip_vectors(const std::string& name);

/// What the core makes of one vector, in the words of its `expect`.
Map evaluate_vector(const std::string& name, const Map& vector);

}  // namespace sosw::golden
