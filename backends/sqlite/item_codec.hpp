#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/ports/attribute_value.hpp"

/// Items as one compact blob: type, length, value.
///
/// A blob holds the attributes in their order, and a directory by which one of them is found
/// without a walk (item_format.hpp). Numbers are normalised (M27); whole ones of at most 18 digits
/// take a few bytes, others their text.
///
/// Encoding also checks what DynamoDB checks of every value: no empty sets, no duplicates in sets,
/// valid numbers, at most 32 levels of nesting. A blob that cannot be read is a broken file:
/// `DatabaseError`.

namespace sosw::sqlite {

/// Replaces `blob` by `item`. Errors: `ValidationException` in DynamoDB's words; `blob` is then
/// unspecified. The size is not limited here.
Result<void> encode_item(const Item& item, std::string& blob);

Item decode_item(std::string_view blob);

/// The value of one attribute; nothing where the item has none of that name.
std::optional<AttributeValue> decode_attribute(std::string_view blob, std::string_view name);

/// Just the attributes among `names`, in the order of the item.
Item decode_attributes(std::string_view blob, std::span<const std::string> names);

/// One attribute as it is stored, for looking at it without decoding.
struct StoredValue {
    enum class Kind : std::uint8_t { Absent, Integer, Text, Other };
    Kind kind = Kind::Absent;
    std::int64_t integer = 0;  ///< Of `Integer`: a whole number of at most 18 digits.
    std::string_view text{};   ///< Of `Text`, an S: within the blob.
};

StoredValue find_stored(std::string_view blob, std::string_view name);

/// The item's size as DynamoDB counts it (item_size.hpp).
std::int64_t stored_size(std::string_view blob);
/// That of just the attributes among `names`.
std::int64_t stored_size(std::string_view blob, std::span<const std::string> names);

}  // namespace sosw::sqlite
