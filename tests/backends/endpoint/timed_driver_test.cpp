#include "backends/endpoint/timed_driver.hpp"

#include <chrono>
#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/system_clock.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::endpoint {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;

/// Fires `times` times, `every` so often.
class Every final : public Timed {
public:
    Every(const Clock& clock, Duration every, int times)
        : clock_{clock}, every_{every}, left_{times}, next_{clock.now() + every} {}
    std::optional<Timestamp> next_due() const override {
        return left_ > 0 ? std::optional{next_} : std::nullopt;
    }
    void run_due() override {
        if (next_ <= clock_.now()) {
            fired.push_back(clock_.now());
            next_ += every_;
            --left_;
        }
    }
    std::vector<Timestamp> fired{};

private:
    const Clock& clock_;
    Duration every_;
    int left_;
    Timestamp next_;
};

constexpr ClockMode kManual{.kind = ClockMode::Kind::Manual};

TEST(TimedDriver, AMovedClockStopsWhereverSomethingIsDue) {
    EventLoop loop;
    test::ManualClock real;
    DrivenClock clock{real, kManual};
    const Timestamp start = clock.now();
    TimedDriver driver{loop, clock};
    Every minute{clock, minutes{1}, 100};
    Every hour{clock, minutes{2}, 100};
    driver.add(minute);
    driver.add(hour);
    bool is_there = false;
    driver.move_to(start + seconds{150}, [&] { is_there = true; });
    EXPECT_TRUE(is_there);
    EXPECT_THAT(minute.fired, ElementsAre(start + minutes{1}, start + minutes{2}));
    EXPECT_THAT(hour.fired, ElementsAre(start + minutes{2}));
    EXPECT_EQ(clock.now(), start + seconds{150});
    EXPECT_EQ(driver.next_due(), start + minutes{3});
}

TEST(TimedDriver, TheClockIsNotMovedPastWhatIsBusy) {
    EventLoop loop;
    test::ManualClock real;
    DrivenClock clock{real, kManual};
    const Timestamp start = clock.now();
    TimedDriver driver{loop, clock};
    Every minute{clock, minutes{1}, 100};
    driver.add(minute);
    bool is_busy = true;
    driver.set_busy([&] { return is_busy; });
    int moves = 0;
    driver.move_to(start + minutes{1}, [&] { ++moves; });
    driver.move_to(start + minutes{2}, [&] { ++moves; });
    loop.turn_if_ready();
    EXPECT_EQ(moves, 0);
    EXPECT_EQ(clock.now(), start);
    is_busy = false;
    loop.turn_if_ready();
    EXPECT_EQ(moves, 2);
    EXPECT_EQ(clock.now(), start + minutes{2});
    EXPECT_EQ(minute.fired.size(), 2U);
}

TEST(TimedDriver, WhatIsBusyForLongerThanItsTimeIsNotWaitedFor) {
    EventLoop loop;
    test::ManualClock real;
    DrivenClock clock{real, kManual};
    TimedDriver driver{loop, clock};
    Every soon{clock, milliseconds{2}, 1};
    driver.add(soon);
    driver.set_busy([] { return true; });
    bool is_there = false;
    driver.move_to(clock.now() + minutes{1}, [&] { is_there = true; });
    EXPECT_FALSE(is_there);
    while (!is_there) {
        loop.turn();
    }
    EXPECT_EQ(soon.fired.size(), 1U);
}

TEST(TimedDriver, DoesAtTheEndOfATurnWhatIsDue) {
    EventLoop loop;
    test::ManualClock real;
    DrivenClock clock{real, {}};
    TimedDriver driver{loop, clock};
    Every minute{clock, minutes{1}, 100};
    driver.add(minute);
    loop.turn_if_ready();
    EXPECT_TRUE(minute.fired.empty());
    real.advance(seconds{61});
    loop.turn_if_ready();
    EXPECT_EQ(minute.fired.size(), 1U);
}

TEST(TimedDriver, WakesTheLoopWhenSomethingIsDue) {
    EventLoop loop;
    SystemClock real;
    DrivenClock clock{real, {.kind = ClockMode::Kind::Scaled, .speed = 60}};
    TimedDriver driver{loop, clock};
    Every often{clock, milliseconds{60}, 3};
    driver.add(often);
    loop.turn_if_ready();
    while (often.fired.size() < 3) {
        loop.turn();
    }
    EXPECT_EQ(driver.next_due(), std::nullopt);
}

TEST(TimedDriver, WhatIsAlwaysDueDoesNotKeepTheLoop) {
    class Restless final : public Timed {
    public:
        std::optional<Timestamp> next_due() const override { return Timestamp{}; }
        void run_due() override { ++runs; }
        int runs = 0;
    } restless;
    EventLoop loop;
    test::ManualClock real;
    DrivenClock clock{real, {}};
    TimedDriver driver{loop, clock};
    driver.add(restless);
    loop.turn_if_ready();
    EXPECT_GT(restless.runs, 0);
}

}  // namespace
}  // namespace sosw::endpoint
