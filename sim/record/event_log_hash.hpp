#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace sosw::sim {

/// A running 64-bit FNV-1a over everything that is recorded, in order: two runs are the same if
/// and, as far as 64 bits go, only if their hashes are. No defence against forgery.
class EventLogHash {
public:
    void add(std::int64_t value) { add_word(std::bit_cast<std::uint64_t>(value)); }
    /// By its bits: 0.0 and -0.0 differ.
    void add(double value) { add_word(std::bit_cast<std::uint64_t>(value)); }
    /// With its length, so that `ab`, `c` and `a`, `bc` differ.
    void add(std::string_view text) {
        for (const char character : text) {
            add_byte(static_cast<unsigned char>(character));
        }
        add_word(text.size());
    }
    void add_null() { add_byte(0xFF); }

    std::uint64_t value() const { return value_; }
    /// 16 lower-case hexadecimal digits.
    std::string hex() const;

private:
    void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001B3U; }
    void add_word(std::uint64_t word) {
        for (int i = 0; i < 8; ++i) {
            add_byte(static_cast<unsigned char>(word >> (8 * i)));
        }
    }

    std::uint64_t value_ = 0xCBF29CE484222325U;
};

}  // namespace sosw::sim
