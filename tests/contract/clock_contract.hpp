#pragma once

#include <gtest/gtest.h>

#include "core/base/time.hpp"
#include "core/ports/clock.hpp"

namespace sosw::test {

/// What every clock promises. `step` is a duration that this clock can sleep without making a test
/// slow; call it where `clock` may sleep.
inline void expect_clock_contract(Clock& clock, Duration step) {
    const Timestamp begin = clock.now();
    EXPECT_GT(begin, Timestamp{}) << "the epoch is long past";
    EXPECT_LE(begin, clock.now());

    clock.sleep_for(step);
    EXPECT_GE(clock.now() - begin, step);

    const Timestamp before = clock.now();
    clock.sleep_for(Duration::zero());
    clock.sleep_for(-std::chrono::hours{1000});
    EXPECT_GE(clock.now(), before);
    EXPECT_LT(clock.now() - before, std::chrono::hours{1}) << "nothing to sleep, yet it slept";
}

}  // namespace sosw::test
