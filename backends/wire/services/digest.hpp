#pragma once

#include <string>
#include <string_view>

/// The digests of S3, as bytes.

namespace sosw::wire {

std::string md5(std::string_view bytes);
/// Of an algorithm as S3's headers name it: `crc32`, `crc32c`, `crc64nvme`, `sha1`, `sha256`; empty
/// for another one. Numbers are big-endian.
std::string checksum(std::string_view algorithm, std::string_view bytes);

/// In small letters.
std::string hex(std::string_view bytes);

}  // namespace sosw::wire
