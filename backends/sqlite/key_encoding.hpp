#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/ports/dynamo_db.hpp"

/// Key attributes in the form in which SQLite compares and indexes them.
///
/// Strings stand as text and binaries as blobs, byte for byte. Numbers become a blob whose byte
/// order is the order of the numbers, over all of DynamoDB's 38 digits: a sign, the decimal
/// exponent, two digits per byte; in negative numbers every byte is inverted. One form for all
/// numbers keeps one order; ten digits take seven bytes.

namespace sosw::sqlite {

class Statement;

/// A key attribute of one call, or null where the item has none. Borrows the bytes of strings and
/// binaries.
class EncodedKey {
public:
    EncodedKey() = default;

    /// Requires an S, a valid N or a B.
    static EncodedKey of(const AttributeValue& value);
    static EncodedKey of_number(std::string_view text);
    static EncodedKey of_text(std::string_view text);
    /// Eight bytes, most significant first.
    static EncodedKey of_bits(std::uint64_t bits);

    /// A string or binary of other bytes, which must outlive the key. Requires that this is one.
    EncodedKey with_bytes(std::string_view bytes) const;

    bool is_null() const { return kind_ == Kind::Null; }
    std::string_view bytes() const {
        return kind_ == Kind::Number ? std::string_view{number_.data(), number_size_} : borrowed_;
    }
    void bind(Statement& statement, int index) const;

    bool operator==(const EncodedKey& other) const {
        return kind_ == other.kind_ && bytes() == other.bytes();
    }
    /// Order of keys of one type; null first.
    bool operator<(const EncodedKey& other) const {
        return is_null() ? !other.is_null() : !other.is_null() && bytes() < other.bytes();
    }

private:
    enum class Kind : std::uint8_t { Null, Text, Number, Binary };

    std::string_view borrowed_{};
    std::array<char, 24> number_{};
    std::uint8_t number_size_ = 0;
    Kind kind_ = Kind::Null;
};

/// What the type of a key is called in DynamoDB's messages: `S`, `N` or `B`.
std::string_view type_letter(ScalarType type);

/// True if `value` is of `type`.
bool has_type(const AttributeValue& value, ScalarType type);

}  // namespace sosw::sqlite
