#include "sim/engine/simulated_clock.hpp"

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

using namespace std::chrono_literals;

constexpr Timestamp kStart = from_epoch_seconds(1'000'000);

struct SimulatedClockTest : ::testing::Test {
    EventQueue events{kStart};
    ActorSystem actors{events};
    SimulatedClock clock{events, actors};
};

TEST_F(SimulatedClockTest, ShowsTheTimeOfTheEventQueue) {
    EXPECT_EQ(clock.now(), kStart);
    events.run_until(kStart + 90s);
    EXPECT_EQ(clock.now(), kStart + 90s);
}

TEST_F(SimulatedClockTest, SuspendsTheActorThatSleeps) {
    Timestamp woken;
    actors.spawn("sleeper", [&] {
        clock.sleep_for(4ms);
        woken = clock.now();
    });
    EXPECT_EQ(woken, Timestamp{});
    events.run_until(kStart + 1s);
    EXPECT_EQ(woken, kStart + 4ms);
}

TEST_F(SimulatedClockTest, ReturnsAtOnceFromASleepOfNothing) {
    int suspended = 0;
    actors.set_before_suspend([&] { ++suspended; });
    bool ended = false;
    actors.spawn("never sleeps", [&] {
        clock.sleep_for(0s);
        clock.sleep_for(-1s);
        ended = true;
    });
    EXPECT_TRUE(ended);
    clock.sleep_for(0s);
    EXPECT_EQ(suspended, 0);
    EXPECT_EQ(events.pending(), 0U);
}

using SimulatedClockDeathTest = SimulatedClockTest;

TEST_F(SimulatedClockDeathTest, SleepingOutsideAnActorIsABug) {
    EXPECT_DEATH(clock.sleep_for(1us), "current_ != nullptr");
}

}  // namespace
}  // namespace sosw::sim
