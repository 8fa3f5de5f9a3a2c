#include "backends/endpoint/services/s3_conditions.hpp"

#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

/// Of an object with the ETag `e`, changed at 2026-03-02T08:00:00.5Z.
Verdict verdict_of(const wire::HttpHeaders& headers) {
    const wire::HttpRequest http{.headers = headers};
    return judge_conditions(
        parse_s3_request(http),
        {.etag = "e", .last_modified = from_epoch_microseconds(1'772'438'400'500'000)}
    );
}

TEST(S3Conditions, ETagsMatchOrNot) {
    EXPECT_EQ(verdict_of({}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-Match", "\"e\""}}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-Match", "\"x\", \"e\""}}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-Match", "*"}}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-Match", "\"x\""}}), Verdict::Failed);
    EXPECT_EQ(verdict_of({{"If-None-Match", "e"}}), Verdict::NotModified);
    EXPECT_EQ(verdict_of({{"If-None-Match", "W/\"e\""}}), Verdict::NotModified);
    EXPECT_EQ(verdict_of({{"If-None-Match", "\"x\""}}), Verdict::Go);
}

TEST(S3Conditions, DatesAreComparedInSeconds) {
    const std::string before = "Mon, 02 Mar 2026 07:59:59 GMT";
    const std::string same = "Mon, 02 Mar 2026 08:00:00 GMT";
    EXPECT_EQ(verdict_of({{"If-Modified-Since", before}}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-Modified-Since", same}}), Verdict::NotModified);
    EXPECT_EQ(verdict_of({{"If-Unmodified-Since", before}}), Verdict::Failed);
    EXPECT_EQ(verdict_of({{"If-Unmodified-Since", same}}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-Modified-Since", "yesterday"}}), Verdict::Go);
}

TEST(S3Conditions, ETagsOutweighDates) {
    const std::string before = "Mon, 02 Mar 2026 07:59:59 GMT";
    const std::string same = "Mon, 02 Mar 2026 08:00:00 GMT";
    EXPECT_EQ(verdict_of({{"If-Match", "e"}, {"If-Unmodified-Since", before}}), Verdict::Go);
    EXPECT_EQ(verdict_of({{"If-None-Match", "x"}, {"If-Modified-Since", same}}), Verdict::Go);
}

/// `first-last` of a text of ten bytes, or the error's name.
std::string range_in_ten(const std::string& header) {
    const auto range = read_range(header, 10);
    if (!range) {
        return range.error().name;
    }
    const auto& found = *range;
    return found ? std::to_string(found->first) + "-" + std::to_string(found->last) : "";
}

TEST(S3Conditions, RangesAreOfThreeForms) {
    EXPECT_EQ(range_in_ten("bytes=0-0"), "0-0");
    EXPECT_EQ(range_in_ten("bytes=2-5"), "2-5");
    EXPECT_EQ(range_in_ten("bytes=2-99"), "2-9");
    EXPECT_EQ(range_in_ten("bytes=7-"), "7-9");
    EXPECT_EQ(range_in_ten("bytes=-3"), "7-9");
    EXPECT_EQ(range_in_ten("bytes=-99"), "0-9");
}

TEST(S3Conditions, RangesBeyondTheEndAreRefusedAndOtherTextsIgnored) {
    EXPECT_EQ(range_in_ten("bytes=10-"), "InvalidRange");
    EXPECT_EQ(range_in_ten("bytes=-0"), "InvalidRange");
    EXPECT_EQ(range_in_ten(""), "");
    EXPECT_EQ(range_in_ten("bytes=5-2"), "");
    EXPECT_EQ(range_in_ten("bytes=a-b"), "");
    EXPECT_EQ(range_in_ten("bytes=-"), "");
    EXPECT_EQ(range_in_ten("bytes=0-1,3-4"), "");
    EXPECT_EQ(range_in_ten("lines=0-1"), "");
}

}  // namespace
}  // namespace sosw::endpoint
