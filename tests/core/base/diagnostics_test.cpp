#include "core/base/diagnostics.hpp"

#include <gtest/gtest.h>

namespace sosw {
namespace {

TEST(Diagnostic, OfSyntaxNamesLineAndColumn) {
    EXPECT_EQ(
        to_string(Diagnostic{
            .file = "burst.json", .line = 14, .column = 9, .message = "expected ':'"}),
        "burst.json:14:9: expected ':'"
    );
}

TEST(Diagnostic, OfMeaningNamesThePointer) {
    EXPECT_EQ(
        to_string(Diagnostic{
            .file = "burst.json", .pointer = "/workload/2/rate", .message = "expected a rate"}),
        "burst.json: /workload/2/rate: expected a rate"
    );
}

TEST(Diagnostic, LeavesOutWhatItDoesNotKnow) {
    EXPECT_EQ(to_string(Diagnostic{.file = "a.json", .message = "is empty"}), "a.json: is empty");
    EXPECT_EQ(to_string(Diagnostic{.file = {}, .message = "no scenario"}), "no scenario");
    EXPECT_EQ(
        to_string(Diagnostic{.file = {}, .pointer = "/arn", .message = "is missing"}),
        "/arn: is missing"
    );
}

}  // namespace
}  // namespace sosw
