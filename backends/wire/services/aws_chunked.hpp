#pragma once

#include <string>
#include <string_view>

#include "backends/wire/http_message.hpp"
#include "core/base/result.hpp"

/// `aws-chunked`, the encoding in which S3's clients stream: chunks with or without signatures
/// (`STREAMING-AWS4-HMAC-SHA256-PAYLOAD`, `STREAMING-UNSIGNED-PAYLOAD-TRAILER` …), and trailers.

namespace sosw::wire {

struct AwsChunkedBody {
    std::string body{};
    HttpHeaders trailers{};
};

/// True where `x-amz-content-sha256` or `Content-Encoding` says that the body is so encoded.
bool is_aws_chunked(const HttpHeaders& headers);

/// The chunks' signatures are not looked at.
///
/// Errors: `IncompleteBody` for a body that breaks off or is not so encoded.
Result<AwsChunkedBody> decode_aws_chunked(std::string_view body);

}  // namespace sosw::wire
