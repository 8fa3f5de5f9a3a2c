#include "backends/wire/services/timestamps.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

const Timestamp kEight = from_epoch_seconds(1'772'438'400);  // 2026-03-02T08:00:00Z, a Monday.

TEST(Timestamps, ReadsIso8601AsClientsWriteIt) {
    for (const char* text : {
             "2026-03-02T08:00:00Z",
             "2026-03-02T08:00:00.000Z",
             "2026-03-02T08:00:00.000000000Z",
             "2026-03-02T08:00:00",
             "2026-03-02T08:00Z",
             "2026-03-02T08:00",
             "2026-03-02 08:00:00",
             "2026-03-02T09:00:00+01:00",
             "2026-03-02T09:00:00+0100",
             "1772438400",
             "1772438400.0",
         }) {
        EXPECT_EQ(read_timestamp(text), kEight) << text;
    }
    EXPECT_EQ(read_timestamp("2026-03-02"), kEight - std::chrono::hours{8});
    EXPECT_EQ(read_timestamp("2026-03-02T08:00:00.25Z"), kEight + std::chrono::milliseconds{250});
}

TEST(Timestamps, OtherTextsAreNone) {
    for (const char* text : {"", "yesterday", "2026-13-02T08:00:00Z", "08:00", "1e300", "nan"}) {
        EXPECT_FALSE(read_timestamp(text)) << text;
    }
    EXPECT_FALSE(timestamp_of_seconds(std::numeric_limits<double>::infinity()));
}

TEST(Timestamps, WritesTheFormsOfTheProtocols) {
    EXPECT_EQ(epoch_seconds_json(kEight), "1772438400");
    EXPECT_EQ(epoch_seconds_json(kEight + Duration{500'000}), "1772438400.5");
    EXPECT_EQ(iso8601_milliseconds(kEight + Duration{7'000}), "2026-03-02T08:00:00.007Z");
    EXPECT_EQ(http_date(kEight), "Mon, 02 Mar 2026 08:00:00 GMT");
}

TEST(Timestamps, ReadsDatesOfHttp) {
    EXPECT_EQ(read_http_date("Mon, 02 Mar 2026 08:00:00 GMT"), kEight);
    EXPECT_FALSE(read_http_date("Mon, 02 Foo 2026 08:00:00 GMT"));
    EXPECT_FALSE(read_http_date("2026-03-02T08:00:00Z"));
}

}  // namespace
}  // namespace sosw::wire
