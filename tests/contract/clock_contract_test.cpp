#include "tests/contract/clock_contract.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "backends/system_clock.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::test {
namespace {

TEST(SystemClock, KeepsTheContractOfClocks) {
    SystemClock clock;
    expect_clock_contract(clock, Duration{1});
}

TEST(ManualClock, KeepsTheContractOfClocks) {
    ManualClock clock;
    expect_clock_contract(clock, std::chrono::hours{1});
}

TEST(ManualClock, StandsStillUntilItIsMoved) {
    ManualClock clock{from_epoch_seconds(100)};
    EXPECT_EQ(clock.now(), from_epoch_seconds(100));
    clock.advance(std::chrono::seconds{5});
    clock.sleep_for(std::chrono::seconds{2});
    EXPECT_EQ(clock.now(), from_epoch_seconds(107));
    EXPECT_EQ(clock.slept(), std::chrono::seconds{2});
    clock.advance_to(from_epoch_seconds(200));
    EXPECT_EQ(clock.now(), from_epoch_seconds(200));
}

}  // namespace
}  // namespace sosw::test
