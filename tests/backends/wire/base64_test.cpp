#include "backends/wire/base64.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(Base64, EncodesTheExamplesOfTheStandard) {
    EXPECT_EQ(base64_encode(""), "");
    EXPECT_EQ(base64_encode("f"), "Zg==");
    EXPECT_EQ(base64_encode("fo"), "Zm8=");
    EXPECT_EQ(base64_encode("foo"), "Zm9v");
    EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64_encode(std::string("\0\xFF\xFE", 3)), "AP/+");
}

TEST(Base64, DecodesWhatItEncodes) {
    for (std::size_t length = 0; length < 70; ++length) {
        std::string bytes;
        for (std::size_t i = 0; i < length; ++i) {
            bytes += static_cast<char>(i * 37 + length);
        }
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    }
}

TEST(Base64, RefusesWhatIsNotCanonical) {
    for (const char* text :
         {"Zg",
          "Zg=",
          "Z===",
          "====",
          "Zg==\n",
          " Zg==",
          "Zh==",
          "Zm9=",
          "Z*==",
          "=AAA",
          "Zg==Zg=="}) {
        EXPECT_FALSE(base64_decode(text)) << text;
    }
}

}  // namespace
}  // namespace sosw::wire
