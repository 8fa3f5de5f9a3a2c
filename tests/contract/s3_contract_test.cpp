#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "backends/aws/aws_s3.hpp"
#include "backends/endpoint/services/s3_service.hpp"
#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sqlite_s3.hpp"
#include "core/base/random.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/service_client.hpp"

namespace sosw::test {
namespace {

using Names = std::vector<std::string>;

template <typename T>
std::string error_name(const Result<T>& result) {
    return result ? "" : result.error().name;
}

/// An emulation with the bucket `files`, and a way to it.
class S3World {
public:
    S3World() { EXPECT_TRUE(sqlite_s3.create_bucket("files")); }
    S3World(const S3World&) = delete;
    S3World& operator=(const S3World&) = delete;
    virtual ~S3World() = default;
    virtual S3& s3() { return sqlite_s3; }

    ManualClock clock;
    sqlite::Database database{":memory:"};
    sqlite::SqliteS3 sqlite_s3{database, clock, Random{7}};
};

/// Through the whole of AWS's protocol.
class HttpS3World final : public S3World {
public:
    explicit HttpS3World(Way way) : way_{way} {}
    S3& s3() override { return aws_s3_; }

private:
    Way way_;
    endpoint::S3Service service_{sqlite_s3, Random{8}};
    ServiceClient client_{service_, clock, way_, [this] { database.flush(); }};
    aws::AwsS3 aws_s3_{client_.access(), Random{9}, client_.address("s3")};
};

struct S3Implementation {
    std::string name;
    std::function<std::unique_ptr<S3World>()> make;
};

class S3Contract : public testing::TestWithParam<S3Implementation> {
protected:
    void put(const std::string& key, const std::string& body = "x") {
        const auto result = s3_.put_object({.bucket = "files", .key = key, .body = body});
        ASSERT_TRUE(result) << to_string(result.error());
    }
    ListObjectsOutput list(ListObjectsInput input = {}) {
        input.bucket = "files";
        const auto result = s3_.list_objects(input);
        EXPECT_TRUE(result) << to_string(result.error());
        return result.value_or(ListObjectsOutput{});
    }
    static Names keys(const ListObjectsOutput& output) {
        Names keys;
        for (const S3ObjectInfo& info : output.contents) {
            keys.push_back(info.key);
        }
        return keys;
    }

