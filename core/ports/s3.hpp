#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

/// Amazon S3's objects, in its own vocabulary (API version 2006-03-01), as far as sosw speaks to
/// it.

namespace sosw {

/// What an object is beside its bytes.
struct S3ObjectInfo {
    std::string key{};
    std::string
        etag{};  ///< Without quotes: MD5 of the bytes, or `MD5-PARTS` of a multipart upload.
    std::int64_t size = 0;
    Timestamp last_modified{};
    /// What was said about it, as HTTP headers with small letters: `content-type`,
    /// `x-amz-meta-…`.
    std::vector<std::pair<std::string, std::string>> headers{};
};

struct PutObjectInput {
    std::string bucket{};
    std::string key{};
    std::string body{};
    std::vector<std::pair<std::string, std::string>> headers{};
    // What must be there for the write to happen; empty: anything or nothing.
    std::string if_match{};       ///< An object with this ETag; `*`: any object.
    std::string if_none_match{};  ///< `*`: no object of this key. There is no other value.
};

struct GetObjectOutput {
    S3ObjectInfo info{};
    std::string body{};
};

struct ListObjectsInput {
    std::string bucket{};
    std::string prefix{};
    std::string delimiter{};  ///< Keys that have it after the prefix are told as one prefix.
    std::string after{};      ///< Keys and prefixes up to this are left out.
    std::int64_t keys_max = 1000;
};

struct ListObjectsOutput {
    std::vector<S3ObjectInfo> contents{};  ///< By key; without headers.
    std::vector<std::string> common_prefixes{};
    bool is_truncated = false;
    std::string last{};  ///< The last key or prefix told: where the next page goes on after.
};

class S3 {
public:
    S3() = default;
    S3(const S3&) = delete;
    S3& operator=(const S3&) = delete;
    virtual ~S3() = default;

    /// Replaces what is there, if the conditions hold; those are looked at and the object is
    /// written in one step, also between processes.
    ///
    /// Errors: `NoSuchBucket`, `KeyTooLongError`; `PreconditionFailed` (`ConditionFailed`), and
    /// `NoSuchKey` where `if_match` asks for an object and there is none.
    virtual Result<S3ObjectInfo> put_object(const PutObjectInput& input) = 0;
    /// Errors: `NoSuchBucket`, `NoSuchKey`.
    virtual Result<GetObjectOutput> get_object(
        const std::string& bucket, const std::string& key
    ) = 0;
    /// The same without the bytes.
    virtual Result<S3ObjectInfo> head_object(const std::string& bucket, const std::string& key) = 0;
    /// One that is not there is no error. Errors: `NoSuchBucket`.
    virtual Result<void> delete_object(const std::string& bucket, const std::string& key) = 0;
    /// Errors: `NoSuchBucket`.
    virtual Result<ListObjectsOutput> list_objects(const ListObjectsInput& input) = 0;
};

}  // namespace sosw
