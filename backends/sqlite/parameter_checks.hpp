#pragma once

#include <string_view>

#include "core/base/result.hpp"
#include "core/ports/ssm.hpp"

/// The Parameter Store's rules about requests, with its names of errors.

namespace sosw::sqlite {

Result<void> check_parameter_name(std::string_view name);
/// Name, value, tier and pattern of what is to be written.
Result<void> check(const PutParameterInput& input);

}  // namespace sosw::sqlite
