#pragma once

#include <string>
#include <string_view>

/// The digests of S3, as bytes; `to_hex` of the signature's digests writes them out.

namespace sosw::wire {

std::string md5(std::string_view bytes);
/// Of an algorithm as S3's headers name it: `crc32`, `crc32c`, `crc64nvme`, `sha1`, `sha256`; empty
/// for another one. Numbers are big-endian.
std::string checksum(std::string_view algorithm, std::string_view bytes);

}  // namespace sosw::wire
