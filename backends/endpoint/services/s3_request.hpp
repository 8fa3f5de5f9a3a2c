#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/wire/http_message.hpp"
#include "backends/wire/uri.hpp"
#include "core/base/result.hpp"
#include "core/ports/s3.hpp"

namespace sosw::endpoint {

/// A request to S3 taken apart: `/BUCKET/KEY?…`, or `/KEY?…` to the host `BUCKET.…`.
struct S3Request {
    const wire::HttpRequest* http = nullptr;
    std::string bucket{};
    std::string key{};
    wire::QueryParameters query{};

    bool has(std::string_view parameter) const;
    /// Empty where absent.
    std::string parameter(std::string_view name) const;
    std::string_view header(std::string_view name) const;
};

/// Borrows `request`.
S3Request parse_s3_request(const wire::HttpRequest& request);

/// The bucket in a host such as `bucket.localhost:4566` or `bucket.s3.us-west-2.amazonaws.com`;
/// empty for hosts of the service alone.
std::string bucket_of_host(std::string_view host);

/// A request's body as it is to be stored, with the digests that came with it.
struct S3Body {
    std::string bytes{};
    /// `x-amz-checksum-…` with its value, out of the headers or the trailers.
    std::vector<std::pair<std::string, std::string>> checksums{};
};

/// Undoes `aws-chunked` and compares the bytes with all digests given.
///
/// Errors: `IncompleteBody`, `InvalidDigest`, `BadDigest`, `XAmzContentSHA256Mismatch`.
Result<S3Body> read_s3_body(const S3Request& request);

/// What a request says about an object, to be kept with it: `content-type`, `x-amz-meta-…` and the
/// like.
std::vector<std::pair<std::string, std::string>> object_headers(const wire::HttpRequest& request);

}  // namespace sosw::endpoint
