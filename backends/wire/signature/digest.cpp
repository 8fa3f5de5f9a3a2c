#include "backends/wire/signature/digest.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>

#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

/// OpenSSL's one-call functions look the algorithm up by its name each time, which costs more than
/// the digest of a few hundred bytes.
const EVP_MD* algorithm() {
    static const EVP_MD* found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    ENSURE(found != nullptr);
    return found;
}

struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// The digest of `parts`, one after the other.
std::string digest_of(std::initializer_list<std::string_view> parts) {
    thread_local std::unique_ptr<EVP_MD_CTX, FreeContext> context{EVP_MD_CTX_new()};
    ENSURE(EVP_DigestInit_ex2(context.get(), algorithm(), nullptr) == 1);
    for (const std::string_view part : parts) {
        ENSURE(EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1);
    }
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    auto* const bytes = reinterpret_cast<unsigned char*>(digest.data());  // OpenSSL's are unsigned.
    ENSURE(EVP_DigestFinal_ex(context.get(), bytes, nullptr) == 1);
    return digest;
}

}  // namespace

std::string sha256(std::string_view bytes) { return digest_of({bytes}); }

/// RFC 2104.
std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    constexpr char kInner = 0x36;
    constexpr char kOuter = 0x5c;
    const std::string short_key = key.size() > SHA256_CBLOCK ? sha256(key) : std::string{key};
    std::array<char, SHA256_CBLOCK> inner{};
    std::array<char, SHA256_CBLOCK> outer{};
    for (std::size_t i = 0; i < SHA256_CBLOCK; ++i) {
        const char byte = i < short_key.size() ? short_key[i] : '\0';
        inner[i] = static_cast<char>(byte ^ kInner);
        outer[i] = static_cast<char>(byte ^ kOuter);
    }
    const std::string within = digest_of({{inner.data(), inner.size()}, bytes});
    return digest_of({{outer.data(), outer.size()}, within});
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex(bytes.size() * 2, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto value = static_cast<unsigned char>(bytes[i]);
        hex[2 * i] = kDigits[value >> 4U];
        hex[2 * i + 1] = kDigits[value & 15U];
    }
    return hex;
}

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sosw::wire
