#include "backends/sqlite/key_encoding.hpp"

#include <charconv>

#include "backends/sqlite/database.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

constexpr unsigned char kNegative = 0x40;
constexpr unsigned char kZero = 0x80;
constexpr unsigned char kPositive = 0xC0;
constexpr std::size_t kDigitsMax = 38;
// A value is 0.d1d2… × 10^exponent with a first digit that is not 0; exponents reach from -129 to
// 126.
constexpr int kExponentBias = 129;

struct Decimal {
    std::array<unsigned char, kDigitsMax + 1> digits{};  // One more, so that pairs need no test.
    std::size_t count = 0;
    int exponent = 0;
    bool negative = false;
};

void read_digits(std::string_view text, Decimal& number) {
    bool after_point = false;
    std::size_t zeros = 0;  // Not written unless a digit follows.
    for (const char c : text) {
        if (c == '.') {
            after_point = true;
            continue;
        }
        const bool leading = number.count == 0 && c == '0';
        if (leading) {
            number.exponent -= after_point ? 1 : 0;
            continue;
        }
        number.exponent += after_point ? 0 : 1;
        if (c == '0') {
            ++zeros;
            continue;
        }
        ENSURE(number.count + zeros < kDigitsMax);
        number.count += zeros;
        zeros = 0;
        number.digits[number.count++] = static_cast<unsigned char>(c - '0');
    }
}

Decimal parse(std::string_view text) {
    Decimal number;
    if (text.starts_with('-') || text.starts_with('+')) {
        number.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const std::size_t e = text.find_first_of("eE");
    read_digits(text.substr(0, e), number);
    if (e != std::string_view::npos) {
        std::string_view exponent = text.substr(e + 1);
        if (exponent.starts_with('+')) {
            exponent.remove_prefix(1);
        }
        int value = 0;
        std::from_chars(exponent.data(), exponent.data() + exponent.size(), value);
        number.exponent += value;
    }
    return number;
}

/// Returns the number of bytes written.
std::size_t write(const Decimal& number, std::array<char, 24>& out) {
    if (number.count == 0) {
        out[0] = static_cast<char>(kZero);
        return 1;
    }
    const int biased = number.exponent + kExponentBias;
    ENSURE(biased >= 0 && biased <= 255);
    ENSURE(number.count <= kDigitsMax);
    const unsigned flip = number.negative ? 0xFFU : 0U;
    std::size_t size = 0;
    out[size++] = static_cast<char>(number.negative ? kNegative : kPositive);
    out[size++] = static_cast<char>(static_cast<unsigned>(biased) ^ flip);
    for (std::size_t i = 0; i < number.count; i += 2) {
        // From 1, so that no inverted pair looks like the terminator.
        const unsigned pair = number.digits[i] * 10U + number.digits[i + 1] + 1U;
        out[size++] = static_cast<char>(pair ^ flip);
    }
    if (number.negative) {
        out[size++] =
            static_cast<char>(0xFF);  // The shorter of two negative numbers is the greater.
    }
    return size;
}

}  // namespace

EncodedKey EncodedKey::of(const AttributeValue& value) {
    if (const auto* text = value.get_if<std::string>()) {
        return of_text(*text);
    }
    if (const auto* number = value.get_if<Number>()) {
        return of_number(number->text);
    }
    const auto* binary = value.get_if<Binary>();
    ENSURE(binary != nullptr);
    EncodedKey key;
    key.kind_ = Kind::Binary;
    key.borrowed_ = binary->bytes;
    return key;
}

EncodedKey EncodedKey::of_number(std::string_view text) {
    EncodedKey key;
    key.kind_ = Kind::Number;
    key.number_size_ = static_cast<std::uint8_t>(write(parse(text), key.number_));
    return key;
}

EncodedKey EncodedKey::of_text(std::string_view text) {
    EncodedKey key;
    key.kind_ = Kind::Text;
    key.borrowed_ = text;
    return key;
}

EncodedKey EncodedKey::of_bits(std::uint64_t bits) {
    EncodedKey key;
    key.kind_ = Kind::Number;
    for (std::size_t i = 0; i < sizeof bits; ++i) {
        key.number_[i] = static_cast<char>(bits >> 56);
        bits <<= 8;
    }
    key.number_size_ = sizeof bits;
    return key;
}

EncodedKey EncodedKey::with_bytes(std::string_view bytes) const {
    ENSURE(kind_ == Kind::Text || kind_ == Kind::Binary);
    EncodedKey key = *this;
    key.borrowed_ = bytes;
    return key;
}

void EncodedKey::bind(Statement& statement, int index) const {
    switch (kind_) {
        case Kind::Null:
            statement.bind_null(index);
            break;
        case Kind::Text:
            statement.bind_text(index, borrowed_);
            break;
        case Kind::Number:
        case Kind::Binary:
            statement.bind_blob(index, bytes());
            break;
    }
}

std::string_view type_letter(ScalarType type) {
    switch (type) {
        case ScalarType::String:
            return "S";
        case ScalarType::Number:
            return "N";
        case ScalarType::Binary:
            return "B";
    }
    return "?";
}

bool has_type(const AttributeValue& value, ScalarType type) {
    switch (type) {
        case ScalarType::String:
            return value.is<std::string>();
        case ScalarType::Number:
            return value.is<Number>();
        case ScalarType::Binary:
            return value.is<Binary>();
    }
    return false;
}

}  // namespace sosw::sqlite
