#include "sim/invariants/pass_checks.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

constexpr LedgerLimits kLimits{.max_simultaneous = 2.5, .coefficients = {0, 0, 0.4, 0.75, 1}};

PassConduct conduct(int status, std::int64_t running, std::int64_t desired, std::int64_t accepted) {
    return {
        .pass = 1,
        .labourer = "worker",
        .decided = true,
        .status = status,
        .running = running,
        .desired = desired,
        .accepted = accepted};
}

std::string name_of(const Breach& breach) { return breach ? breach->invariant : std::string{}; }

TEST(PassChecks, TheShareOfAStatusIsRoundedDown) {
    EXPECT_EQ(allowed_at(kLimits, 2), 1);
    EXPECT_EQ(allowed_at(kLimits, 3), 1);
    EXPECT_EQ(allowed_at(kLimits, 4), 2);
    EXPECT_EQ(allowed_at_best(kLimits), 2);
}

TEST(PassChecks, AsManyAsDesiredIsRight) {
    EXPECT_EQ(name_of(check_desired(conduct(4, 0, 2, 2), kLimits)), "");
    EXPECT_EQ(name_of(check_desired(conduct(4, 5, 0, 0), kLimits)), "");
}

TEST(PassChecks, MoreThanDesiredIsWrong) {
    EXPECT_EQ(name_of(check_desired(conduct(4, 1, 1, 2), kLimits)), "desired");
}

TEST(PassChecks, ADesireBeyondTheShareIsWrongThoughNothingIsInvoked) {
    EXPECT_EQ(name_of(check_desired(conduct(3, 0, 2, 0), kLimits)), "desired");
}

TEST(PassChecks, APassThatDidNotDecideInvokesNothing) {
    PassConduct undecided = conduct(4, 0, 0, 1);
    undecided.decided = false;
    EXPECT_EQ(name_of(check_desired(undecided, kLimits)), "desired");
    undecided.accepted = 0;
    EXPECT_EQ(name_of(check_desired(undecided, kLimits)), "");
}

TEST(PassChecks, NothingIsInvokedWhereTheShareIsZero) {
    EXPECT_EQ(name_of(check_nothing_at_zero(conduct(1, 0, 0, 1), kLimits)), "nothing_at_zero");
    EXPECT_EQ(name_of(check_nothing_at_zero(conduct(1, 0, 0, 0), kLimits)), "");
    EXPECT_EQ(name_of(check_nothing_at_zero(conduct(2, 0, 1, 1), kLimits)), "");
}

TEST(PassChecks, APassThatWasCutOffStaysWithinWhatAnyStatusAllows) {
    EXPECT_EQ(name_of(check_cut_off({.pass = 1, .accepted = 2}, kLimits)), "");
    EXPECT_EQ(name_of(check_cut_off({.pass = 1, .accepted = 3}, kLimits)), "desired");
}

TEST(PassChecks, AnExcessNeedsAnExcuse) {
    EXPECT_EQ(name_of(check_limit(1, kLimits, 2, false)), "");
    EXPECT_EQ(name_of(check_limit(1, kLimits, 3, false)), "desired");
    EXPECT_EQ(name_of(check_limit(1, kLimits, 3, true)), "");
}

}  // namespace
}  // namespace sosw::sim
