#include "backends/sqlite/sqlite_s3.hpp"

#include "backends/sqlite/object_names.hpp"
#include "backends/wire/services/digest.hpp"
#include "backends/wire/services/s3_values.hpp"
#include "backends/wire/signature/digest.hpp"

namespace sosw::sqlite {
namespace {

constexpr std::string_view kSchema = R"(
CREATE TABLE IF NOT EXISTS s3_bucket (name TEXT PRIMARY KEY, created_at_us INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS s3_object (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    etag TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_at_us INTEGER NOT NULL,
    headers TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (bucket, key)
);
CREATE TABLE IF NOT EXISTS s3_upload (
    upload_id TEXT PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    headers TEXT NOT NULL,
    initiated_at_us INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS s3_part (
    upload_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    etag TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_at_us INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (upload_id, number)
);
)";

Database& with_schema(Database& database) {
    database.execute(std::string{kSchema});
    return database;
}

Failure no_bucket() {
    return fail(ErrorCode::NotFound, "NoSuchBucket", "The specified bucket does not exist");
}

Failure no_key() {
    return fail(ErrorCode::NotFound, "NoSuchKey", "The specified key does not exist.");
}

Failure precondition_failed() {
    return fail(
        ErrorCode::ConditionFailed,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold"
    );
}

/// `there`: the ETag of what is there, if anything.
Result<void> check_conditions(
    const PutObjectInput& input, const std::optional<std::string>& there
) {
    if (!input.if_none_match.empty() && input.if_none_match != "*") {
        return fail(
            ErrorCode::InvalidRequest,
            "NotImplemented",
            "A header you provided implies functionality that is not implemented"
        );
    }
    if (!input.if_none_match.empty() && there) {
        return precondition_failed();
    }
    if (!input.if_match.empty() && !there) {
        return no_key();
    }
    if (!input.if_match.empty() && !wire::lists_etag(input.if_match, *there)) {
        return precondition_failed();
    }
    return {};
}

/// Reads `key, etag, size, modified_at_us`.
S3ObjectInfo read_info(const Statement& row) {
    return {
        .key = std::string{row.column_text(0)},
        .etag = std::string{row.column_text(1)},
        .size = row.column_int64(2),
        .last_modified = from_epoch_microseconds(row.column_int64(3))};
}

/// Collects a page of keys, those that share a prefix up to the delimiter as one.
class Page {
public:
    explicit Page(const ListObjectsInput& input) : input_{input} {}

    /// False: the page is full, and this one belongs to the next.
    bool add(S3ObjectInfo info) {
        const std::string prefix = common_prefix(info.key);
        const bool seen = !prefix.empty() && (prefix == output_.last || prefix == input_.after);
        if (seen) {
            return true;
        }
        if (count_ == input_.keys_max) {
            output_.is_truncated = count_ > 0;
            return false;
        }
        ++count_;
        output_.last = prefix.empty() ? info.key : prefix;
        if (prefix.empty()) {
            output_.contents.push_back(std::move(info));
        } else {
            output_.common_prefixes.push_back(prefix);
        }
        return true;
    }

    ListObjectsOutput take() { return std::move(output_); }

private:
    std::string common_prefix(const std::string& key) const {
        const std::size_t at = input_.delimiter.empty()
                                   ? std::string::npos
                                   : key.find(input_.delimiter, input_.prefix.size());
        return at == std::string::npos ? "" : key.substr(0, at + input_.delimiter.size());
    }

    const ListObjectsInput& input_;
    ListObjectsOutput output_;
    std::int64_t count_ = 0;
};

}  // namespace

SqliteS3::SqliteS3(Database& database, Clock& clock, Random random)
    : database_{with_schema(database)}, clock_{clock}, random_{random} {}

Result<void> SqliteS3::check_bucket(const std::string& bucket) {
    Statement select{database_, "SELECT 1 FROM s3_bucket WHERE name = ?"};
    select.bind_text(1, bucket);
    if (!select.step()) {
        return no_bucket();
    }
    return {};
}

Result<void> SqliteS3::create_bucket(const std::string& bucket) {
    TRY(check_bucket_name(bucket));
    if (check_bucket(bucket)) {
        return fail(
            ErrorCode::InvalidRequest,
            "BucketAlreadyOwnedByYou",
            "Your previous request to create the named bucket succeeded and you already own it."
        );
    }
    Statement insert{database_, "INSERT INTO s3_bucket VALUES (?, ?)"};
    insert.bind_text(1, bucket).bind(2, epoch_microseconds(clock_.now())).run();
    return {};
}

Result<void> SqliteS3::delete_bucket(const std::string& bucket) {
    TRY(check_bucket(bucket));
    Statement any{database_, "SELECT 1 FROM s3_object WHERE bucket = ? LIMIT 1"};
    any.bind_text(1, bucket);
    if (any.step()) {
        return fail(
            ErrorCode::InvalidRequest,
            "BucketNotEmpty",
            "The bucket you tried to delete is not empty"
        );
    }
    WriteScope scope{database_};
    for (const S3Upload& upload : TRY(uploads(bucket))) {
        forget_upload(upload);
    }
    Statement remove{database_, "DELETE FROM s3_bucket WHERE name = ?"};
    remove.bind_text(1, bucket).run();
    scope.commit();
    return {};
}

std::vector<S3Bucket> SqliteS3::buckets() {
    Statement select{database_, "SELECT name, created_at_us FROM s3_bucket ORDER BY name"};
    std::vector<S3Bucket> buckets;
    while (select.step()) {
        buckets.push_back(
            {.name = std::string{select.column_text(0)},
             .created_at = from_epoch_microseconds(select.column_int64(1))}
        );
    }
    return buckets;
}

std::optional<std::string> SqliteS3::etag_of(const std::string& bucket, const std::string& key) {
    Statement select{database_, "SELECT etag FROM s3_object WHERE bucket = ? AND key = ?"};
    select.bind_text(1, bucket).bind_text(2, key);
    return select.step() ? std::optional{std::string{select.column_text(0)}} : std::nullopt;
}

S3ObjectInfo SqliteS3::store(const PutObjectInput& input, std::string etag) {
    S3ObjectInfo info{
        .key = input.key,
        .etag = std::move(etag),
        .size = static_cast<std::int64_t>(input.body.size()),
        .last_modified = clock_.now(),
        .headers = input.headers};
    const std::string headers = encode_headers(input.headers);
    Statement insert{database_, "INSERT OR REPLACE INTO s3_object VALUES (?, ?, ?, ?, ?, ?, ?)"};
    insert.bind_text(1, input.bucket)
        .bind_text(2, input.key)
        .bind_text(3, info.etag)
        .bind(4, info.size)
        .bind(5, epoch_microseconds(info.last_modified))
        .bind_text(6, headers)
        .bind_blob(7, input.body)
        .run();
    return info;
}

Result<S3ObjectInfo> SqliteS3::put_object(const PutObjectInput& input) {
    TRY(check_bucket(input.bucket));
    TRY(check_object_key(input.key));
    WriteScope scope{database_};
    TRY(check_conditions(input, etag_of(input.bucket, input.key)));
    S3ObjectInfo info = store(input, wire::to_hex(wire::md5(input.body)));
    scope.commit();
    return info;
}

Result<GetObjectOutput> SqliteS3::get_object(const std::string& bucket, const std::string& key) {
    TRY(check_bucket(bucket));
    Statement select{
        database_,
        "SELECT key, etag, size, modified_at_us, headers, body FROM s3_object "
        "WHERE bucket = ? AND key = ?"};
    select.bind_text(1, bucket).bind_text(2, key);
    if (!select.step()) {
        return no_key();
    }
    GetObjectOutput output{.info = read_info(select), .body = std::string{select.column_blob(5)}};
    output.info.headers = decode_headers(select.column_text(4));
    return output;
}

Result<S3ObjectInfo> SqliteS3::head_object(const std::string& bucket, const std::string& key) {
    TRY(check_bucket(bucket));
    Statement select{
        database_,
        "SELECT key, etag, size, modified_at_us, headers FROM s3_object "
        "WHERE bucket = ? AND key = ?"};
    select.bind_text(1, bucket).bind_text(2, key);
    if (!select.step()) {
        return no_key();
    }
    S3ObjectInfo info = read_info(select);
    info.headers = decode_headers(select.column_text(4));
    return info;
}

std::string SqliteS3::read_bytes(
    const std::string& bucket, const std::string& key, std::int64_t first, std::int64_t length
) {
    Statement select{
        database_, "SELECT substr(body, ?3, ?4) FROM s3_object WHERE bucket = ?1 AND key = ?2"};
    select.bind_text(1, bucket).bind_text(2, key).bind(3, first + 1).bind(4, length);
    return select.step() ? std::string{select.column_blob(0)} : std::string{};
}

Result<void> SqliteS3::delete_object(const std::string& bucket, const std::string& key) {
    TRY(check_bucket(bucket));
    Statement remove{database_, "DELETE FROM s3_object WHERE bucket = ? AND key = ?"};
    remove.bind_text(1, bucket).bind_text(2, key).run();
    return {};
}

Result<ListObjectsOutput> SqliteS3::list_objects(const ListObjectsInput& input) {
    TRY(check_bucket(input.bucket));
    Statement select{
        database_,
        "SELECT key, etag, size, modified_at_us FROM s3_object WHERE bucket = ?1 AND key >= ?2 "
        "AND key > ?3 AND substr(key, 1, length(?2)) = ?2 ORDER BY key"};
    select.bind_text(1, input.bucket).bind_text(2, input.prefix).bind_text(3, input.after);
    Page page{input};
    while (select.step() && page.add(read_info(select))) {
    }
    return page.take();
}

}  // namespace sosw::sqlite
