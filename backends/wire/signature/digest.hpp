#pragma once

#include <string>
#include <string_view>

/// SHA-256 and HMAC-SHA-256 by OpenSSL, and the comparison that tells nothing by its duration.

namespace sosw::wire {

/// 32 bytes.
std::string sha256(std::string_view bytes);
/// 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

/// Lower-case, two digits per byte.
std::string to_hex(std::string_view bytes);

/// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

/// How long it takes depends on the lengths alone. For signatures and secrets.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace sosw::wire
