#include "gui/model/text_diff.hpp"

#include <gtest/gtest.h>

namespace sosw::gui {
namespace {

TEST(TextDiff, EqualTextsHaveNone) { EXPECT_EQ(unified_diff("f", "a\n", "a\n"), ""); }

TEST(TextDiff, AChangedLineStandsBetweenThreeOthers) {
    EXPECT_EQ(
        unified_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n"),
        "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n"
    );
}

TEST(TextDiff, ChangesFarApartAreTwoHunks) {
    std::string before;
    std::string after;
    for (int line = 0; line < 30; ++line) {
        before += std::to_string(line) + "\n";
        after += (line == 2 || line == 25 ? "X" : std::to_string(line)) + "\n";
    }
    EXPECT_EQ(
        unified_diff("f", before, after),
        "--- f\n+++ f\n@@ -1,6 +1,6 @@\n 0\n 1\n-2\n+X\n 3\n 4\n 5\n"
        "@@ -23,7 +23,7 @@\n 22\n 23\n 24\n-25\n+X\n 26\n 27\n 28\n"
    );
}

TEST(TextDiff, ChangesNearToEachOtherShareTheirContext) {
    EXPECT_EQ(
        unified_diff("f", "1\n2\n3\n4\n", "X\n2\n3\nY\n"),
        "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+X\n 2\n 3\n-4\n+Y\n"
    );
}

TEST(TextDiff, AMissingNewlineIsSaid) {
    EXPECT_EQ(
        unified_diff("f", "a", "b"),
        "--- f\n+++ f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end "
        "of file\n"
    );
}

TEST(TextDiff, LinesMayComeAndGo) {
    EXPECT_EQ(
        unified_diff("f", "1\n2\n3\n", "1\n3\n"), "--- f\n+++ f\n@@ -1,3 +1,2 @@\n 1\n-2\n 3\n"
    );
}

}  // namespace
}  // namespace sosw::gui
