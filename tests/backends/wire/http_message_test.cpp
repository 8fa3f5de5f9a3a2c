#include "backends/wire/http_message.hpp"

#include <iterator>

#include <gtest/gtest.h>

namespace sosw::wire {
namespace {

TEST(HttpHeaders, AreFoundWithoutRegardToCase) {
    const HttpHeaders headers{{.name = "Content-Type", .value = "a"}, {.name = "X", .value = ""}};
    ASSERT_NE(headers.find("content-type"), nullptr);
    EXPECT_EQ(*headers.find("CONTENT-TYPE"), "a");
    EXPECT_EQ(headers.find("content"), nullptr);
    EXPECT_EQ(headers.value_or_empty("Y"), "");
}

TEST(HttpHeaders, SettingReplacesAllOfTheName) {
    HttpHeaders headers{{.name = "A", .value = "1"}, {.name = "a", .value = "2"}};
    headers.set("A", "3");
    EXPECT_EQ(std::distance(headers.begin(), headers.end()), 1);
    EXPECT_EQ(headers.value_or_empty("a"), "3");
}

TEST(HttpTarget, IsAPathAndAQuery) {
    EXPECT_EQ(path_of("/a/b?c=d?e"), "/a/b");
    EXPECT_EQ(query_of("/a/b?c=d?e"), "c=d?e");
    EXPECT_EQ(path_of("/a"), "/a");
    EXPECT_EQ(query_of("/a"), "");
}

}  // namespace
}  // namespace sosw::wire
