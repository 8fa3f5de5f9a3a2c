#include "backends/aws/aws_s3.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace sosw::aws {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

class AwsS3Test : public testing::Test {
protected:
    const wire::HttpRequest& sent(std::size_t index) const {
        return transport_.requests().at(index);
    }
    static PutObjectInput conditional_put() {
        return {.bucket = "files", .key = "k", .body = "x", .if_match = "e"};
    }

    test::ManualClock clock_;
    test::ScriptedTransport transport_;
    FixedCredentials credentials_{{.id = "AKID", .secret = "secret"}};
    AwsS3 s3_{
        {.clock = clock_, .transport = transport_, .credentials = credentials_},
        Random{7},
        public_address("s3", "us-west-2")};
};

TEST_F(AwsS3Test, AnObjectIsPutByItsPathWithItsDigest) {
    transport_.answer(200, "", {{"ETag", "\"abc\""}});
    const auto put = s3_.put_object(
        {.bucket = "files",
         .key = "a b/ü",
         .body = "x",
         .headers = {{"content-type", "text/plain"}}}
    );
    ASSERT_TRUE(put);
    EXPECT_EQ(put->etag, "abc");
    EXPECT_EQ(put->size, 1);
    EXPECT_EQ(transport_.urls().at(0), "https://s3.us-west-2.amazonaws.com");
    EXPECT_EQ(sent(0).method, "PUT");
    EXPECT_EQ(sent(0).target, "/files/a%20b/%C3%BC");
    EXPECT_EQ(sent(0).headers.value_or_empty("content-type"), "text/plain");
    EXPECT_EQ(
        sent(0).headers.value_or_empty("x-amz-content-sha256"),
        "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    );
    EXPECT_EQ(sent(0).headers.find("If-Match"), nullptr);
    EXPECT_EQ(sent(0).headers.find("If-None-Match"), nullptr);
}

TEST_F(AwsS3Test, AConditionalWriteIsNotRepeatedWhenItsAnswerIsLost) {
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ReadTimeoutError");
    EXPECT_EQ(s3_.put_object(conditional_put()).error().code, ErrorCode::OutcomeUnknown);
    EXPECT_THAT(transport_.requests(), SizeIs(1));
    EXPECT_EQ(sent(0).headers.value_or_empty("If-Match"), "\"e\"");
}

TEST_F(AwsS3Test, AConditionalWriteIsRepeatedWhereItIsKnownNotToHaveHappened) {
    transport_.answer(409, "<Error><Code>ConditionalRequestConflict</Code></Error>");
    transport_.answer(503, "<Error><Code>SlowDown</Code></Error>");
    transport_.answer(412, "<Error><Code>PreconditionFailed</Code><Message>no</Message></Error>");
    const auto put = s3_.put_object(conditional_put());
    ASSERT_FALSE(put);
    EXPECT_EQ(put.error().code, ErrorCode::ConditionFailed);
    EXPECT_EQ(put.error().message, "no");
}

TEST_F(AwsS3Test, OtherWritesAreRepeated) {
    transport_.fail_with(ErrorCode::OutcomeUnknown, "ReadTimeoutError");
    transport_.answer(200, "", {{"ETag", "\"abc\""}});
    EXPECT_TRUE(s3_.put_object({.bucket = "files", .key = "k"}));
    transport_.answer(500, "<Error><Code>InternalError</Code></Error>");
    transport_.answer(204, "");
    EXPECT_TRUE(s3_.delete_object("files", "k"));
}

TEST_F(AwsS3Test, OfWhatIsNotThereHeadSaysOnlyThat) {
    transport_.answer(404, "");
    const auto head = s3_.head_object("files", "k");
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().code, ErrorCode::NotFound);
    EXPECT_EQ(head.error().name, "NoSuchKey");
}

TEST_F(AwsS3Test, NamesThatAreEmptyWouldMeanSomethingElse) {
    EXPECT_EQ(s3_.delete_object("files", "").error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(s3_.delete_object("", "k").error().code, ErrorCode::InvalidRequest);
    EXPECT_EQ(s3_.list_objects({}).error().code, ErrorCode::InvalidRequest);
    EXPECT_THAT(transport_.requests(), SizeIs(0));
}

TEST_F(AwsS3Test, AListingIsReadWithEncodedKeys) {
    transport_.answer(
        200,
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        "<IsTruncated>true</IsTruncated><EncodingType>url</EncodingType>"
        "<Contents><Key>d/a+b%2Bc</Key><LastModified>2026-03-02T08:00:00.000Z</LastModified>"
        "<ETag>&quot;abc&quot;</ETag><Size>12</Size></Contents>"
        "<CommonPrefixes><Prefix>d/b/</Prefix></CommonPrefixes>"
        "<CommonPrefixes><Prefix>d/%C3%BC/</Prefix></CommonPrefixes></ListBucketResult>"
    );
    const auto list =
        s3_.list_objects({.bucket = "files", .prefix = "d/", .delimiter = "/", .after = "d/b/"});
    ASSERT_TRUE(list);
    EXPECT_EQ(
        sent(0).target,
        "/files?list-type=2&encoding-type=url&max-keys=1000&prefix=d%2F&delimiter=%2F"
        "&start-after=d%2Fb%2F"
    );
    ASSERT_THAT(list->contents, SizeIs(1));
    EXPECT_EQ(list->contents[0].key, "d/a b+c");
    EXPECT_EQ(list->contents[0].etag, "abc");
    EXPECT_EQ(list->contents[0].size, 12);
    EXPECT_EQ(list->contents[0].last_modified, parse_timestamp("2026-03-02T08:00:00Z"));
    EXPECT_THAT(list->common_prefixes, ElementsAre("d/ü/")) << "the first one was told before";
    EXPECT_TRUE(list->is_truncated);
    EXPECT_EQ(list->last, "d/ü/");
}

TEST_F(AwsS3Test, AnAnswerThatIsNoListingIsToldSo) {
    transport_.answer(200, "<html/>");
    EXPECT_EQ(s3_.list_objects({.bucket = "files"}).error().code, ErrorCode::Unavailable);
}

}  // namespace
}  // namespace sosw::aws
