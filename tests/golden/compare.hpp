#pragma once

#include <optional>
#include <string>

#include "core/ports/attribute_value.hpp"

/// Compares what was recorded with what happened, by the rules of README.md: numbers as numbers,
/// objects unordered.

namespace sosw::golden {

struct Mismatch {
    std::string pointer;  ///< JSON pointer of the first difference.
    std::string expected;
    std::string actual;
};

std::optional<Mismatch> first_difference(
    const AttributeValue& expected, const AttributeValue& actual, const std::string& pointer
);

/// Two numbers of the same value, however they are written.
bool same_number(const Number& left, const Number& right);

}  // namespace sosw::golden
