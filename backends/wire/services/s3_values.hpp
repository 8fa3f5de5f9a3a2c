#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/services/service_error.hpp"
#include "core/base/result.hpp"
#include "core/ports/s3.hpp"

/// S3's XML documents, those that the service writes and those that it reads.

namespace sosw::wire {

/// What an error is about, in the elements that S3 adds: `Key`, `BucketName`, `Resource`.
struct S3ErrorContext {
    std::string bucket{};
    std::string key{};
    std::string request_id{};
    std::string host_id{};
};
std::string write_s3_error(const ServiceError& error, const S3ErrorContext& context);

/// How a listing was asked for, which its answer repeats.
struct S3ListingRequest {
    ListObjectsInput input{};
    bool version_2 = true;
    bool url_encoded = false;
    bool with_owner = false;
    std::string marker{};              ///< Version 1.
    std::string start_after{};         ///< Version 2.
    std::string continuation_token{};  ///< Version 2.
};
/// `next_token` where there is more.
std::string write_s3_listing(
    const S3ListingRequest& request, const ListObjectsOutput& output, const std::string& next_token
);

std::string write_s3_copy_result(const S3ObjectInfo& info, std::string_view element);

struct S3Deletion {
    std::vector<std::string> keys{};
    bool quiet = false;
};
/// Errors: `MalformedXML`, also for more than 1,000 keys.
Result<S3Deletion> read_s3_deletion(std::string_view xml);
std::string write_s3_deletion(const S3Deletion& deletion);

struct S3PartReference {
    std::int64_t number = 0;
    std::string etag{};  ///< Without quotes.
};
/// Errors: `MalformedXML`.
Result<std::vector<S3PartReference>> read_s3_parts(std::string_view xml);

/// `"abc"` or `abc` as `abc`.
std::string_view without_quotes(std::string_view etag);
/// Whether the value of `If-Match` or `If-None-Match`, `*` or ETags with or without quotes, means
/// `etag`.
bool lists_etag(std::string_view list, std::string_view etag);

constexpr std::string_view kS3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

}  // namespace sosw::wire
