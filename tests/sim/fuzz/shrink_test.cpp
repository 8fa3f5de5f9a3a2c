#include "sim/fuzz/shrink.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

StillFails contains(std::string part) {
    return [part = std::move(part)](const std::string& text) {
        return text.find(part) != std::string::npos;
    };
}

TEST(Shrink, LeavesOutWhatIsNotNeeded) {
    EXPECT_EQ(
        shrink(R"({"a": [1, "x", {"b": 2}], "c": {"d": true}})", contains("\"x\"")),
        "{\n    \"a\": [\n        \"x\"\n    ]\n}\n"
    );
}

TEST(Shrink, HalvesNumbersAndDurations) {
    const StillFails fails = [](const std::string& text) {
        return text.find("\"n\"") != std::string::npos && text.find("\"d\"") != std::string::npos;
    };
    EXPECT_EQ(
        shrink(R"({"n": 100, "d": "90s"})", fails), "{\n    \"n\": 1,\n    \"d\": \"1s\"\n}\n"
    );
}

TEST(Shrink, StopsHalvingWhereItPassesAgain) {
    const StillFails fails = [](const std::string& text) {
        return text.find("40/min") != std::string::npos || text.find("20/min") != std::string::npos;
    };
    EXPECT_EQ(shrink(R"({"rate": "40/min"})", fails), "{\n    \"rate\": \"20/min\"\n}\n");
}

TEST(Shrink, KeepsTheSeed) {
    EXPECT_EQ(
        shrink(R"({"seed": 4711, "x": 1})", [](const std::string&) { return true; }),
        "{\n    \"seed\": 4711\n}\n"
    );
}

TEST(Shrink, ReadsComments) {
    EXPECT_EQ(shrink("// found\n{\"a\": 1, \"b\": 1}", contains("a")), "{\n    \"a\": 1\n}\n");
}

TEST(Shrink, TriesNoMoreThanItMay) {
    int tries = 0;
    shrink(
        R"({"a": 1000000, "b": 1000000})",
        [&](const std::string&) {
            ++tries;
            return false;
        },
        {.tries_max = 3}
    );
    EXPECT_EQ(tries, 3);
}

}  // namespace
}  // namespace sosw::sim
