#include <charconv>
#include <optional>
#include <utility>

#include "backends/endpoint/services/s3_conditions.hpp"
#include "backends/endpoint/services/s3_service.hpp"
#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/services/timestamps.hpp"
#include "backends/wire/services/xml_writer.hpp"

/// What `S3Service` answers about multipart uploads.

namespace sosw::endpoint {
namespace {

constexpr std::int64_t kPartsMax = 10'000;

sqlite::S3Upload upload_of(const S3Request& request) {
    return {
        .upload_id = request.parameter("uploadId"), .bucket = request.bucket, .key = request.key};
}

Result<std::int64_t> part_number_of(const S3Request& request) {
    const std::string text = request.parameter("partNumber");
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 1 ||
        number > kPartsMax) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidArgument",
            "Part number must be an integer between 1 and 10000, inclusive"
        );
    }
    return number;
}

void write_part(wire::XmlWriter& writer, const sqlite::S3Part& part) {
    writer.open("Part");
    writer.element("PartNumber", part.number);
    writer.element("LastModified", wire::iso8601_milliseconds(part.last_modified));
    writer.element("ETag", "\"" + part.etag + "\"");
    writer.element("Size", part.size);
    writer.close("Part");
}

}  // namespace

S3Service::Answer S3Service::create_upload(const S3Request& request) {
    const std::string id =
        TRY(s3_.create_upload(request.bucket, request.key, object_headers(*request.http)));
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open("InitiateMultipartUploadResult", wire::kS3Namespace);
    writer.element("Bucket", request.bucket);
    writer.element("Key", request.key);
    writer.element("UploadId", id);
    writer.close("InitiateMultipartUploadResult");
    wire::HttpResponse response = s3_xml(std::move(body));
    response.headers.add("x-amz-server-side-encryption", "AES256");
    return response;
}

S3Service::Answer S3Service::put_part(const S3Request& request) {
    const std::int64_t number = TRY(part_number_of(request));
    if (!request.header("x-amz-copy-source").empty()) {
        return copy_part(request, number);
    }
    const S3Body body = TRY(read_s3_body(request));
    const sqlite::S3Part part = TRY(s3_.put_part(upload_of(request), number, body.bytes));
    wire::HttpResponse response{
        .headers = {{"ETag", "\"" + part.etag + "\""}, {"x-amz-server-side-encryption", "AES256"}}};
    for (const auto& [name, value] : body.checksums) {
        response.headers.add(name, value);
    }
    return response;
}

S3Service::Answer S3Service::copy_part(const S3Request& request, std::int64_t number) {
    const CopySource source = TRY(copy_source(request));
    const auto range = TRY(read_range(request.header("x-amz-copy-source-range"), source.info.size));
    const ByteRange part = range.value_or(ByteRange{.first = 0, .last = source.info.size - 1});
    const std::string bytes =
        s3_.read_bytes(source.bucket, source.info.key, part.first, part.last - part.first + 1);
    const sqlite::S3Part stored = TRY(s3_.put_part(upload_of(request), number, bytes));
    return s3_xml(wire::write_s3_copy_result(
        {.etag = stored.etag, .last_modified = stored.last_modified}, "CopyPartResult"
    ));
}

S3Service::Answer S3Service::complete_upload(const S3Request& request) {
    TRY(s3_.parts(upload_of(request)));
    std::vector<sqlite::S3Part> wanted;
    for (wire::S3PartReference& part : TRY(wire::read_s3_parts(request.http->body))) {
        wanted.push_back({.number = part.number, .etag = std::move(part.etag)});
    }
    const S3ObjectInfo info = TRY(s3_.complete_upload(upload_of(request), wanted));
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open("CompleteMultipartUploadResult", wire::kS3Namespace);
    writer.element(
        "Location",
        "http://" + std::string{request.header("Host")} + "/" + request.bucket + "/" + request.key
    );
    writer.element("Bucket", request.bucket);
    writer.element("Key", request.key);
    writer.element("ETag", "\"" + info.etag + "\"");
    writer.close("CompleteMultipartUploadResult");
    return s3_xml(std::move(body));
}

S3Service::Answer S3Service::abort_upload(const S3Request& request) {
    TRY(s3_.abort_upload(upload_of(request)));
    return wire::HttpResponse{.status = 204};
}

S3Service::Answer S3Service::list_parts(const S3Request& request) {
    const auto parts = TRY(s3_.parts(upload_of(request)));
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open("ListPartsResult", wire::kS3Namespace);
    writer.element("Bucket", request.bucket);
    writer.element("Key", request.key);
    writer.element("UploadId", request.parameter("uploadId"));
    writer.element("StorageClass", "STANDARD");
    writer.element("MaxParts", kPartsMax);
    writer.element("IsTruncated", false);
    for (const sqlite::S3Part& part : parts) {
        write_part(writer, part);
    }
    writer.close("ListPartsResult");
    return s3_xml(std::move(body));
}

}  // namespace sosw::endpoint
