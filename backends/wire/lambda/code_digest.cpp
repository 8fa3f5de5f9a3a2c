#include "backends/wire/lambda/code_digest.hpp"

#include <array>

#include <openssl/evp.h>

#include "backends/wire/base64.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {

std::string code_digest(std::string_view code) {
    std::array<char, 32> digest{};
    auto* const bytes = reinterpret_cast<unsigned char*>(digest.data());  // OpenSSL's are unsigned.
    const int done = EVP_Digest(code.data(), code.size(), bytes, nullptr, EVP_sha256(), nullptr);
    ENSURE(done == 1);
    return base64_encode({digest.data(), digest.size()});
}

}  // namespace sosw::wire
