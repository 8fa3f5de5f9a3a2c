#pragma once

#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"

/// Values as DynamoDB compares and combines them: numbers by value, whatever their text.

namespace sosw::expression {

/// Of the same type and equal; sets whatever their order, maps and lists element by element.
bool equal_values(const AttributeValue& left, const AttributeValue& right);

/// The order of two S, N or B; nothing for different or other types. Strings and binaries are
/// ordered by their bytes.
std::optional<std::strong_ordering> compare_values(
    const AttributeValue& left, const AttributeValue& right
);

/// True for S and B of which `prefix` is the beginning.
bool begins_with(const AttributeValue& value, const AttributeValue& prefix);

/// A part of S or B, an element of a set or a list.
bool contains(const AttributeValue& container, const AttributeValue& element);

/// What `size()` yields: UTF-16 units of S, bytes of B, elements of sets, L and M. Nothing for
/// other types.
std::optional<std::size_t> size_of(const AttributeValue& value);

/// Adds the elements of one set to another of the same type. False if the types differ.
bool unite_sets(AttributeValue& set, const AttributeValue& added);
/// Takes them out. False if the types differ.
bool subtract_sets(AttributeValue& set, const AttributeValue& removed);
bool is_empty_set(const AttributeValue& value);

/// What DynamoDB checks of any value it is sent: numbers, nesting, sets that are empty or hold
/// something twice. Errors: `ValidationException` without the place.
Result<void> check_value(const AttributeValue& value);

}  // namespace sosw::expression
