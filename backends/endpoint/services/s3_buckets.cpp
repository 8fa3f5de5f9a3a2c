#include <charconv>
#include <optional>
#include <string_view>
#include <utility>

#include "backends/endpoint/services/page_token.hpp"
#include "backends/endpoint/services/s3_service.hpp"
#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/services/timestamps.hpp"
#include "backends/wire/services/xml_writer.hpp"

/// What `S3Service` answers about buckets.

namespace sosw::endpoint {
namespace {

constexpr std::int64_t kKeysMax = 1000;

Failure invalid_argument(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidArgument", std::move(message));
}

/// An element that is all of a document.
std::string document(std::string_view name, std::string_view text) {
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open(name, wire::kS3Namespace);
    writer.text(text);
    writer.close(name);
    return body;
}

Result<std::int64_t> keys_max_of(const std::string& text) {
    if (text.empty()) {
        return kKeysMax;
    }
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) {
        return invalid_argument("Provided max-keys not an integer or within integer range");
    }
    return std::min(value, kKeysMax);
}

Result<wire::S3ListingRequest> read_listing(const S3Request& request) {
    const auto keys_max = TRY(keys_max_of(request.parameter("max-keys")));
    wire::S3ListingRequest listing{
        .input =
            {.bucket = request.bucket,
             .prefix = request.parameter("prefix"),
             .delimiter = request.parameter("delimiter"),
             .keys_max = keys_max},
        .version_2 = request.parameter("list-type") == "2",
        .url_encoded = request.parameter("encoding-type") == "url",
        .with_owner = request.parameter("fetch-owner") == "true"};
    if (!listing.version_2) {
        listing.marker = request.parameter("marker");
        listing.input.after = listing.marker;
        return listing;
    }
    listing.start_after = request.parameter("start-after");
    listing.continuation_token = request.parameter("continuation-token");
    listing.input.after = listing.start_after;
    if (!listing.continuation_token.empty()) {
        const auto after = read_page_token(listing.continuation_token);
        if (!after) {
            return invalid_argument("The continuation token provided is incorrect");
        }
        listing.input.after = *after;
    }
    return listing;
}

}  // namespace

S3Service::Answer S3Service::list_buckets() {
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open("ListAllMyBucketsResult", wire::kS3Namespace);
    writer.open("Owner");
    writer.element("ID", account_.account_id);
    writer.close("Owner");
    writer.open("Buckets");
    for (const sqlite::S3Bucket& bucket : s3_.buckets()) {
        writer.open("Bucket");
        writer.element("Name", bucket.name);
        writer.element("CreationDate", wire::iso8601_milliseconds(bucket.created_at));
        writer.close("Bucket");
    }
    writer.close("Buckets");
    writer.close("ListAllMyBucketsResult");
    return s3_xml(std::move(body));
}

S3Service::Answer S3Service::create_bucket(const S3Request& request) {
    TRY(s3_.create_bucket(request.bucket));
    return wire::HttpResponse{.headers = {{"Location", "/" + request.bucket}}};
}

S3Service::Answer S3Service::head_bucket(const S3Request& request) {
    TRY(s3_.check_bucket(request.bucket));
    return wire::HttpResponse{
        .headers = {
            {"Content-Type", "application/xml"},
            {"Content-Length", "0"},
            {"x-amz-bucket-region", account_.region}}};
}

S3Service::Answer S3Service::delete_bucket(const S3Request& request) {
    TRY(s3_.delete_bucket(request.bucket));
    return wire::HttpResponse{.status = 204};
}

S3Service::Answer S3Service::describe_bucket(const S3Request& request) {
    TRY(s3_.check_bucket(request.bucket));
    if (request.has("location")) {
        return s3_xml(document("LocationConstraint", account_.region));
    }
    if (request.has("versioning")) {
        return s3_xml(document("VersioningConfiguration", ""));
    }
    if (request.has("tagging")) {
        return fail(ErrorCode::NotFound, "NoSuchTagSet", "The TagSet does not exist");
    }
    return list_objects(request);
}

S3Service::Answer S3Service::list_objects(const S3Request& request) {
    const wire::S3ListingRequest listing = TRY(read_listing(request));
    const ListObjectsOutput output = TRY(s3_.list_objects(listing.input));
    const std::string next = output.is_truncated ? make_page_token(output.last) : "";
    return s3_xml(wire::write_s3_listing(listing, output, next));
}

S3Service::Answer S3Service::delete_objects(const S3Request& request) {
    TRY(s3_.check_bucket(request.bucket));
    const S3Body body = TRY(read_s3_body(request));
    const wire::S3Deletion deletion = TRY(wire::read_s3_deletion(body.bytes));
    for (const std::string& key : deletion.keys) {
        TRY(s3_.delete_object(request.bucket, key));
    }
    return s3_xml(wire::write_s3_deletion(deletion));
}

S3Service::Answer S3Service::list_uploads(const S3Request& request) {
    const auto uploads = TRY(s3_.uploads(request.bucket));
    std::string body;
    wire::XmlWriter writer{body};
    writer.declaration();
    writer.open("ListMultipartUploadsResult", wire::kS3Namespace);
    writer.element("Bucket", request.bucket);
    writer.element("MaxUploads", kKeysMax);
    writer.element("IsTruncated", false);
    for (const sqlite::S3Upload& upload : uploads) {
        writer.open("Upload");
        writer.element("Key", upload.key);
        writer.element("UploadId", upload.upload_id);
        writer.element("StorageClass", "STANDARD");
        writer.element("Initiated", wire::iso8601_milliseconds(upload.initiated_at));
        writer.close("Upload");
    }
    writer.close("ListMultipartUploadsResult");
    return s3_xml(std::move(body));
}

}  // namespace sosw::endpoint
