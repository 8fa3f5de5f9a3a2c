#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

/// DynamoDB's decimal numbers: 38 significant digits, magnitude 1E-130 to 9.99…E+125 (M27).
///
/// Text in, text out, exact in between. Whole numbers of at most 18 digits, which are nearly all
/// there are, take a path of a few nanoseconds.

namespace sosw {

/// The form in which DynamoDB answers: plain digits, never an exponent, no plus sign, no leading
/// zeros, no trailing zeros behind the point: `1E+5` is `100000`, `1E-3` is `0.001`, `-0.0` is `0`.
///
/// Errors: `ValidationException` with DynamoDB's text for what is no number, for more than 38
/// significant digits, for overflow and for underflow.
Result<std::string> normalise_number(std::string_view text);

/// The checks of `normalise_number` alone, without making text.
Result<void> check_number(std::string_view text);

/// Exact sum and difference of two numbers, normalised.
///
/// Errors: as `normalise_number` for an operand. A result outside the range, or one that needs more
/// than 38 digits (`1E50 + 1`), is DynamoDB's "Number overflow", as the service itself answers.
Result<std::string> add_numbers(std::string_view left, std::string_view right);
Result<std::string> subtract_numbers(std::string_view left, std::string_view right);

/// Orders two valid numbers by value, whatever their form. Requires both to be valid.
std::strong_ordering compare_numbers(std::string_view left, std::string_view right);

/// The value of a normalised whole number of at most 18 digits; nothing for any other text.
std::optional<std::int64_t> small_integer(std::string_view text);

}  // namespace sosw
