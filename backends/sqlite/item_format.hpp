#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// The bytes of a stored item, for those who write and read them (item_codec.hpp).
///
/// The item's size as DynamoDB counts it (4 bytes), the number of attributes with `kWideBit` (4
/// bytes), a directory, the attributes. The directory has a byte per attribute that tells most
/// names apart, then the place of each attribute behind the directory, in 2 bytes, or 4 in a wide
/// item: so one attribute is found, or found missing, without a walk. An attribute is its name and
/// its value; a value is a `Tag` and what that needs.

namespace sosw::sqlite {

enum class ItemTag : unsigned char {
    Null,
    False,
    True,
    String,
    Integer,  ///< At most 18 digits.
    Decimal,  ///< Any other number, as its normalised text.
    Binary,
    StringSet,
    NumberSet,
    BinarySet,
    List,
    Map
};

inline constexpr std::size_t kItemHeaderSize = 8;
inline constexpr std::uint32_t kWideBit = 0x8000'0000;
/// Items of up to this many bytes have narrow directories.
inline constexpr std::size_t kNarrowMax = 0xFFFF;
/// The length of a container's content, fixed, so that it can be filled in later.
inline constexpr std::size_t kItemLengthSize = 4;

inline std::uint8_t name_mark(std::string_view name) {
    if (name.empty()) {
        return 0;
    }
    const auto first = static_cast<unsigned char>(name.front());
    const auto last = static_cast<unsigned char>(name.back());
    return static_cast<std::uint8_t>(name.size() * 37 + first * 11U + last);
}

}  // namespace sosw::sqlite
