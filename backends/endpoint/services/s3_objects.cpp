#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "backends/endpoint/services/s3_conditions.hpp"
#include "backends/endpoint/services/s3_service.hpp"
#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/services/timestamps.hpp"
#include "backends/wire/services/xml_writer.hpp"

/// What `S3Service` answers about objects.

namespace sosw::endpoint {
namespace {

constexpr std::string_view kChecksumPrefix = "x-amz-checksum-";
constexpr std::string_view kDefaultType = "binary/octet-stream";

/// A query parameter that replaces a header of the answer.
struct Override {
    std::string_view parameter;
    std::string_view header;
};
constexpr std::array kOverrides = {
    Override{"response-cache-control", "cache-control"},
    Override{"response-content-disposition", "content-disposition"},
    Override{"response-content-encoding", "content-encoding"},
    Override{"response-content-language", "content-language"},
    Override{"response-content-type", "content-type"},
    Override{"response-expires", "expires"},
};

std::string quoted(const std::string& etag) { return "\"" + etag + "\""; }

void add_checksums(const sqlite::SqliteS3::Headers& headers, wire::HttpResponse& response) {
    bool any = false;
    for (const auto& [name, value] : headers) {
        if (name.starts_with(kChecksumPrefix)) {
            response.headers.add(name, value);
            any = true;
        }
    }
    if (any) {
        response.headers.add("x-amz-checksum-type", "FULL_OBJECT");
    }
}

/// ETag and dates, and what was said of the object.
void add_object_headers(
    const S3Request& request, const S3ObjectInfo& info, wire::HttpResponse& response
) {
    response.headers.add("ETag", quoted(info.etag));
    response.headers.add("Last-Modified", wire::http_date(info.last_modified));
    response.headers.add("Accept-Ranges", "bytes");
    response.headers.add("x-amz-server-side-encryption", "AES256");
    response.headers.add("Content-Type", std::string{kDefaultType});
    for (const auto& [name, value] : info.headers) {
        if (!name.starts_with(kChecksumPrefix)) {
            response.headers.set(name, value);
        }
    }
    for (const Override& override : kOverrides) {
        if (request.has(override.parameter)) {
            response.headers.set(override.header, request.parameter(override.parameter));
        }
    }
}

Failure precondition_failed() {
    return fail(
        ErrorCode::ConditionFailed,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold"
    );
}

std::string content_range(const ByteRange& range, std::int64_t size) {
    return "bytes " + std::to_string(range.first) + "-" + std::to_string(range.last) + "/" +
           std::to_string(size);
}

std::string empty_tag_set() {
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open("Tagging", wire::kS3Namespace);
    writer.element("TagSet", "");
    writer.close("Tagging");
    return body;
}

}  // namespace

S3Service::Answer S3Service::put_object(const S3Request& request) {
    TRY(s3_.check_bucket(request.bucket));
    S3Body body = TRY(read_s3_body(request));
    PutObjectInput input{
        .bucket = request.bucket,
        .key = request.key,
        .body = std::move(body.bytes),
        .headers = object_headers(*request.http),
        .if_match = std::string{request.header("If-Match")},
        .if_none_match = std::string{request.header("If-None-Match")}};
    input.headers.insert(input.headers.end(), body.checksums.begin(), body.checksums.end());
    const S3ObjectInfo info = TRY(s3_.put_object(input));
    wire::HttpResponse response{
        .headers = {{"ETag", quoted(info.etag)}, {"x-amz-server-side-encryption", "AES256"}}};
    add_checksums(body.checksums, response);
    return response;
}

Result<S3Service::CopySource> S3Service::copy_source(const S3Request& request) {
    std::string source = wire::percent_decode(request.header("x-amz-copy-source"));
    source.erase(0, source.starts_with('/') ? 1 : 0);
    source = source.substr(0, source.find("?versionId="));
    const std::size_t slash = source.find('/');
    if (slash == std::string::npos || slash + 1 == source.size()) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidArgument",
            "Copy Source must mention the source bucket and key: sourcebucket/sourcekey"
        );
    }
    CopySource found{.bucket = source.substr(0, slash)};
    found.info = TRY(s3_.head_object(found.bucket, source.substr(slash + 1)));
    if (judge_conditions(request, found.info, "x-amz-copy-source-") != Verdict::Go) {
        return precondition_failed();
    }
    return found;
}

S3Service::Answer S3Service::copy_object(const S3Request& request) {
    TRY(s3_.check_bucket(request.bucket));
    const CopySource source = TRY(copy_source(request));
    const bool replaces = request.header("x-amz-metadata-directive") == "REPLACE";
    const std::string own_path = request.bucket + "/" + request.key;
    const std::string source_path = wire::percent_decode(request.header("x-amz-copy-source"));
    if (!replaces && (source_path == own_path || source_path == "/" + own_path)) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidRequest",
            "This copy request is illegal because it is trying to copy an object to itself without "
            "changing the object's metadata, storage class, website redirect location or "
            "encryption attributes."
        );
    }
    const S3ObjectInfo info = TRY(s3_.put_object(
        {.bucket = request.bucket,
         .key = request.key,
         .body = s3_.read_bytes(source.bucket, source.info.key, 0, source.info.size),
         .headers = replaces ? object_headers(*request.http) : source.info.headers}
    ));
    wire::HttpResponse response = s3_xml(wire::write_s3_copy_result(info, "CopyObjectResult"));
    response.headers.add("x-amz-server-side-encryption", "AES256");
    return response;
}

S3Service::Answer S3Service::get_object(const S3Request& request) {
    if (request.has("tagging")) {
        TRY(s3_.head_object(request.bucket, request.key));
        return s3_xml(empty_tag_set());
    }
    const S3ObjectInfo info = TRY(s3_.head_object(request.bucket, request.key));
    switch (judge_conditions(request, info)) {
        case Verdict::Failed:
            return precondition_failed();
        case Verdict::NotModified:
            return wire::HttpResponse{
                .status = 304,
                .headers = {
                    {"ETag", quoted(info.etag)},
                    {"Last-Modified", wire::http_date(info.last_modified)}}};
        case Verdict::Go:
            break;
    }
    return serve_object(request, info);
}

S3Service::Answer S3Service::serve_object(const S3Request& request, const S3ObjectInfo& info) {
    const auto range = TRY(read_range(request.header("Range"), info.size));
    const ByteRange part = range.value_or(ByteRange{.first = 0, .last = info.size - 1});
    const std::int64_t length = part.last - part.first + 1;
    wire::HttpResponse response;
    add_object_headers(request, info, response);
    response.headers.add("Content-Length", std::to_string(length));
    if (range) {
        response.status = 206;
        response.headers.add("Content-Range", content_range(part, info.size));
    } else if (request.header("x-amz-checksum-mode") == "ENABLED") {
        add_checksums(info.headers, response);
    }
    if (request.http->method == "GET") {
        response.body = s3_.read_bytes(request.bucket, request.key, part.first, length);
    }
    return response;
}

S3Service::Answer S3Service::delete_object(const S3Request& request) {
    TRY(s3_.delete_object(request.bucket, request.key));
    return wire::HttpResponse{.status = 204};
}

}  // namespace sosw::endpoint
