#pragma once

#include <cstdint>
#include <string_view>

#include "core/ports/attribute_value.hpp"

/// Sizes as DynamoDB counts them: names and strings by their UTF-8 bytes, numbers by a byte per two
/// significant digits.
///
/// Source: DynamoDB Developer Guide, "Item sizes and formats".

namespace sosw::sqlite {

inline constexpr std::int64_t kItemSizeMax = 400 * 1024;
inline constexpr std::int64_t kPageSizeMax = 1024 * 1024;

/// An N, given its normalised text.
std::int64_t number_size(std::string_view text);
std::int64_t value_size(const AttributeValue& value);
/// Names and values. Requires normalised numbers.
std::int64_t item_size(const Item& item);

}  // namespace sosw::sqlite
