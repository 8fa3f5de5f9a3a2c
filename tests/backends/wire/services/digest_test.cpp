#include "backends/wire/services/digest.hpp"

#include <string>

#include <gtest/gtest.h>

#include "backends/wire/signature/digest.hpp"

namespace sosw::wire {
namespace {

TEST(Digest, OfTheDigitsOneToNine) {
    const std::string digits = "123456789";
    EXPECT_EQ(to_hex(md5(digits)), "25f9e794323b453885f5181f1b624d0b");
    EXPECT_EQ(to_hex(checksum("crc32", digits)), "cbf43926");
    EXPECT_EQ(to_hex(checksum("crc32c", digits)), "e3069283");
    EXPECT_EQ(to_hex(checksum("crc64nvme", digits)), "ae8b14860a799888");
    EXPECT_EQ(to_hex(checksum("sha1", digits)), "f7c3bc1d808e04732adf679965ccc34ca7ae3441");
    EXPECT_EQ(
        to_hex(checksum("sha256", digits)),
        "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"
    );
}

TEST(Digest, OfAnUnknownAlgorithmIsEmpty) { EXPECT_EQ(checksum("md4", "x"), ""); }

}  // namespace
}  // namespace sosw::wire
