#include "sim/world/task_ledger.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

class TaskLedgerTest : public testing::Test {
protected:
    TaskLedgerTest() { ledger_.set_limits(0, {.max_attempts = 2, .max_simultaneous = 2.5}); }

    static Timestamp at(std::int64_t second) { return from_epoch_seconds(1'000'000 + second); }
    Breach invoke(TaskNumber task, double attempt, std::int64_t second = 0) {
        return ledger_.invoke(task, attempt, epoch_seconds(at(second)), at(second));
    }
    static std::string invariant(const Breach& breach) {
        return breach ? breach->invariant : std::string{};
    }

    TaskLedger ledger_{{{.id = "worker", .slot_seconds = 100}}};
};

TEST_F(TaskLedgerTest, AGoodLifeBreaksNothing) {
    EXPECT_FALSE(ledger_.create("a", 0, at(0)));
    EXPECT_FALSE(invoke(1, 1));
    EXPECT_FALSE(ledger_.expire(1, 1));
    EXPECT_FALSE(ledger_.retry(1, at(50)));
    EXPECT_FALSE(invoke(1, 2, 60));
    EXPECT_FALSE(ledger_.complete(1));
    EXPECT_FALSE(ledger_.close(1, ClosedAs::Completed));

    const LedgerCounts& counts = ledger_.counts(0);
    EXPECT_EQ(counts.created, 1);
    EXPECT_EQ(counts.invoked, 2);
    EXPECT_EQ(counts.queued, 0);
    EXPECT_EQ(counts.retry, 0);
    EXPECT_EQ(counts.completed, 1);
    EXPECT_EQ(counts.dead, 0);
    EXPECT_EQ(counts.closed, 1);
    EXPECT_EQ(ledger_.task(1).state, TaskState::Closed);
    EXPECT_EQ(ledger_.task(1).queued, at(50));
}

TEST_F(TaskLedgerTest, AnInvocationCountsForDurationAndCooldownUnlessItEnds) {
    for (const char* id : {"a", "b", "c"}) {
        ledger_.create(id, 0, at(0));
    }
    invoke(1, 1, 0);
    invoke(2, 1, 10);
    invoke(3, 1, 20);
    EXPECT_EQ(ledger_.running(0, at(20)), 3);

    ledger_.complete(2);
    EXPECT_EQ(ledger_.running(0, at(20)), 2);
    EXPECT_EQ(ledger_.running(0, at(100)), 2);  // the boundary second counts, as in sosw (K4)
    EXPECT_EQ(ledger_.running(0, at(101)), 1);

    ledger_.expire(1, 1);  // its time was over before: nothing to give back
    EXPECT_EQ(ledger_.running(0, at(101)), 1);
    EXPECT_EQ(ledger_.running(0, at(121)), 0);
}

TEST_F(TaskLedgerTest, TheMaximumIsRoundedDown) { EXPECT_EQ(ledger_.max_running(0), 2); }

TEST_F(TaskLedgerTest, ATaskThatIsInvokedWhileItRunsIsInTwoPlaces) {
    ledger_.create("a", 0, at(0));
    invoke(1, 1);
    EXPECT_EQ(invariant(invoke(1, 2)), "one_place");
    EXPECT_EQ(ledger_.running(0, at(0)), 1);  // the book follows what happened, and counts it once
}

TEST_F(TaskLedgerTest, TheSameAttemptIsInvokedOnce) {
    ledger_.create("a", 0, at(0));
    invoke(1, 1);
    ledger_.expire(1, 1);
    ledger_.retry(1, at(1));
    EXPECT_EQ(invariant(invoke(1, 1)), "once_per_attempt");
}

TEST_F(TaskLedgerTest, AttemptsStayWithinTheirMaximum) {
    ledger_.create("a", 0, at(0));
    EXPECT_EQ(invariant(invoke(1, 3)), "attempts");
    EXPECT_EQ(invariant(ledger_.expire(1, 2)), "attempts");  // should have been closed as dead
}

TEST_F(TaskLedgerTest, WhatWasCompletedIsNeitherRetriedNorDead) {
    ledger_.create("a", 0, at(0));
    invoke(1, 1);
    ledger_.complete(1);
    EXPECT_EQ(invariant(ledger_.close(1, ClosedAs::Dead)), "completed");

    ledger_.create("b", 0, at(0));
    invoke(2, 1);
    ledger_.complete(2);
    EXPECT_EQ(invariant(ledger_.expire(2, 1)), "one_place");
}

TEST_F(TaskLedgerTest, WhatIsClosedStaysClosed) {
    ledger_.create("a", 0, at(0));
    ledger_.close(1, ClosedAs::Invalid);
    EXPECT_EQ(invariant(ledger_.close(1, ClosedAs::Dead)), "one_place");
    EXPECT_EQ(invariant(ledger_.retry(1, at(0))), "one_place");
    EXPECT_EQ(invariant(invoke(1, 1)), "one_place");
    EXPECT_EQ(ledger_.counts(0).dead, 1);
}

TEST_F(TaskLedgerTest, AnIdIsCreatedOnce) {
    ledger_.create("a", 0, at(0));
    EXPECT_EQ(invariant(ledger_.create("a", 0, at(1))), "one_place");
    EXPECT_EQ(ledger_.tasks(), 1);
}

TEST_F(TaskLedgerTest, ACompletionOfAWaitingTaskClosesIt) {
    ledger_.create("a", 0, at(0));
    invoke(1, 1);
    ledger_.expire(1, 1);
    EXPECT_FALSE(ledger_.close(1, ClosedAs::Completed));
    EXPECT_EQ(ledger_.counts(0).completed, 1);
    EXPECT_EQ(ledger_.counts(0).retry, 0);
}

}  // namespace
}  // namespace sosw::sim
