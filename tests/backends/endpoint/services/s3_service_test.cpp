#include "backends/endpoint/services/s3_service.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "core/base/random.hpp"
#include "tests/backends/endpoint/services/service_call.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

class S3ServiceTest : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(send("PUT", "/files").status, 200); }

    wire::HttpResponse send(
        const std::string& method,
        const std::string& target,
        const std::string& body = "",
        wire::HttpHeaders headers = {}
    ) {
        headers.add("Host", "127.0.0.1:4566");
        return call(
            service_,
            {.method = method, .target = target, .headers = std::move(headers), .body = body}
        );
    }
    std::string code(const wire::HttpResponse& response) {
        return std::to_string(response.status) + " " + xml_text(response.body, "Code");
    }

    ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteS3 s3_{database_, clock_, Random{1}};
    endpoint::S3Service service_{s3_, Random{7}};
};

TEST_F(S3ServiceTest, ObjectsGoInAndOut) {
    const auto put = send(
        "PUT",
        "/files/a%20b",
        "hello",
        {{"Content-Type", "text/plain"},
         {"x-amz-meta-k", "v"},
         {"x-amz-checksum-crc32", "NhCmhg=="}}
    );
    EXPECT_EQ(put.status, 200) << put.body;
    EXPECT_EQ(put.headers.value_or_empty("ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
    EXPECT_EQ(put.headers.value_or_empty("x-amz-checksum-crc32"), "NhCmhg==");
    EXPECT_EQ(put.headers.value_or_empty("x-amz-request-id").size(), 16U);
    const auto got = send("GET", "/files/a%20b");
    EXPECT_EQ(got.status, 200);
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.headers.value_or_empty("Content-Type"), "text/plain");
    EXPECT_EQ(got.headers.value_or_empty("x-amz-meta-k"), "v");
    EXPECT_EQ(got.headers.value_or_empty("Last-Modified"), "Mon, 02 Mar 2026 08:00:00 GMT");
    EXPECT_EQ(got.headers.value_or_empty("Accept-Ranges"), "bytes");
    EXPECT_EQ(got.headers.find("x-amz-checksum-crc32"), nullptr) << "nobody asked for it";
    const auto checked = send("GET", "/files/a%20b", "", {{"x-amz-checksum-mode", "ENABLED"}});
    EXPECT_EQ(checked.headers.value_or_empty("x-amz-checksum-crc32"), "NhCmhg==");
}

TEST_F(S3ServiceTest, HeadHasTheHeadersWithoutTheBody) {
    send("PUT", "/files/k", "hello");
    const auto head = send("HEAD", "/files/k");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(head.headers.value_or_empty("Content-Length"), "5");
    EXPECT_EQ(head.headers.value_or_empty("Content-Type"), "binary/octet-stream");
    const auto missing = send("HEAD", "/files/x");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(missing.body, "");
    EXPECT_EQ(send("HEAD", "/files").status, 200);
    EXPECT_EQ(send("HEAD", "/other").status, 404);
}

TEST_F(S3ServiceTest, PartsOfAnObjectAreServed) {
    send("PUT", "/files/k", "0123456789");
    const auto part = send("GET", "/files/k", "", {{"Range", "bytes=2-4"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, "234");
    EXPECT_EQ(part.headers.value_or_empty("Content-Range"), "bytes 2-4/10");
    EXPECT_EQ(code(send("GET", "/files/k", "", {{"Range", "bytes=10-"}})), "416 InvalidRange");
}

TEST_F(S3ServiceTest, ConditionsAreKept) {
    send("PUT", "/files/k", "hello");
    const std::string etag = "\"5d41402abc4b2a76b9719d911017c592\"";
    EXPECT_EQ(send("GET", "/files/k", "", {{"If-Match", etag}}).status, 200);
    EXPECT_EQ(code(send("GET", "/files/k", "", {{"If-Match", "x"}})), "412 PreconditionFailed");
    const auto unchanged = send("GET", "/files/k", "", {{"If-None-Match", etag}});
    EXPECT_EQ(unchanged.status, 304);
    EXPECT_EQ(unchanged.body, "");
    EXPECT_EQ(
        code(send("PUT", "/files/k", "x", {{"If-None-Match", "*"}})), "412 PreconditionFailed"
    );
}

TEST_F(S3ServiceTest, QueryParametersReplaceHeadersOfTheAnswer) {
    send("PUT", "/files/k", "hello");
    const auto got = send("GET", "/files/k?response-content-type=text%2Fhtml");
    EXPECT_EQ(got.headers.value_or_empty("Content-Type"), "text/html");
}

TEST_F(S3ServiceTest, ErrorsAreDocumentsOfS3) {
    const auto no_key = send("GET", "/files/k");
    EXPECT_EQ(code(no_key), "404 NoSuchKey");
    EXPECT_EQ(xml_text(no_key.body, "Message"), "The specified key does not exist.");
    EXPECT_EQ(xml_text(no_key.body, "Key"), "k");
    EXPECT_EQ(
        xml_text(no_key.body, "RequestId"),
        std::string{no_key.headers.value_or_empty("x-amz-request-id")}
    );
    EXPECT_EQ(no_key.headers.value_or_empty("Content-Type"), "application/xml");
    EXPECT_EQ(code(send("GET", "/other/k")), "404 NoSuchBucket");
    EXPECT_EQ(code(send("PUT", "/files")), "409 BucketAlreadyOwnedByYou");
    EXPECT_EQ(code(send("PUT", "/Files")), "400 InvalidBucketName");
    EXPECT_EQ(
        code(send("PUT", "/files/k", "x", {{"Content-MD5", "AAAAAAAAAAAAAAAAAAAAAA=="}})),
        "400 BadDigest"
    );
    EXPECT_EQ(code(send("GET", "/files?acl")), "501 NotImplemented");
    EXPECT_EQ(code(send("PATCH", "/files/k")), "405 MethodNotAllowed");
}

TEST_F(S3ServiceTest, StreamedBodiesAreStoredDecoded) {
    send(
        "PUT",
        "/files/k",
        "5;chunk-signature=ab\r\nhello\r\n0;chunk-signature=cd\r\n\r\n",
        {{"x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
         {"x-amz-decoded-content-length", "5"},
         {"Content-Encoding", "aws-chunked"}}
    );
    const auto got = send("GET", "/files/k");
    EXPECT_EQ(got.body, "hello");
    EXPECT_EQ(got.headers.find("Content-Encoding"), nullptr);
}

TEST_F(S3ServiceTest, CopiesKeepOrReplaceWhatWasSaid) {
    send("PUT", "/files/k", "hello", {{"x-amz-meta-k", "old"}});
    const auto copy = send("PUT", "/files/c", "", {{"x-amz-copy-source", "/files/k"}});
    EXPECT_EQ(xml_text(copy.body, "ETag"), "&quot;5d41402abc4b2a76b9719d911017c592&quot;");
    EXPECT_EQ(send("GET", "/files/c").headers.value_or_empty("x-amz-meta-k"), "old");
    send(
        "PUT",
        "/files/c",
        "",
        {{"x-amz-copy-source", "files%2Fk"},
         {"x-amz-metadata-directive", "REPLACE"},
         {"x-amz-meta-k", "new"}}
    );
    EXPECT_EQ(send("GET", "/files/c").headers.value_or_empty("x-amz-meta-k"), "new");
    EXPECT_EQ(send("GET", "/files/c").body, "hello");
}

TEST_F(S3ServiceTest, CopiesThatCannotBeAreRefused) {
    send("PUT", "/files/k", "hello");
    const auto copy = [&](const wire::HttpHeaders& headers) {
        return code(send("PUT", "/files/k", "", headers));
    };
    EXPECT_EQ(copy({{"x-amz-copy-source", "/files/k"}}), "400 InvalidRequest");
    EXPECT_EQ(copy({{"x-amz-copy-source", "/files/x"}}), "404 NoSuchKey");
    EXPECT_EQ(copy({{"x-amz-copy-source", "files"}}), "400 InvalidArgument");
    EXPECT_EQ(
        copy({{"x-amz-copy-source", "/files/k"}, {"x-amz-copy-source-if-match", "x"}}),
        "412 PreconditionFailed"
    );
}

TEST_F(S3ServiceTest, ListingsHavePages) {
    for (const char* key : {"a", "b", "c"}) {
        send("PUT", std::string{"/files/"} + key);
    }
    const std::string first = send("GET", "/files?list-type=2&max-keys=2").body;
    EXPECT_EQ(xml_text(first, "IsTruncated"), "true");
    EXPECT_EQ(xml_text(first, "KeyCount"), "2");
    const std::string token = xml_text(first, "NextContinuationToken");
    const std::string second =
        send("GET", "/files?list-type=2&continuation-token=" + wire::percent_encode(token)).body;
    EXPECT_EQ(xml_text(second, "Key"), "c");
    EXPECT_EQ(xml_text(second, "IsTruncated"), "false");
    EXPECT_EQ(xml_text(send("GET", "/files?marker=b").body, "Key"), "c");
    EXPECT_EQ(code(send("GET", "/files?list-type=2&continuation-token=x")), "400 InvalidArgument");
    EXPECT_EQ(code(send("GET", "/files?max-keys=x")), "400 InvalidArgument");
}

TEST_F(S3ServiceTest, BucketsAreListedAndDeleted) {
    EXPECT_EQ(xml_text(send("GET", "/").body, "Name"), "files");
    EXPECT_EQ(send("GET", "/files?location").body.find("us-west-2") == std::string::npos, false);
    send("PUT", "/files/k");
    EXPECT_EQ(code(send("DELETE", "/files")), "409 BucketNotEmpty");
    EXPECT_EQ(send("DELETE", "/files/k").status, 204);
    EXPECT_EQ(send("DELETE", "/files/k").status, 204);
    EXPECT_EQ(send("DELETE", "/files").status, 204);
    EXPECT_EQ(xml_text(send("GET", "/").body, "Buckets"), "");
}

TEST_F(S3ServiceTest, ManyAreDeletedAtOnce) {
    send("PUT", "/files/a");
    send("PUT", "/files/b");
    const auto answer = send(
        "POST",
        "/files?delete",
        "<Delete><Object><Key>a</Key></Object><Object><Key>x</Key></Object></Delete>"
    );
    EXPECT_EQ(xml_text(answer.body, "Deleted"), "<Key>a</Key>");
    EXPECT_EQ(xml_text(send("GET", "/files").body, "Key"), "b");
    EXPECT_EQ(code(send("POST", "/files?delete", "<Delete>")), "400 MalformedXML");
}

TEST_F(S3ServiceTest, UploadsInPartsBecomeObjects) {
    const std::string id = xml_text(send("POST", "/files/big?uploads").body, "UploadId");
    const std::string upload = "/files/big?uploadId=" + id;
    const auto part = send("PUT", upload + "&partNumber=1", "hello");
    EXPECT_EQ(part.headers.value_or_empty("ETag"), "\"5d41402abc4b2a76b9719d911017c592\"");
    EXPECT_EQ(xml_text(send("GET", upload).body, "PartNumber"), "1");
    EXPECT_EQ(xml_text(send("GET", "/files?uploads").body, "UploadId"), id);
    const auto completed = send(
        "POST",
        upload,
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>"
        "<ETag>5d41402abc4b2a76b9719d911017c592</ETag></Part></CompleteMultipartUpload>"
    );
    EXPECT_EQ(completed.status, 200) << completed.body;
    EXPECT_EQ(send("GET", "/files/big").body, "hello");
    EXPECT_EQ(code(send("POST", upload, "")), "404 NoSuchUpload");
    EXPECT_EQ(code(send("PUT", "/files/big?uploadId=x&partNumber=0", "")), "400 InvalidArgument");
}

TEST_F(S3ServiceTest, PartsMayBeCopiedFromObjects) {
    send("PUT", "/files/source", "0123456789");
    const std::string id = xml_text(send("POST", "/files/big?uploads").body, "UploadId");
    const auto part = send(
        "PUT",
        "/files/big?partNumber=1&uploadId=" + id,
        "",
        {{"x-amz-copy-source", "/files/source"}, {"x-amz-copy-source-range", "bytes=2-4"}}
    );
    EXPECT_NE(part.body.find("<CopyPartResult"), std::string::npos);
    EXPECT_EQ(xml_text(send("GET", "/files/big?uploadId=" + id).body, "Size"), "3");
    EXPECT_EQ(send("DELETE", "/files/big?uploadId=" + id).status, 204);
}

}  // namespace
}  // namespace sosw::test
