#include "backends/endpoint/driven_clock.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/support/manual_clock.hpp"

namespace sosw::endpoint {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr ClockMode kScaled{.kind = ClockMode::Kind::Scaled, .speed = 60};
constexpr ClockMode kManual{.kind = ClockMode::Kind::Manual};

TEST(ClockModes, AreReadAndWritten) {
    for (const char* const text : {"real", "manual", "scaled:60", "scaled:0.5"}) {
        const auto mode = parse_clock_mode(text);
        ASSERT_TRUE(mode) << text;
        EXPECT_EQ(to_string(*mode), text);
    }
}

TEST(ClockModes, OtherWordsAreNone) {
    for (const char* const text :
         {"",
          "Real",
          "scaled",
          "scaled:",
          "scaled:0",
          "scaled:-1",
          "scaled:x",
          "scaled:6x",
          "scaled:inf",
          "scaled:nan",
          "scaled:1e9"}) {
        EXPECT_FALSE(parse_clock_mode(text)) << text;
    }
}

TEST(DrivenClock, RealTimeIsReal) {
    test::ManualClock real;
    DrivenClock clock{real, {}};
    real.advance(seconds{5});
    EXPECT_EQ(clock.now(), real.now());
    EXPECT_EQ(clock.real_time_until(real.now() + seconds{7}), seconds{7});
    EXPECT_FALSE(clock.can_be_moved());
    clock.sleep_for(seconds{3});
    EXPECT_EQ(real.slept(), seconds{3});
}

TEST(DrivenClock, AScaledClockRunsFasterFromTheRealTimeOn) {
    test::ManualClock real;
    const Timestamp start = real.now();
    DrivenClock clock{real, kScaled};
    EXPECT_EQ(clock.now(), start);
    real.advance(seconds{2});
    EXPECT_EQ(clock.now(), start + seconds{120});
    EXPECT_EQ(clock.real_time_until(start + seconds{180}), seconds{1});
    clock.sleep_for(seconds{60});
    EXPECT_EQ(clock.now(), start + seconds{180});
}

TEST(DrivenClock, AScaledClockRunsOnFromWhereItWasMovedTo) {
    test::ManualClock real;
    const Timestamp start = real.now();
    DrivenClock clock{real, kScaled};
    real.advance(seconds{1});
    clock.move_to(start + hours{1});
    real.advance(seconds{1});
    EXPECT_EQ(clock.now(), start + hours{1} + seconds{60});
}

TEST(DrivenClock, AManualClockStandsStillUntilItIsMoved) {
    test::ManualClock real;
    const Timestamp start = real.now();
    DrivenClock clock{real, kManual};
    real.advance(hours{1});
    EXPECT_EQ(clock.now(), start);
    EXPECT_EQ(clock.real_time_until(start + seconds{1}), std::nullopt);
    EXPECT_EQ(clock.real_time_until(start), Duration::zero());
    clock.move_to(start + seconds{90});
    EXPECT_EQ(clock.now(), start + seconds{90});
    clock.move_to(start);
    clock.sleep_for(seconds{1});
    EXPECT_EQ(clock.now(), start + seconds{91});
}

TEST(DrivenClock, KnowsTheRealTimeOfAMoment) {
    test::ManualClock real;
    const DrivenClock as_it_is{real, {}};
    const DrivenClock faster{real, kScaled};
    const DrivenClock manual{real, kManual};
    const Timestamp in_a_minute = real.now() + seconds{60};
    EXPECT_EQ(as_it_is.real_time_of(in_a_minute), in_a_minute);
    EXPECT_EQ(faster.real_time_of(in_a_minute), real.now() + seconds{1});
    EXPECT_EQ(manual.real_time_of(in_a_minute), in_a_minute);
}

TEST(DrivenClock, WhatIsFarAwayIsAskedForAgain) {
    test::ManualClock real;
    const DrivenClock clock{real, kScaled};
    EXPECT_EQ(clock.real_time_until(real.now() + hours{24 * 365}), hours{1});
}

TEST(DrivenClock, AScaledClockNeverRunsBackwards) {
    class SetBack final : public Clock {
    public:
        Timestamp now() const override { return at; }
        void sleep_for(Duration) override {}
        Timestamp at = from_epoch_seconds(1000);
    } real;
    const DrivenClock clock{real, kScaled};
    real.at -= seconds{10};
    EXPECT_EQ(clock.now(), from_epoch_seconds(1000));
}

}  // namespace
}  // namespace sosw::endpoint
