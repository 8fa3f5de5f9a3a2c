#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

/// S3's rules about names, and how an object's headers are kept in one text.

namespace sosw::sqlite {

/// 3-63 small letters, digits, dots and dashes, no IP address. Errors: `InvalidBucketName`.
Result<void> check_bucket_name(std::string_view bucket);
/// At most 1,024 bytes. Errors: `KeyTooLongError`.
Result<void> check_object_key(std::string_view key);

using ObjectHeaders = std::vector<std::pair<std::string, std::string>>;
/// One line for each; line breaks within values become blanks, as HTTP has none there.
std::string encode_headers(const ObjectHeaders& headers);
ObjectHeaders decode_headers(std::string_view text);

}  // namespace sosw::sqlite
