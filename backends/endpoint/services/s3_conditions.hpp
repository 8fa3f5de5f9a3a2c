#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "backends/endpoint/services/s3_request.hpp"
#include "core/base/result.hpp"
#include "core/ports/s3.hpp"

/// Conditional requests and ranges (RFC 9110), as S3 has them.

namespace sosw::endpoint {

enum class Verdict { Go, NotModified, Failed };

/// For GET and HEAD: `If-Match`, `If-None-Match`, `If-Modified-Since`, `If-Unmodified-Since`; for
/// sources of copies the same with the prefix `x-amz-copy-source-`.
Verdict judge_conditions(
    const S3Request& request, const S3ObjectInfo& info, const std::string& prefix = ""
);

struct ByteRange {
    std::int64_t first = 0;
    std::int64_t last = 0;  ///< Inclusive.
};
/// Nothing where no range is asked for, or something that is no single range.
///
/// Errors: `InvalidRange` where it begins beyond the end.
Result<std::optional<ByteRange>> read_range(std::string_view header, std::int64_t size);

}  // namespace sosw::endpoint
