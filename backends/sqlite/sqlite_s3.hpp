#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/s3.hpp"

namespace sosw::sqlite {

struct S3Bucket {
    std::string name{};
    Timestamp created_at{};
};

/// A multipart upload that is not completed yet.
struct S3Upload {
    std::string upload_id{};
    std::string bucket{};
    std::string key{};
    Timestamp initiated_at{};
};

struct S3Part {
    std::int64_t number = 0;
    std::string etag{};
    std::int64_t size = 0;
    Timestamp last_modified{};
};

/// Amazon S3 in SQLite: buckets, objects and multipart uploads, without versions.
class SqliteS3 final : public S3 {
public:
    /// All references must outlive this object. `random` makes the ids of uploads.
    SqliteS3(Database& database, Clock& clock, Random random);

    Result<S3ObjectInfo> put_object(const PutObjectInput& input) override;
    Result<GetObjectOutput> get_object(const std::string& bucket, const std::string& key) override;
    Result<S3ObjectInfo> head_object(const std::string& bucket, const std::string& key) override;
    /// `length` bytes from `first` on, as far as there are; nothing of an object that is not there.
    std::string read_bytes(
        const std::string& bucket, const std::string& key, std::int64_t first, std::int64_t length
    );
    Result<void> delete_object(const std::string& bucket, const std::string& key) override;
    Result<ListObjectsOutput> list_objects(const ListObjectsInput& input) override;

    /// Errors: `InvalidBucketName`, `BucketAlreadyOwnedByYou`.
    Result<void> create_bucket(const std::string& bucket);
    /// Errors: `NoSuchBucket`.
    Result<void> check_bucket(const std::string& bucket);
    /// Errors: `NoSuchBucket`, `BucketNotEmpty`.
    Result<void> delete_bucket(const std::string& bucket);
    /// By name.
    std::vector<S3Bucket> buckets();

    using Headers = std::vector<std::pair<std::string, std::string>>;
    /// The answer is the upload's id. Errors: `NoSuchBucket`, `KeyTooLongError`.
    Result<std::string> create_upload(
        const std::string& bucket, const std::string& key, const Headers& headers
    );
    /// Errors: `NoSuchUpload`.
    Result<S3Part> put_part(const S3Upload& upload, std::int64_t number, const std::string& body);
    /// By number. Errors: `NoSuchUpload`.
    Result<std::vector<S3Part>> parts(const S3Upload& upload);
    /// Makes an object of the parts named by number and ETag.
    ///
    /// Errors: `NoSuchUpload`, `InvalidPart`, `InvalidPartOrder`, `EntityTooSmall` for parts below
    /// 5 MB before the last one.
    Result<S3ObjectInfo> complete_upload(const S3Upload& upload, const std::vector<S3Part>& wanted);
    /// Errors: `NoSuchUpload`.
    Result<void> abort_upload(const S3Upload& upload);
    /// By key. Errors: `NoSuchBucket`.
    Result<std::vector<S3Upload>> uploads(const std::string& bucket);

private:
    std::optional<Headers> upload_headers(const S3Upload& upload);
    Result<void> check_upload(const S3Upload& upload);
    Result<void> check_parts(const S3Upload& upload, const std::vector<S3Part>& wanted);
    std::string part_body(const S3Upload& upload, std::int64_t number);
    std::optional<std::string> etag_of(const std::string& bucket, const std::string& key);
    S3ObjectInfo store(const PutObjectInput& input, std::string etag);
    void forget_upload(const S3Upload& upload);

    Database& database_;
    Clock& clock_;
    Random random_;
};

}  // namespace sosw::sqlite
