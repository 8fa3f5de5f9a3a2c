#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace sosw::endpoint {

/// `bytes` in the gzip format, quickly rather than small.
std::string gzip(std::string_view bytes);

/// What was compressed as `gzip` (several members too) or `deflate` (the zlib format).
///
/// Errors: `InvalidRequest` where it is neither, ends too early, or is larger than `limit` bytes.
Result<std::string> inflate_bytes(std::string_view bytes, std::size_t limit);

/// The CRC-32 of `x-amz-crc32`.
std::uint32_t crc32_of(std::string_view bytes);

}  // namespace sosw::endpoint
