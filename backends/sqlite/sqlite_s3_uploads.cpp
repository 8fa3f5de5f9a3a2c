#include <algorithm>
#include <functional>
#include <string_view>

#include "backends/sqlite/object_names.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "backends/wire/services/digest.hpp"
#include "backends/wire/signature/digest.hpp"

/// Multipart uploads of `SqliteS3`.

namespace sosw::sqlite {
namespace {

constexpr std::int64_t kPartSizeMin = 5LL * 1024 * 1024;

Failure no_upload() {
    return fail(
        ErrorCode::NotFound,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have "
        "been aborted or completed."
    );
}

}  // namespace

Result<std::string> SqliteS3::create_upload(
    const std::string& bucket, const std::string& key, const Headers& headers
) {
    TRY(check_bucket(bucket));
    TRY(check_object_key(key));
    std::string upload_id = random_.uuid_hex() + random_.uuid_hex();
    const std::string encoded = encode_headers(headers);
    Statement insert{database_, "INSERT INTO s3_upload VALUES (?, ?, ?, ?, ?)"};
    insert.bind_text(1, upload_id).bind_text(2, bucket).bind_text(3, key).bind_text(4, encoded);
    insert.bind(5, epoch_microseconds(clock_.now())).run();
    return upload_id;
}

std::optional<SqliteS3::Headers> SqliteS3::upload_headers(const S3Upload& upload) {
    Statement select{
        database_, "SELECT headers FROM s3_upload WHERE upload_id = ? AND bucket = ? AND key = ?"};
    select.bind_text(1, upload.upload_id).bind_text(2, upload.bucket).bind_text(3, upload.key);
    return select.step() ? std::optional{decode_headers(select.column_text(0))} : std::nullopt;
}

Result<void> SqliteS3::check_upload(const S3Upload& upload) {
    TRY(check_bucket(upload.bucket));
    if (!upload_headers(upload)) {
        return no_upload();
    }
    return {};
}

Result<S3Part> SqliteS3::put_part(
    const S3Upload& upload, std::int64_t number, const std::string& body
) {
    TRY(check_upload(upload));
    S3Part part{
        .number = number,
        .etag = wire::to_hex(wire::md5(body)),
        .size = static_cast<std::int64_t>(body.size()),
        .last_modified = clock_.now()};
    Statement insert{database_, "INSERT OR REPLACE INTO s3_part VALUES (?, ?, ?, ?, ?, ?)"};
    insert.bind_text(1, upload.upload_id).bind(2, number).bind_text(3, part.etag);
    insert.bind(4, part.size).bind(5, epoch_microseconds(part.last_modified));
    insert.bind_blob(6, body).run();
    return part;
}

Result<std::vector<S3Part>> SqliteS3::parts(const S3Upload& upload) {
    TRY(check_upload(upload));
    Statement select{
        database_,
        "SELECT number, etag, size, modified_at_us FROM s3_part WHERE upload_id = ? "
        "ORDER BY number"};
    select.bind_text(1, upload.upload_id);
    std::vector<S3Part> parts;
    while (select.step()) {
        parts.push_back(
            {.number = select.column_int64(0),
             .etag = std::string{select.column_text(1)},
             .size = select.column_int64(2),
             .last_modified = from_epoch_microseconds(select.column_int64(3))}
        );
    }
    return parts;
}

Result<void> SqliteS3::check_parts(const S3Upload& upload, const std::vector<S3Part>& wanted) {
    const std::vector<S3Part> stored = TRY(parts(upload));
    const auto not_ascending =
        std::ranges::adjacent_find(wanted, std::ranges::greater_equal{}, &S3Part::number);
    if (not_ascending != wanted.end()) {
        return fail(
            ErrorCode::InvalidRequest,
            "InvalidPartOrder",
            "The list of parts was not in ascending order. Parts must be ordered by part number."
        );
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto part = std::ranges::find(stored, wanted[i].number, &S3Part::number);
        if (part == stored.end() || part->etag != wanted[i].etag) {
            return fail(
                ErrorCode::InvalidRequest,
                "InvalidPart",
                "One or more of the specified parts could not be found.  The part may not have "
                "been uploaded, or the specified entity tag may not match the part's entity tag."
            );
        }
        if (i + 1 < wanted.size() && part->size < kPartSizeMin) {
            return fail(
                ErrorCode::InvalidRequest,
                "EntityTooSmall",
                "Your proposed upload is smaller than the minimum allowed size"
            );
        }
    }
    return {};
}

std::string SqliteS3::part_body(const S3Upload& upload, std::int64_t number) {
    Statement select{database_, "SELECT body FROM s3_part WHERE upload_id = ? AND number = ?"};
    select.bind_text(1, upload.upload_id).bind(2, number);
    select.step();
    return std::string{select.column_blob(0)};
}

Result<S3ObjectInfo> SqliteS3::complete_upload(
    const S3Upload& upload, const std::vector<S3Part>& wanted
) {
    TRY(check_parts(upload, wanted));
    PutObjectInput input{
        .bucket = upload.bucket,
        .key = upload.key,
        .headers = upload_headers(upload).value_or(Headers{})};
    std::string digests;
    for (const S3Part& part : wanted) {
        const std::string body = part_body(upload, part.number);
        digests += wire::md5(body);
        input.body += body;
    }
    WriteScope scope{database_};
    S3ObjectInfo info =
        store(input, wire::to_hex(wire::md5(digests)) + "-" + std::to_string(wanted.size()));
    forget_upload(upload);
    scope.commit();
    return info;
}

void SqliteS3::forget_upload(const S3Upload& upload) {
    for (const std::string_view table : {"s3_part", "s3_upload"}) {
        Statement remove{database_, "DELETE FROM " + std::string{table} + " WHERE upload_id = ?"};
        remove.bind_text(1, upload.upload_id).run();
    }
}

Result<void> SqliteS3::abort_upload(const S3Upload& upload) {
    TRY(check_upload(upload));
    WriteScope scope{database_};
    forget_upload(upload);
    scope.commit();
    return {};
}

Result<std::vector<S3Upload>> SqliteS3::uploads(const std::string& bucket) {
    TRY(check_bucket(bucket));
    Statement select{
        database_,
        "SELECT upload_id, key, initiated_at_us FROM s3_upload WHERE bucket = ? "
        "ORDER BY key, initiated_at_us, upload_id"};
    select.bind_text(1, bucket);
    std::vector<S3Upload> uploads;
    while (select.step()) {
        uploads.push_back(
            {.upload_id = std::string{select.column_text(0)},
             .bucket = bucket,
             .key = std::string{select.column_text(1)},
             .initiated_at = from_epoch_microseconds(select.column_int64(2))}
        );
    }
    return uploads;
}

}  // namespace sosw::sqlite
