#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Base64 (RFC 4648, with padding), as DynamoDB's binary values have it. OpenSSL does the work.

namespace sosw::wire {

std::string base64_encode(std::string_view bytes);

/// Nothing where `text` is not canonical base64: wrong letters, length, or padding.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace sosw::wire
