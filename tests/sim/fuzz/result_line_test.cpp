#include "sim/fuzz/result_line.hpp"

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

TEST(ResultLine, ComesBackAsItWas) {
    const FuzzResult result{
        .seed = 7,
        .failure = "one_place",
        .message = "task a is in two tables",
        .hash = "0123456789abcdef",
        .events = 12,
        .tasks = 3,
        .drained = true,
        .sightings = {"closed dead", "status 0"}};

    const std::optional<FuzzResult> back = from_line(to_line(result));

    ASSERT_TRUE(back);
    EXPECT_EQ(back->seed, 7U);
    EXPECT_EQ(back->failure, "one_place");
    EXPECT_EQ(back->message, result.message);
    EXPECT_EQ(back->hash, result.hash);
    EXPECT_EQ(back->events, 12);
    EXPECT_EQ(back->tasks, 3);
    EXPECT_TRUE(back->drained);
    EXPECT_EQ(back->sightings, result.sightings);
}

TEST(ResultLine, IsOneLineWhateverTheMessage) {
    const FuzzResult result{.seed = 1, .failure = "exception", .message = "a\tb\nc\r"};
    EXPECT_EQ(to_line(result).find('\n'), std::string::npos);
    EXPECT_EQ(from_line(to_line(result))->message, "a b c ");
}

TEST(ResultLine, OtherLinesAreNone) {
    EXPECT_FALSE(from_line(""));
    EXPECT_FALSE(from_line("7\tfailure"));
    EXPECT_FALSE(from_line("x\t\t\t\t0\t0\t0\t"));
}

}  // namespace
}  // namespace sosw::sim
