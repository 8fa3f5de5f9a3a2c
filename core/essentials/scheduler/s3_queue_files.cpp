#include "core/essentials/scheduler/s3_queue_files.hpp"

#include <utility>

namespace sosw {

namespace {

std::string folder_of(const std::string& prefix) {
    return prefix.empty() || prefix.ends_with('/') ? prefix : prefix + "/";
}

}  // namespace

bool names_bucket(const SchedulerConfig& config) {
    return !config.queue_bucket.empty() && config.queue_bucket != SchedulerConfig{}.queue_bucket;
}

S3QueueFiles::S3QueueFiles(S3& s3, const SchedulerConfig& config)
    : s3_{s3}, bucket_{config.queue_bucket}, folder_{folder_of(config.s3_prefix)} {}

Result<StoredQueueFiles::StoredText> S3QueueFiles::read(const std::string& name) {
    Result<GetObjectOutput> object = s3_.get_object(bucket_, key_of(name));
    if (!object) {
        return told(object.error());
    }
    return StoredText{.text = std::move(object->body), .version = std::move(object->info.etag)};
}

Result<std::string> S3QueueFiles::write(
    const std::string& name, const std::string& text, const std::optional<std::string>& over
) {
    Result<S3ObjectInfo> written = s3_.put_object(
        {.bucket = bucket_,
         .key = key_of(name),
         .body = text,
         .if_match = over.value_or(""),
         .if_none_match = over ? "" : "*"}
    );
    if (!written) {
        return told(written.error());
    }
    return std::move(written->etag);
}

Result<void> S3QueueFiles::make_empty(const std::string& name) {
    const Result<S3ObjectInfo> written = s3_.put_object({.bucket = bucket_, .key = key_of(name)});
    return written ? Result<void>{} : told(written.error());
}

Failure S3QueueFiles::told(const Error& error) const {
    if (error.name != "NoSuchBucket") {
        return fail(error);
    }
    return fail(
        ErrorCode::InvalidRequest,
        error.name,
        "there is no bucket `" + bucket_ + "`, which the configuration names as queue_bucket"
    );
}

}  // namespace sosw
