#include "backends/wire/lambda/zip_archive.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/wire/base64.hpp"

namespace sosw::wire {
namespace {

using ::testing::SizeIs;

/// A folder `sub/`, in it the deflated `a.txt`, and the stored, executable `bootstrap`.
constexpr const char* kArchive =
    "UEsDBBQAAAAAAAAAIQAAAAAAAAAAAAAAAAAEAAAAc3ViL1BLAwQUAAAACAAAQGJcwUhCWQwAAAAsAQAACQAAAHN1Yi9h"
    "LnR4dMtIzcnJV8gYJYkgAVBLAwQUAAAAAAAAQGJcHZ37BAoAAAAKAAAACQAAAGJvb3RzdHJhcCMhL2Jpbi9zaApQSwEC"
    "FAMUAAAAAAAAACEAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAgAEAAAAAc3ViL1BLAQIUAxQAAAAIAABAYlzBSEJZDAAA"
    "ACwBAAAJAAAAAAAAAAAAAACkgSIAAABzdWIvYS50eHRQSwECFAMUAAAAAAAAQGJcHZ37BAoAAAAKAAAACQAAAAAAAAAA"
    "AAAA7YFVAAAAYm9vdHN0cmFwUEsFBgAAAAADAAMAoAAAAIYAAAAAAA==";

std::string archive() { return base64_decode(kArchive).value(); }

/// The archive with one part replaced by another of the same length, wherever it stands.
std::string altered(const std::string& from, const std::string& to) {
    std::string bytes = archive();
    for (std::size_t at = bytes.find(from); at != std::string::npos; at = bytes.find(from)) {
        bytes.replace(at, from.size(), to);
    }
    return bytes;
}

TEST(ZipArchive, FilesAreReadStoredAndDeflated) {
    const auto files = read_zip(archive(), 1000);
    ASSERT_TRUE(files) << to_string(files.error());
    ASSERT_THAT(*files, SizeIs(2));
    EXPECT_EQ((*files)[0].path, "sub/a.txt");
    EXPECT_THAT((*files)[0].content, SizeIs(300));
    EXPECT_TRUE((*files)[0].content.starts_with("hello hello "));
    EXPECT_FALSE((*files)[0].is_executable);
    EXPECT_EQ((*files)[1].path, "bootstrap");
    EXPECT_EQ((*files)[1].content, "#!/bin/sh\n");
    EXPECT_TRUE((*files)[1].is_executable);
}

TEST(ZipArchive, FilesTogetherHaveALimit) {
    EXPECT_TRUE(read_zip(archive(), 310));
    EXPECT_EQ(
        read_zip(archive(), 309).error().message, "Unzipped size must be smaller than 309 bytes"
    );
}

TEST(ZipArchive, NoPathLeadsOutOfTheArchive) {
    EXPECT_FALSE(read_zip(altered("sub/a.txt", "../sub.tx"), 1000));
    EXPECT_FALSE(read_zip(altered("sub/a.txt", "/ub/a.txt"), 1000));
    EXPECT_TRUE(read_zip(altered("sub/a.txt", "..b/a.txt"), 1000));
}

TEST(ZipArchive, WhatIsBrokenIsRefused) {
    EXPECT_FALSE(read_zip("", 1000));
    EXPECT_FALSE(read_zip("PK\x05\x06", 1000));
    const std::string whole = archive();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(read_zip(whole.substr(0, size), 1000)) << size;
        EXPECT_FALSE(read_zip(whole.substr(whole.size() - size), 1000)) << size;
    }
}

}  // namespace
}  // namespace sosw::wire
