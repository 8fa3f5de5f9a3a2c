#include "sim/engine/event_queue.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace sosw::sim {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Optional;

constexpr Timestamp kStart = from_epoch_seconds(1'000'000);

struct EventQueueTest : ::testing::Test {
    EventQueue events{kStart};
    std::vector<std::string> log;

    EventToken note(Duration delay, const std::string& what) {
        return events.schedule_after(delay, [this, what] { log.push_back(what); });
    }
};

TEST_F(EventQueueTest, RunsEventsInTheOrderOfTheirTime) {
    note(3s, "third");
    note(1s, "first");
    note(2s, "second");
    events.run_until(kStart + 10s);
    EXPECT_THAT(log, ElementsAre("first", "second", "third"));
}

TEST_F(EventQueueTest, RunsEventsAtOneInstantInTheOrderOfScheduling) {
    for (int i = 0; i < 100; ++i) {
        note(1s, std::to_string(i));
    }
    events.run_until(kStart + 1s);
    ASSERT_EQ(log.size(), 100U);
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(log[static_cast<std::size_t>(i)], std::to_string(i));
    }
}

TEST_F(EventQueueTest, StandsAtTheTimeOfTheEventThatRuns) {
    Timestamp seen;
    events.schedule_at(kStart + 5s, [&] { seen = events.now(); });
    EXPECT_EQ(events.now(), kStart);
    EXPECT_TRUE(events.run_next());
    EXPECT_EQ(seen, kStart + 5s);
    EXPECT_EQ(events.now(), kStart + 5s);
    EXPECT_FALSE(events.run_next());
}

TEST_F(EventQueueTest, RunsUntilTheEndAndThenStandsThere) {
    note(2s, "at the end");
    note(2s + 1us, "after it");
    events.run_until(kStart + 2s);
    EXPECT_THAT(log, ElementsAre("at the end"));
    EXPECT_EQ(events.now(), kStart + 2s);
    EXPECT_EQ(events.pending(), 1U);
    EXPECT_THAT(events.next_time(), Optional(kStart + 2s + 1us));
}

TEST_F(EventQueueTest, RunsWhatAHandlerSchedulesForTheSameInstantAfterWhatWasThere) {
    events.schedule_after(1s, [this] {
        log.emplace_back("outer");
        note(0s, "inner");
    });
    note(1s, "other");
    events.run_until(kStart + 1s);
    EXPECT_THAT(log, ElementsAre("outer", "other", "inner"));
}

TEST_F(EventQueueTest, DoesNotRunWhatWasCancelled) {
    const EventToken first = note(1s, "first");
    note(2s, "second");
    EXPECT_TRUE(events.cancel(first));
    EXPECT_FALSE(events.cancel(first));
    EXPECT_EQ(events.pending(), 1U);
    EXPECT_THAT(events.next_time(), Optional(kStart + 2s));
    events.run_until(kStart + 5s);
    EXPECT_THAT(log, ElementsAre("second"));
}

TEST_F(EventQueueTest, CannotCancelWhatHasRunNorWhatNeverWas) {
    EventToken own;
    bool cancelled_itself = true;
    own = events.schedule_after(1s, [&] { cancelled_itself = events.cancel(own); });
    events.run_until(kStart + 1s);
    EXPECT_FALSE(cancelled_itself);
    EXPECT_FALSE(events.cancel(own));
    EXPECT_FALSE(events.cancel(EventToken{}));
}

TEST_F(EventQueueTest, DoesNotMistakeAnEventForACancelledOneInTheSameSlot) {
    const EventToken old = note(9s, "old");
    events.cancel(old);
    note(1s, "new");
    EXPECT_FALSE(events.cancel(old));
    events.run_until(kStart + 10s);
    EXPECT_THAT(log, ElementsAre("new"));
}

TEST_F(EventQueueTest, KeepsTheOrderWhenMostEventsAreCancelled) {
    std::vector<EventToken> tokens;
    tokens.reserve(5'000);
    for (int i = 0; i < 5'000; ++i) {
        tokens.push_back(note(Duration{(i * 7'919) % 5'000}, std::to_string((i * 7'919) % 5'000)));
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (i % 10 != 0) {
            EXPECT_TRUE(events.cancel(tokens[i]));
        }
    }
    EXPECT_EQ(events.pending(), 500U);
    events.run_until(kStart + 1s);
    ASSERT_EQ(log.size(), 500U);
    EXPECT_TRUE(std::ranges::is_sorted(log, {}, [](const auto& text) { return std::stoi(text); }));
}

TEST_F(EventQueueTest, KeepsTheOrderOfManyEvents) {
    Random random{11};
    std::vector<std::pair<Timestamp, int>> scheduled;
    std::vector<std::pair<Timestamp, int>> run;
    scheduled.reserve(20'000);
    for (int i = 0; i < 20'000; ++i) {
        const Timestamp at = kStart + Duration{static_cast<std::int64_t>(random.below(1'000))};
        scheduled.emplace_back(at, i);
        events.schedule_at(at, [&, i] { run.emplace_back(events.now(), i); });
    }
    events.run_until(kStart + 1s);
    std::ranges::sort(scheduled);
    EXPECT_EQ(run, scheduled);
}

TEST_F(EventQueueTest, DestroysHandlersOnceWhetherRunCancelledOrDropped) {
    const auto held = std::make_shared<int>(7);
    {
        EventQueue queue{kStart};
        queue.schedule_after(1s, [held] {});
        const EventToken cancelled = queue.schedule_after(2s, [held] {});
        queue.schedule_after(3s, [held] {});
        EXPECT_EQ(held.use_count(), 4);
        queue.run_until(kStart + 1s);
        EXPECT_EQ(held.use_count(), 3);
        queue.cancel(cancelled);
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST_F(EventQueueTest, TakesHandlersThatAreLargeOrCannotBeCopied) {
    std::array<char, 200> large{};
    large.back() = 'x';
    events.schedule_after(1s, [this, large] { log.emplace_back(1, large.back()); });
    events.schedule_after(2s, [this, text = std::make_unique<std::string>("moved")] {
        log.push_back(*text);
    });
    events.run_until(kStart + 2s);
    EXPECT_THAT(log, ElementsAre("x", "moved"));
}

TEST_F(EventQueueTest, LetsAnExceptionThroughAndGoesOn) {
    const auto held = std::make_shared<int>(7);
    events.schedule_after(1s, [held] { throw std::runtime_error{"disk full"}; });
    note(2s, "after");
    EXPECT_THROW(events.run_until(kStart + 5s), std::runtime_error);
    EXPECT_EQ(events.now(), kStart + 1s);
    EXPECT_EQ(held.use_count(), 1);
    events.run_until(kStart + 5s);
    EXPECT_THAT(log, ElementsAre("after"));
}

TEST(EventQueueDeathTest, ThePastIsABug) {
    EventQueue events{kStart};
    EXPECT_DEATH(events.schedule_at(kStart - 1us, [] {}), "at >= now_");
    EXPECT_DEATH(events.run_until(kStart - 1us), "end >= now_");
}

TEST(EventQueueDeathTest, RunningEventsInsideAHandlerIsABug) {
    EventQueue events{kStart};
    events.schedule_after(0s, [&] { events.run_next(); });
    EXPECT_DEATH(events.run_next(), "!running_");
}

}  // namespace
}  // namespace sosw::sim
