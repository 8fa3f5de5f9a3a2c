#include "backends/wire/uri.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(Uri, EncodesAllButTheUnreserved) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a b/c:ü"), "a%20b%2Fc%3A%C3%BC");
    EXPECT_EQ(percent_encode("a/b", Slash::Keep), "a/b");
}

TEST(Uri, DecodesWhatItEncodes) {
    std::string bytes;
    for (int byte = 0; byte < 256; ++byte) {
        bytes += static_cast<char>(byte);
    }
    EXPECT_EQ(percent_decode(percent_encode(bytes)), bytes);
}

TEST(Uri, LeavesBrokenEscapesAsTheyAre) {
    EXPECT_EQ(percent_decode("%"), "%");
    EXPECT_EQ(percent_decode("%4"), "%4");
    EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_EQ(percent_decode("a+b", Plus::Space), "a b");
}

TEST(Uri, AQueryIsParametersInOrder) {
    const QueryParameters expected{{"a", "1 2"}, {"b", ""}, {"a", "="}, {"", "x"}};
    EXPECT_EQ(parse_query("a=1+2&b&a=%3D&&=x"), expected);
    EXPECT_TRUE(parse_query("").empty());
}

}  // namespace
}  // namespace sosw::wire
