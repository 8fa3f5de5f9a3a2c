#include "backends/sqlite/request_id.hpp"

#include <charconv>
#include <cstddef>

namespace sosw::sqlite {
namespace {

constexpr std::string_view kShape = "00000000-0000-4000-8000-000000000000";
constexpr std::size_t kRowDigits = 12;

/// Writes the low bits of `bits` as `length` hexadecimal digits.
void write_hex(std::string& text, std::size_t begin, std::size_t length, std::uint64_t bits) {
    for (std::size_t i = length; i > 0; --i, bits >>= 4) {
        text[begin + i - 1] = "0123456789abcdef"[bits & 0xf];
    }
}

}  // namespace

std::string make_request_id(Random& random, std::int64_t row_id) {
    std::string text{kShape};
    const std::uint64_t bits = random.next();
    write_hex(text, 0, 8, bits);
    write_hex(text, 9, 4, bits >> 32);
    write_hex(text, 15, 3, bits >> 48);
    write_hex(text, 20, 3, random.next());
    write_hex(text, text.size() - kRowDigits, kRowDigits, static_cast<std::uint64_t>(row_id));
    return text;
}

std::optional<std::int64_t> row_of_request_id(std::string_view request_id) {
    if (request_id.size() != kShape.size()) {
        return std::nullopt;
    }
    const char* begin = request_id.data() + request_id.size() - kRowDigits;
    const char* end = begin + kRowDigits;
    std::int64_t row_id = 0;
    const auto [stopped, error] = std::from_chars(begin, end, row_id, 16);
    if (error != std::errc{} || stopped != end || row_id < 0) {
        return std::nullopt;
    }
    return row_id;
}

std::string make_uuid(Random& random) {
    std::string id = random.uuid_hex();
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
        id.insert(dash, 1, '-');
    }
    return id;
}

}  // namespace sosw::sqlite
