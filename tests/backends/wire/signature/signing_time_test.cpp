#include "backends/wire/signature/signing_time.hpp"

#include <string_view>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

constexpr Timestamp kAt = from_epoch_seconds(1'440'938'160);

TEST(SigningTime, IsIso8601WithoutSeparators) {
    EXPECT_EQ(format_signing_time(kAt), "20150830T123600Z");
    EXPECT_EQ(format_signing_time(kAt + std::chrono::milliseconds{999}), "20150830T123600Z");
    EXPECT_EQ(parse_signing_time("20150830T123600Z"), kAt);
}

TEST(SigningTime, TheDateOfAnHttpHeaderWillDo) {
    EXPECT_EQ(parse_signing_time("Sun, 30 Aug 2015 12:36:00 GMT"), kAt);
    EXPECT_EQ(parse_signing_time("Sun, 30 Aug 2015 12:36:00 -0000"), kAt);
}

TEST(SigningTime, AllElseIsNone) {
    for (const std::string_view text :
         {"",
          "201",
          "20150830T123600",
          "20150830T123600z",
          "20151330T123600Z",
          "20150830T246060Z",
          "2015-8-30T12:36Z",
          "2015083OT123600Z",
          "Sun, 30 Aug 2015 12:36:00 CET",
          "Sun, 30 Foo 2015 12:36:00 GMT",
          "Sun, 32 Aug 2015 12:36:00 GMT",
          "30 Aug 2015",
          ", ",
          "a long text that is no date at all, whatever one makes of it"}) {
        EXPECT_EQ(parse_signing_time(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace sosw::wire
