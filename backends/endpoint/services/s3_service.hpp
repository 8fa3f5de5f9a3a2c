#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/endpoint/http_service.hpp"
#include "backends/endpoint/services/s3_request.hpp"
#include "backends/sqlite/aws_account.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "backends/wire/services/service_error.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"

namespace sosw::endpoint {

/// Amazon S3 in its REST protocol: buckets, objects, listings and multipart uploads, without
/// versions, access control and encryption. What is asked of these is refused as not implemented.
///
/// An answer to HEAD has no body, and says the object's length in `Content-Length`.
class S3Service final : public HttpService {
public:
    /// `s3` must outlive this object; `random` makes request ids.
    S3Service(sqlite::SqliteS3& s3, Random random, sqlite::AwsAccount account = {});

    void handle(const wire::HttpRequest& request, Reply reply) override;

private:
    using Answer = Result<wire::HttpResponse>;

    Answer route(const S3Request& request);
    Answer route_bucket(const S3Request& request);
    Answer route_object(const S3Request& request);
    wire::HttpResponse refuse(const S3Request& request, const Error& error);

    // Buckets, in s3_buckets.cpp.
    Answer list_buckets();
    Answer create_bucket(const S3Request& request);
    Answer head_bucket(const S3Request& request);
    Answer delete_bucket(const S3Request& request);
    Answer describe_bucket(const S3Request& request);
    Answer list_objects(const S3Request& request);
    Answer delete_objects(const S3Request& request);
    Answer list_uploads(const S3Request& request);

    // Objects, in s3_objects.cpp.
    Answer put_object(const S3Request& request);
    Answer copy_object(const S3Request& request);
    Answer get_object(const S3Request& request);
    Answer delete_object(const S3Request& request);
    /// The object or the range of it that is asked for; of HEAD the headers alone.
    Answer serve_object(const S3Request& request, const S3ObjectInfo& info);
    struct CopySource {
        std::string bucket{};
        S3ObjectInfo info{};
    };
    /// The object that `x-amz-copy-source` names, if its conditions hold.
    Result<CopySource> copy_source(const S3Request& request);

    // Multipart uploads, in s3_uploads.cpp.
    Answer create_upload(const S3Request& request);
    Answer put_part(const S3Request& request);
    Answer copy_part(const S3Request& request, std::int64_t number);
    Answer complete_upload(const S3Request& request);
    Answer abort_upload(const S3Request& request);
    Answer list_parts(const S3Request& request);

    sqlite::SqliteS3& s3_;
    Random random_;
    sqlite::AwsAccount account_;
};

/// An answer with an XML body.
wire::HttpResponse s3_xml(std::string body);

/// What S3 says of an operation or header that we do not have.
Failure s3_not_implemented();

}  // namespace sosw::endpoint
