#include "sim/fuzz/seed_range.hpp"

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

TEST(SeedRange, HasBothItsEnds) {
    EXPECT_EQ(parse_seed_range("1..300"), (SeedRange{.first = 1, .last = 300}));
    EXPECT_EQ(parse_seed_range("1..300")->size(), 300U);
    EXPECT_EQ(parse_seed_range("5..5")->size(), 1U);
}

TEST(SeedRange, MayBeOneSeed) {
    EXPECT_EQ(parse_seed_range("4711"), (SeedRange{.first = 4711, .last = 4711}));
    EXPECT_EQ(
        parse_seed_range("18446744073709551615"),
        (SeedRange{.first = 18446744073709551615U, .last = 18446744073709551615U})
    );
}

TEST(SeedRange, RunsForwards) { EXPECT_FALSE(parse_seed_range("3..2")); }

TEST(SeedRange, IsNothingElse) {
    for (const char* text :
         {"", "..", "1..", "..2", "a..b", "1...3", "1..2..3", "-1..2", "1..2 "}) {
        EXPECT_FALSE(parse_seed_range(text)) << text;
    }
}

TEST(SeedRange, HasAnEndInSight) { EXPECT_FALSE(parse_seed_range("0..18446744073709551615")); }

}  // namespace
}  // namespace sosw::sim
