#include "backends/endpoint/services/s3_service.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "backends/wire/base64.hpp"
#include "backends/wire/services/s3_values.hpp"

namespace sosw::endpoint {
namespace {

struct ErrorStatus {
    std::string_view code;
    int status;
};
/// Those that are no 400.
constexpr std::array kStatuses = {
    ErrorStatus{"NoSuchBucket", 404},
    ErrorStatus{"NoSuchKey", 404},
    ErrorStatus{"NoSuchUpload", 404},
    ErrorStatus{"NoSuchTagSet", 404},
    ErrorStatus{"BucketAlreadyOwnedByYou", 409},
    ErrorStatus{"BucketNotEmpty", 409},
    ErrorStatus{"PreconditionFailed", 412},
    ErrorStatus{"InvalidRange", 416},
    ErrorStatus{"MethodNotAllowed", 405},
    ErrorStatus{"NotImplemented", 501},
};

int status_of(std::string_view code) {
    const auto found = std::ranges::find(kStatuses, code, &ErrorStatus::code);
    return found == kStatuses.end() ? 400 : found->status;
}

Failure method_not_allowed() {
    return fail(
        ErrorCode::InvalidRequest,
        "MethodNotAllowed",
        "The specified method is not allowed against this resource."
    );
}

/// Sub-resources of buckets and objects that are other operations than the plain ones.
constexpr std::array<std::string_view, 21> kUnknownResources = {
    "accelerate",
    "acl",
    "analytics",
    "cors",
    "encryption",
    "inventory",
    "legal-hold",
    "lifecycle",
    "logging",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "policy",
    "publicAccessBlock",
    "replication",
    "requestPayment",
    "restore",
    "select",
    "versions",
    "website"};

bool asks_for_unknown(const S3Request& request) {
    return std::ranges::any_of(kUnknownResources, [&](std::string_view name) {
        return request.has(name);
    });
}

}  // namespace

wire::HttpResponse s3_xml(std::string body) {
    return {.headers = {{"Content-Type", "application/xml"}}, .body = std::move(body)};
}

Failure s3_not_implemented() {
    return fail(
        ErrorCode::InvalidRequest,
        "NotImplemented",
        "A header or query you provided implies functionality that is not implemented."
    );
}

S3Service::S3Service(sqlite::SqliteS3& s3, Random random, sqlite::AwsAccount account)
    : s3_{s3}, random_{random}, account_{std::move(account)} {}

void S3Service::handle(const wire::HttpRequest& request, Reply reply) {
    const S3Request parsed = parse_s3_request(request);
    auto answer = route(parsed);
    wire::HttpResponse response = answer ? std::move(*answer) : refuse(parsed, answer.error());
    if (response.headers.find("x-amz-request-id") == nullptr) {
        response.headers.add("x-amz-request-id", random_.uuid_hex().substr(0, 16));
    }
    if (request.method == "HEAD") {
        response.body.clear();
    }
    reply(std::move(response));
}

S3Service::Answer S3Service::route(const S3Request& request) {
    if (request.bucket.empty()) {
        return request.http->method == "GET" ? list_buckets() : Answer{method_not_allowed()};
    }
    if (asks_for_unknown(request)) {
        return s3_not_implemented();
    }
    return request.key.empty() ? route_bucket(request) : route_object(request);
}

S3Service::Answer S3Service::route_bucket(const S3Request& request) {
    const std::string& method = request.http->method;
    if (method == "GET") {
        return request.has("uploads") ? list_uploads(request) : describe_bucket(request);
    }
    if (method == "HEAD") {
        return head_bucket(request);
    }
    if (method == "POST" && request.has("delete")) {
        return delete_objects(request);
    }
    const bool of_setting = request.has("tagging") || request.has("versioning");
    if (of_setting || method == "POST") {
        return s3_not_implemented();
    }
    if (method == "PUT") {
        return create_bucket(request);
    }
    return method == "DELETE" ? delete_bucket(request) : Answer{method_not_allowed()};
}

S3Service::Answer S3Service::route_object(const S3Request& request) {
    const std::string& method = request.http->method;
    const bool of_upload = request.has("uploadId");
    if (request.has("tagging") && method != "GET") {
        return s3_not_implemented();
    }
    if (method == "GET" || method == "HEAD") {
        return of_upload ? list_parts(request) : get_object(request);
    }
    if (method == "PUT" && of_upload) {
        return put_part(request);
    }
    if (method == "PUT") {
        const bool copies = !request.header("x-amz-copy-source").empty();
        return copies ? copy_object(request) : put_object(request);
    }
    if (method == "DELETE") {
        return of_upload ? abort_upload(request) : delete_object(request);
    }
    if (method == "POST" && of_upload) {
        return complete_upload(request);
    }
    if (method == "POST" && request.has("uploads")) {
        return create_upload(request);
    }
    return method_not_allowed();
}

wire::HttpResponse S3Service::refuse(const S3Request& request, const Error& error) {
    const wire::ServiceError told{
        .code = error.name, .message = error.message, .status = status_of(error.name)};
    std::string request_id = random_.uuid_hex().substr(0, 16);
    wire::HttpResponse response = s3_xml(wire::write_s3_error(
        told,
        {.bucket = request.bucket,
         .key = request.key,
         .request_id = request_id,
         .host_id = wire::base64_encode(random_.uuid_hex())}
    ));
    response.status = told.status;
    response.headers.add("x-amz-request-id", std::move(request_id));
    return response;
}

}  // namespace sosw::endpoint
