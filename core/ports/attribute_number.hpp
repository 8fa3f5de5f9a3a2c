#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

/// DynamoDB's decimal numbers: 38 significant digits, magnitude 1E-130 to 9.99…E+125 (M27).

namespace sosw {

/// The form in which DynamoDB answers: no leading or trailing zeros, no plus sign, plain digits, and an exponent only where
/// DynamoDB itself would write one. Errors: `ValidationException` with DynamoDB's text for no number, too many digits, overflow and underflow.
Result<std::string> normalise_number(std::string_view text);

/// Exact sum and difference of two valid numbers, normalised.
Result<std::string> add_numbers(std::string_view left, std::string_view right);
Result<std::string> subtract_numbers(std::string_view left, std::string_view right);

/// Orders two valid numbers by value. Requires both to be valid.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

}  // namespace sosw
