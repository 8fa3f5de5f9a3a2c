#include "backends/wire/services/digest.hpp"

#include <array>
#include <cstdint>

#include <openssl/evp.h>

#include "core/base/ensure.hpp"

namespace sosw::wire {
namespace {

std::string digest(const EVP_MD* algorithm, std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned int length = 0;
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), out.data(), &length, algorithm, nullptr);
    ENSURE(done == 1);
    return {out.begin(), out.begin() + length};
}

/// A reflected CRC, with all bits inverted before and after, as all three of S3's are.
template <typename Word, Word Polynomial>
Word reflected_crc(std::string_view bytes) {
    static const auto kTable = [] {
        std::array<Word, 256> table{};
        for (std::size_t i = 0; i < table.size(); ++i) {
            auto word = static_cast<Word>(i);
            for (int bit = 0; bit < 8; ++bit) {
                word = (word >> 1) ^ ((word & 1) != 0 ? Polynomial : 0);
            }
            table[i] = word;
        }
        return table;
    }();
    Word crc = ~Word{0};
    for (const char byte : bytes) {
        crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (crc >> 8);
    }
    return ~crc;
}

template <typename Word>
std::string big_endian(Word word) {
    std::string bytes(sizeof(Word), '\0');
    for (std::size_t i = bytes.size(); i > 0; --i, word >>= 8) {
        bytes[i - 1] = static_cast<char>(word & 0xFF);
    }
    return bytes;
}

}  // namespace

std::string md5(std::string_view bytes) { return digest(EVP_md5(), bytes); }

std::string checksum(std::string_view algorithm, std::string_view bytes) {
    if (algorithm == "crc32") {
        return big_endian(reflected_crc<std::uint32_t, 0xEDB88320U>(bytes));
    }
    if (algorithm == "crc32c") {
        return big_endian(reflected_crc<std::uint32_t, 0x82F63B78U>(bytes));
    }
    if (algorithm == "crc64nvme") {
        return big_endian(reflected_crc<std::uint64_t, 0x9A6C9329AC4BC9B5U>(bytes));
    }
    if (algorithm == "sha1") {
        return digest(EVP_sha1(), bytes);
    }
    return algorithm == "sha256" ? digest(EVP_sha256(), bytes) : std::string{};
}

}  // namespace sosw::wire
