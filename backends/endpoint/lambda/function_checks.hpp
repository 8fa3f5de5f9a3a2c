#pragma once

#include <string_view>

#include "backends/wire/lambda/lambda_requests.hpp"
#include "core/base/result.hpp"

/// What Lambda refuses of a function beyond its model, with `InvalidParameterValueException` unless
/// said otherwise.

namespace sosw::endpoint {

Result<void> check_runtime(const wire::FunctionChange& change);
/// Of a function that is to be created as `name`. Also `ValidationException`, for the name.
Result<void> check_new(const wire::FunctionChange& change, std::string_view name);
/// No variable of Lambda's own, and 4 KB at most.
Result<void> check_environment(const wire::TextMap& environment);
/// Code that could be run here: of no command that runs the function anyway.
Result<void> check_code(const wire::FunctionCode& code);

}  // namespace sosw::endpoint
