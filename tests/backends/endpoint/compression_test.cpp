#include "backends/endpoint/compression.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::endpoint {
namespace {

constexpr std::size_t kLimit = 1'000'000;

TEST(Compression, ReadsBackWhatItWrote) {
    for (const std::size_t size : {0U, 1U, 1000U, 300'000U}) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) {
            text += static_cast<char>(i * i % 251);
        }
        EXPECT_EQ(inflate_bytes(gzip(text), kLimit).value(), text);
    }
}

TEST(Compression, ReadsSeveralMembers) {
    EXPECT_EQ(inflate_bytes(gzip("ab") + gzip("cd"), kLimit).value(), "abcd");
}

TEST(Compression, ReadsZlibsFormat) {
    const std::string zlib{"\x78\x9c\x4b\x4c\x4a\x06\x00\x02\x4d\x01\x27", 11};
    EXPECT_EQ(inflate_bytes(zlib, kLimit).value(), "abc");
}

TEST(Compression, ABombIsRefused) {
    const std::string bomb = gzip(std::string(50'000'000, 'a'));
    EXPECT_EQ(inflate_bytes(bomb, kLimit).error().message, "The decompressed body is too large.");
}

TEST(Compression, WhatIsNotCompressedIsRefused) {
    const std::string whole = gzip("some text that is compressed");
    for (const std::string& bytes :
         {std::string{}, std::string{"{}"}, whole.substr(0, whole.size() - 3), whole + "x"}) {
        EXPECT_FALSE(inflate_bytes(bytes, kLimit));
    }
}

TEST(Compression, TheChecksumIsTheOneOfZip) { EXPECT_EQ(crc32_of("123456789"), 0xcbf43926U); }

}  // namespace
}  // namespace sosw::endpoint