    std::unique_ptr<S3World> world_ = GetParam().make();
    S3& s3_ = world_->s3();
    ManualClock& clock_ = world_->clock;
};

S3Implementation over(Way way, std::string name) {
    return {std::move(name), [way] { return std::make_unique<HttpS3World>(way); }};
}

INSTANTIATE_TEST_SUITE_P(
    All,
    S3Contract,
    testing::Values(
        S3Implementation{"Sqlite", [] { return std::make_unique<S3World>(); }},
        over(Way::InProcess, "AwsInProcess"),
        over(Way::Loopback, "AwsLoopback")
    ),
    [](const auto& parameter) { return parameter.param.name; }
);

TEST_P(S3Contract, AnObjectIsReadAsItWasWritten) {
    const std::string bytes{"a\0b\xFF", 4};
    const auto put = s3_.put_object(
        {.bucket = "files",
         .key = "dir/ü",
         .body = bytes,
         .headers = {{"content-type", "image/png"}, {"x-amz-meta-a", "b: c"}}}
    );
    ASSERT_TRUE(put);
    EXPECT_EQ(put->etag, "0dd4df5b5be53b9566c53387ec9a7bac");
    const auto object = s3_.get_object("files", "dir/ü");
    ASSERT_TRUE(object);
    EXPECT_EQ(object->body, bytes);
    EXPECT_EQ(object->info.etag, put->etag);
    EXPECT_EQ(object->info.size, 4);
    EXPECT_EQ(object->info.last_modified, clock_.now());
    EXPECT_EQ(
        object->info.headers,
        (sqlite::SqliteS3::Headers{{"content-type", "image/png"}, {"x-amz-meta-a", "b: c"}})
    );
    EXPECT_EQ(s3_.head_object("files", "dir/ü")->headers, object->info.headers);
}

TEST_P(S3Contract, PuttingAgainReplaces) {
    put("a", "first");
    put("a", "");
    EXPECT_EQ(s3_.get_object("files", "a")->body, "");
    EXPECT_EQ(s3_.head_object("files", "a")->etag, "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(list().contents.size(), 1U);
}

TEST_P(S3Contract, WritesMayDependOnWhatIsThere) {
    const auto write = [&](const std::string& key, const std::string& match, const char* none) {
        return error_name(s3_.put_object(
            {.bucket = "files", .key = key, .body = "y", .if_match = match, .if_none_match = none}
        ));
    };
    EXPECT_EQ(write("a", "", "*"), "");
    EXPECT_EQ(write("a", "", "*"), "PreconditionFailed");
    EXPECT_EQ(write("a", "", "e"), "NotImplemented");
    const std::string etag = s3_.head_object("files", "a")->etag;
    EXPECT_EQ(write("a", "other", ""), "PreconditionFailed");
    EXPECT_EQ(write("a", etag, ""), "");
    EXPECT_EQ(write("a", "*", ""), "");
    EXPECT_EQ(write("b", etag, ""), "NoSuchKey");
    EXPECT_EQ(write("b", "*", ""), "NoSuchKey");
    const auto refused = s3_.put_object({.bucket = "files", .key = "a", .if_none_match = "*"});
    EXPECT_EQ(refused.error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(s3_.get_object("files", "a")->body, "y");
}

TEST_P(S3Contract, KeysMayHaveAnyLetters) {
    for (const char* key : {"a b+c", "a/../b", "100%", "q?x=1&y", "<&>"}) {
        put(key, key);
        const auto object = s3_.get_object("files", key);
        ASSERT_TRUE(object) << key << ": " << to_string(object.error());
        EXPECT_EQ(object->body, key);
        EXPECT_EQ(keys(list({.prefix = key})), Names{key});
    }
}

TEST_P(S3Contract, WhatIsNotThereIsNamed) {
    EXPECT_EQ(error_name(s3_.get_object("files", "a")), "NoSuchKey");
    EXPECT_EQ(error_name(s3_.head_object("files", "a")), "NoSuchKey");
    EXPECT_EQ(error_name(s3_.get_object("other", "a")), "NoSuchBucket");
    EXPECT_EQ(error_name(s3_.put_object({.bucket = "other", .key = "a"})), "NoSuchBucket");
    EXPECT_EQ(error_name(s3_.delete_object("other", "a")), "NoSuchBucket");
    EXPECT_EQ(error_name(s3_.list_objects({.bucket = "other"})), "NoSuchBucket");
    EXPECT_EQ(error_name(s3_.delete_object("files", "a")), "") << "deleting nothing is no error";
}

TEST_P(S3Contract, DeletedObjectsAreGone) {
    put("a");
    EXPECT_TRUE(s3_.delete_object("files", "a"));
    EXPECT_EQ(error_name(s3_.get_object("files", "a")), "NoSuchKey");
}

TEST_P(S3Contract, AKeyHasAtMost1024Bytes) {
    const auto with_length = [&](std::size_t length) {
        return error_name(s3_.put_object({.bucket = "files", .key = std::string(length, 'k')}));
    };
    EXPECT_EQ(with_length(1024), "");
    EXPECT_EQ(with_length(1025), "KeyTooLongError");
}

TEST_P(S3Contract, ListsByKeyInOrderOfBytes) {
    for (const char* key : {"b", "a/2", "B", "ü", "a", "a/1"}) {
        put(key);
    }
    EXPECT_EQ(keys(list()), (Names{"B", "a", "a/1", "a/2", "b", "ü"}));
    EXPECT_EQ(keys(list({.prefix = "a/"})), (Names{"a/1", "a/2"}));
    EXPECT_EQ(keys(list({.after = "a/1"})), (Names{"a/2", "b", "ü"}));
}

TEST_P(S3Contract, ADelimiterGathersKeys) {
    for (const char* key : {"a", "d/1", "d/2", "e/f/1", "g"}) {
        put(key);
    }
    const auto output = list({.delimiter = "/"});
    EXPECT_EQ(keys(output), (Names{"a", "g"}));
    EXPECT_EQ(output.common_prefixes, (Names{"d/", "e/"}));
    const auto below = list({.prefix = "e/", .delimiter = "/"});
    EXPECT_EQ(below.common_prefixes, (Names{"e/f/"}));
}

TEST_P(S3Contract, PagesGoOnWhereTheLastOneEnded) {
    for (const char* key : {"a", "d/1", "d/2", "e", "f"}) {
        put(key);
    }
    const auto first = list({.delimiter = "/", .keys_max = 2});
    EXPECT_TRUE(first.is_truncated);
    EXPECT_EQ(first.last, "d/");
    const auto second = list({.delimiter = "/", .after = first.last, .keys_max = 2});
    EXPECT_EQ(keys(second), (Names{"e", "f"})) << "the prefix was told";
    EXPECT_TRUE(second.common_prefixes.empty());
    EXPECT_FALSE(second.is_truncated);
    EXPECT_FALSE(list({.keys_max = 0}).is_truncated);
}

/// What the emulation has beside the port.
class SqliteS3Test : public testing::Test {
protected:
    void SetUp() override { ASSERT_TRUE(sqlite_s3_.create_bucket("files")); }

    void put(const std::string& key) {
        ASSERT_TRUE(s3_.put_object({.bucket = "files", .key = key, .body = "x"}));
    }
    sqlite::S3Upload begin_upload(const std::string& key) {
        const auto id = sqlite_s3_.create_upload("files", key, {{"content-type", "text/plain"}});
        EXPECT_TRUE(id);
        return {.upload_id = id.value_or(""), .bucket = "files", .key = key};
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteS3 sqlite_s3_{database_, clock_, Random{7}};
    S3& s3_ = sqlite_s3_;
};

TEST_F(SqliteS3Test, BucketsHaveNamesOfTheirKind) {
    EXPECT_EQ(error_name(sqlite_s3_.create_bucket("files")), "BucketAlreadyOwnedByYou");
    for (const std::string name :
         {"ab", "Upper", "under_score", "-dash", "dot.", "a..b", "192.168.0.1", ""}) {
        EXPECT_EQ(error_name(sqlite_s3_.create_bucket(name)), "InvalidBucketName") << name;
    }
    EXPECT_TRUE(sqlite_s3_.create_bucket("a.b-c.9"));
    ASSERT_EQ(sqlite_s3_.buckets().size(), 2U);
    EXPECT_EQ(sqlite_s3_.buckets()[0].name, "a.b-c.9");
}

TEST_F(SqliteS3Test, OnlyAnEmptyBucketIsDeleted) {
    put("a");
    EXPECT_EQ(error_name(sqlite_s3_.delete_bucket("files")), "BucketNotEmpty");
    ASSERT_TRUE(s3_.delete_object("files", "a"));
    const auto upload = begin_upload("b");
    EXPECT_EQ(error_name(sqlite_s3_.delete_bucket("files")), "") << "uploads end with it";
    EXPECT_EQ(error_name(sqlite_s3_.delete_bucket("files")), "NoSuchBucket");
    ASSERT_TRUE(sqlite_s3_.create_bucket("files"));
    EXPECT_EQ(error_name(sqlite_s3_.parts(upload)), "NoSuchUpload");
}

TEST_F(SqliteS3Test, AnUploadBecomesAnObject) {
    const auto upload = begin_upload("big");
    const std::string first(5 * 1024 * 1024, 'a');
    const auto one = sqlite_s3_.put_part(upload, 1, first);
    const auto two = sqlite_s3_.put_part(upload, 2, "end");
    ASSERT_TRUE(one && two);
    EXPECT_EQ(sqlite_s3_.parts(upload)->size(), 2U);
    EXPECT_EQ(sqlite_s3_.uploads("files")->at(0).key, "big");
    EXPECT_EQ(error_name(s3_.head_object("files", "big")), "NoSuchKey");
    const auto info = sqlite_s3_.complete_upload(upload, {*one, *two});
    ASSERT_TRUE(info) << to_string(info.error());
    EXPECT_EQ(info->etag.substr(32), "-2");
    EXPECT_EQ(s3_.get_object("files", "big")->body, first + "end");
    EXPECT_EQ(s3_.head_object("files", "big")->headers.at(0).second, "text/plain");
    EXPECT_EQ(error_name(sqlite_s3_.parts(upload)), "NoSuchUpload");
    EXPECT_TRUE(sqlite_s3_.uploads("files")->empty());
}

TEST_F(SqliteS3Test, PartsThatDoNotFitAreRefused) {
    const auto upload = begin_upload("big");
    const auto one = sqlite_s3_.put_part(upload, 1, "small");
    const auto two = sqlite_s3_.put_part(upload, 2, "end");
    const auto complete = [&](const std::vector<sqlite::S3Part>& parts) {
        return error_name(sqlite_s3_.complete_upload(upload, parts));
    };
    EXPECT_EQ(complete({*one, *two}), "EntityTooSmall");
    EXPECT_EQ(complete({*two, *one}), "InvalidPartOrder");
    EXPECT_EQ(complete({{.number = 1, .etag = "other"}}), "InvalidPart");
    EXPECT_EQ(complete({{.number = 3, .etag = two->etag}}), "InvalidPart");
    EXPECT_EQ(complete({*two}), "") << "the last part may be small, and others left out";
}

TEST_F(SqliteS3Test, AnAbortedUploadIsGone) {
    const auto upload = begin_upload("big");
    EXPECT_TRUE(sqlite_s3_.abort_upload(upload));
    EXPECT_EQ(error_name(sqlite_s3_.abort_upload(upload)), "NoSuchUpload");
    EXPECT_EQ(error_name(sqlite_s3_.put_part(upload, 1, "x")), "NoSuchUpload");
}

}  // namespace
}  // namespace sosw::test
