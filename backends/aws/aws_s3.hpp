#pragma once

#include <string>

#include "backends/aws/aws_client.hpp"
#include "core/base/random.hpp"
#include "core/ports/s3.hpp"

namespace sosw::aws {

/// S3 over HTTP, by its REST paths. Not for two threads at once.
///
/// Buckets are named in the path, which suits every endpoint and every name. A write with a
/// condition is not repeated when its answer was lost: the repetition would be refused, or fail,
/// for what the first one did.
class AwsS3 final : public S3 {
public:
    AwsS3(
        const AwsAccess& access,
        Random random,
        ServiceAddress address,
        const RetryOptions& retries = {}
    );

    /// The answer has ETag and size; S3 does not say when the object was written.
    Result<S3ObjectInfo> put_object(const PutObjectInput& input) override;
    Result<GetObjectOutput> get_object(const std::string& bucket, const std::string& key) override;
    /// S3 does not say here whether it is the key or the bucket that is missing: `NoSuchKey`.
    Result<S3ObjectInfo> head_object(const std::string& bucket, const std::string& key) override;
    Result<void> delete_object(const std::string& bucket, const std::string& key) override;
    Result<ListObjectsOutput> list_objects(const ListObjectsInput& input) override;

private:
    AwsClient client_;
};

}  // namespace sosw::aws
