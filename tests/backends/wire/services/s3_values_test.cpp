#include "backends/wire/services/s3_values.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

ListObjectsOutput one_of_each() {
    return {
        .contents = {{.key = "a b&", .etag = "e", .size = 3}},
        .common_prefixes = {"d e/"},
        .is_truncated = true,
        .last = "d e/"};
}

TEST(S3Values, AListingOfVersionTwoHasCountsAndTokens) {
    const std::string xml = write_s3_listing(
        {.input = {.bucket = "b", .prefix = "p", .delimiter = "/"}}, one_of_each(), "next"
    );
    EXPECT_TRUE(has(xml, "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"));
    EXPECT_TRUE(has(xml, "<NextContinuationToken>next</NextContinuationToken>"));
    EXPECT_TRUE(has(xml, "<KeyCount>2</KeyCount><MaxKeys>1000</MaxKeys>"));
    EXPECT_TRUE(has(
        xml,
        "<Contents><Key>a b&amp;</Key><LastModified>1970-01-01T00:00:00.000Z</LastModified>"
        "<ETag>&quot;e&quot;</ETag><Size>3</Size><StorageClass>STANDARD</StorageClass></Contents>"
        "<CommonPrefixes><Prefix>d e/</Prefix></CommonPrefixes>"
    ));
}

TEST(S3Values, AListingOfVersionOneHasMarkers) {
    const std::string xml = write_s3_listing(
        {.input = {.bucket = "b", .delimiter = "/"},
         .version_2 = false,
         .url_encoded = true,
         .marker = "a a"},
        one_of_each(),
        "next"
    );
    EXPECT_TRUE(has(xml, "<Marker>a%20a</Marker><NextMarker>d%20e/</NextMarker>"));
    EXPECT_TRUE(has(xml, "<Key>a%20b%26</Key>"));
    EXPECT_TRUE(has(xml, "<EncodingType>url</EncodingType>"));
    EXPECT_FALSE(has(xml, "KeyCount"));
}

TEST(S3Values, AnErrorNamesWhatItIsAbout) {
    const S3ErrorContext context{.bucket = "b", .key = "k", .request_id = "r", .host_id = "h"};
    EXPECT_EQ(
        write_s3_error({.code = "NoSuchKey", .message = "m"}, context),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchKey</Code>"
        "<Message>m</Message><Key>k</Key><RequestId>r</RequestId><HostId>h</HostId></Error>"
    );
    EXPECT_TRUE(
        has(write_s3_error({.code = "NoSuchBucket", .message = "m"}, context),
            "<BucketName>b</BucketName>")
    );
}

TEST(S3Values, ReadsWhatIsToBeDeleted) {
    const auto deletion = read_s3_deletion(
        "<?xml version=\"1.0\"?><Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        "<Object><Key>a&amp;b</Key></Object><Object><Key> c </Key><VersionId>1</VersionId></Object>"
        "<Quiet>true</Quiet></Delete>"
    );
    ASSERT_TRUE(deletion);
    EXPECT_EQ(deletion->keys, (std::vector<std::string>{"a&b", " c "}));
    EXPECT_TRUE(deletion->quiet);
    EXPECT_FALSE(read_s3_deletion("<Delete/>"));
    EXPECT_FALSE(read_s3_deletion("<Delete>"));
    EXPECT_FALSE(read_s3_deletion(""));
}

TEST(S3Values, ReadsThePartsOfAnUpload) {
    const auto parts = read_s3_parts(
        "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"a\"</ETag></Part>"
        "<Part><ETag>b</ETag><PartNumber>2</PartNumber></Part></CompleteMultipartUpload>"
    );
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 2U);
    EXPECT_EQ((*parts)[0].etag, "a");
    EXPECT_EQ((*parts)[1].number, 2);
    EXPECT_FALSE(read_s3_parts("<CompleteMultipartUpload/>"));
    EXPECT_FALSE(read_s3_parts(
        "<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>"
    ));
}

}  // namespace
}  // namespace sosw::wire
