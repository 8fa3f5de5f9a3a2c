#include "sim/fuzz/child_process.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "core/base/ensure.hpp"

namespace sosw::sim {
namespace {

std::string all_that(ChildProcess& child) {
    std::string told;
    while (const auto text = child.read()) {
        told += *text;
    }
    return told;
}

TEST(ChildProcess, TellsLinesAndEndsInOrder) {
    ChildProcess child{[](const ChildProcess::Tell& tell) {
        tell("one");
        tell("two");
    }};
    EXPECT_EQ(all_that(child), "one\ntwo\n");
    EXPECT_EQ(child.death(), "");
}

TEST(ChildProcess, AnAbortIsToldWithItsLastWords) {
    ChildProcess child{[](const ChildProcess::Tell& tell) {
        tell("one");
        ENSURE(1 + 1 == 3);
    }};
    EXPECT_EQ(all_that(child), "one\n");
    const std::string death = child.death();
    EXPECT_NE(death.find("signal"), std::string::npos) << death;
    EXPECT_NE(death.find("1 + 1 == 3"), std::string::npos) << death;
}

TEST(ChildProcess, AnExitCodeIsTold) {
    ChildProcess child{[](const ChildProcess::Tell&) { std::_Exit(7); }};
    EXPECT_EQ(all_that(child), "");
    EXPECT_EQ(child.death(), "exit code 7");
}

TEST(ChildProcess, OneThatGoesOnIsEndedWithTheObject) {
    const ChildProcess child{[](const ChildProcess::Tell& tell) {
        for (;;) {
            tell("still here");
        }
    }};
    EXPECT_GE(child.descriptor(), 0);
}

}  // namespace
}  // namespace sosw::sim
