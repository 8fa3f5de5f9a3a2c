#pragma once

#include <optional>
#include <string_view>

#include "core/ports/ssm.hpp"

/// Types of parameters in SSM's words.

namespace sosw::wire {

/// `String`, `StringList`, `SecureString`.
std::string_view parameter_type_name(ParameterType type);
/// Nothing for a word that is none.
std::optional<ParameterType> parse_parameter_type(std::string_view name);

}  // namespace sosw::wire
