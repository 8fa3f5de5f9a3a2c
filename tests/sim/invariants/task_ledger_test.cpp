#include "sim/invariants/task_ledger.hpp"

#include <string>

#include <gtest/gtest.h>

namespace sosw::sim {
namespace {

class TaskLedgerTest : public testing::Test {
protected:
    TaskLedgerTest() { ledger_.set_limits(0, {.max_attempts = 2, .max_simultaneous = 2.5}); }

    static constexpr std::int64_t kEpoch = 1'000'000;
    static constexpr std::int64_t kDelta = 10'000'000;

    static Timestamp at(std::int64_t second) { return from_epoch_seconds(kEpoch + second); }
    static TaskFields marked(double attempts, std::int64_t second = 0) {
        return {.attempts = attempts, .greenfield = static_cast<double>(kEpoch + second + kDelta)};
    }
    Breach mark(TaskNumber task, double attempts, std::int64_t second = 0) {
        return ledger_.mark(task, marked(attempts, second), at(second));
    }
    Breach invoke(TaskNumber task, double attempt, std::int64_t second = 0) {
        return ledger_.invoke(task, attempt, at(second));
    }
    /// Marked and invoked by a pass that did right.
    void run(TaskNumber task, double attempt, std::int64_t second = 0) {
        EXPECT_FALSE(mark(task, attempt, second));
        EXPECT_FALSE(invoke(task, attempt, second));
    }
    void create(const std::string& id) { EXPECT_FALSE(ledger_.create(id, 0, at(0), queued())); }
    static TaskFields queued(double attempts = 0) {
        return {.attempts = attempts, .greenfield = 2000};
    }
    static std::string invariant(const Breach& breach) {
        return breach ? breach->invariant : std::string{};
    }

    TaskLedger ledger_{{{.id = "worker", .slot_seconds = 100, .invocation_delta = kDelta}}};
};

TEST_F(TaskLedgerTest, AGoodLifeBreaksNothing) {
    create("a");
    run(1, 1);
    EXPECT_FALSE(ledger_.expire(1, marked(1)));
    EXPECT_FALSE(ledger_.retry(1, queued(1), at(50)));
    run(1, 2, 60);
    EXPECT_FALSE(ledger_.complete(1));
    EXPECT_FALSE(ledger_.close(1, ClosedAs::Completed, 2));

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

TEST_F(TaskLedgerTest, AMarkCountsForDurationAndCooldownUnlessItEnds) {
    for (const char* id : {"a", "b", "c"}) {
        create(id);
    }
    run(1, 1, 0);
    run(2, 1, 10);
    run(3, 1, 20);
    EXPECT_EQ(ledger_.running(0, at(20)), 3);

    ledger_.complete(2);
    EXPECT_EQ(ledger_.running(0, at(20)), 2);
    EXPECT_EQ(ledger_.running(0, at(100)), 2);  // the boundary second counts, as in sosw (K4)
    EXPECT_EQ(ledger_.running(0, at(101)), 1);

    ledger_.expire(1, marked(1));  // its time was over before: nothing to give back
    EXPECT_EQ(ledger_.running(0, at(101)), 1);
    EXPECT_EQ(ledger_.running(0, at(121)), 0);
}

TEST_F(TaskLedgerTest, AMarkThatIsTakenBackCountsNoMore) {
    create("a");
    mark(1, 1);
    EXPECT_EQ(ledger_.running(0, at(0)), 1);
    EXPECT_FALSE(ledger_.take_back(1, queued()));
    EXPECT_EQ(ledger_.running(0, at(0)), 0);
    EXPECT_EQ(ledger_.counts(0).queued, 1);
    run(1, 1, 60);  // the same attempt again: the first time nothing was invoked
}

TEST_F(TaskLedgerTest, AMarkWhoseInvocationNobodyKnowsOfRunsOut) {
    create("a");
    mark(1, 1);
    EXPECT_FALSE(ledger_.expire(1, marked(1)));
    EXPECT_FALSE(ledger_.retry(1, queued(1), at(200)));
    run(1, 2, 300);
}

TEST_F(TaskLedgerTest, AnInvocationMayComeLateOnceItsMarkWasMade) {
    create("a");
    mark(1, 1);
    ledger_.expire(1, marked(1));
    EXPECT_FALSE(invoke(1, 1, 150));
    EXPECT_EQ(ledger_.task(1).state, TaskState::Retry);

    create("b");
    mark(2, 1);
    ledger_.complete(2);  // by a worker of an earlier life
    EXPECT_FALSE(invoke(2, 1));
    EXPECT_EQ(ledger_.task(2).state, TaskState::Completed);
}

TEST_F(TaskLedgerTest, TheMaximumIsRoundedDown) { EXPECT_EQ(ledger_.max_running(0), 2); }

TEST_F(TaskLedgerTest, ATaskThatIsMarkedWhileItRunsIsInTwoPlaces) {
    create("a");
    run(1, 1);
    EXPECT_EQ(invariant(mark(1, 2)), "one_place");
    EXPECT_EQ(ledger_.running(0, at(0)), 1);  // the book follows what happened, and counts it once
}

TEST_F(TaskLedgerTest, TheSameAttemptIsInvokedOnce) {
    create("a");
    run(1, 1);
    EXPECT_EQ(invariant(invoke(1, 1)), "once_per_attempt");
    ledger_.expire(1, marked(1));
    ledger_.retry(1, queued(1), at(1));
    EXPECT_EQ(invariant(invoke(1, 1)), "once_per_attempt");
}

TEST_F(TaskLedgerTest, NothingIsInvokedWithoutAMark) {
    create("a");
    EXPECT_EQ(invariant(invoke(1, 1)), "once_per_attempt");
}

TEST_F(TaskLedgerTest, AttemptsStayWithinTheirMaximum) {
    create("a");
    run(1, 1);
    ledger_.expire(1, marked(1));
    ledger_.retry(1, queued(1), at(1));
    run(1, 2, 2);
    EXPECT_EQ(invariant(ledger_.expire(1, marked(2))), "attempts");  // should have been dead
    ledger_.retry(1, queued(2), at(3));
    EXPECT_EQ(invariant(mark(1, 3, 4)), "attempts");
}

TEST_F(TaskLedgerTest, AttemptsRiseByOne) {
    create("a");
    EXPECT_EQ(invariant(mark(1, 2)), "attempts");
}

TEST_F(TaskLedgerTest, AttemptsFallOnlyByATakenBackMark) {
    create("a");
    run(1, 1);
    EXPECT_EQ(invariant(ledger_.take_back(1, queued())), "attempts");

    create("b");
    run(2, 1);
    EXPECT_EQ(invariant(ledger_.expire(2, queued(0))), "attempts");
}

TEST_F(TaskLedgerTest, DeathTakesAllAttempts) {
    create("a");
    run(1, 1);
    EXPECT_EQ(invariant(ledger_.close(1, ClosedAs::Dead, 1)), "attempts");
}

TEST_F(TaskLedgerTest, GreenfieldsOfTheQueueDoNotPassTheClock) {
    EXPECT_EQ(invariant(ledger_.create("a", 0, at(0), {.greenfield = kEpoch + 1})), "greenfield");
    EXPECT_FALSE(ledger_.create("b", 0, at(0), {.greenfield = kEpoch}));

    ledger_.set_clock_slack(std::chrono::seconds{5});
    EXPECT_FALSE(ledger_.create("c", 0, at(0), {.greenfield = kEpoch + 5}));
}

TEST_F(TaskLedgerTest, AMarkIsMadeNow) {
    create("a");
    EXPECT_EQ(invariant(ledger_.mark(1, marked(1, 7), at(6))), "greenfield");
    create("b");
    EXPECT_EQ(invariant(ledger_.mark(2, marked(1, -3), at(6))), "greenfield");
}

TEST_F(TaskLedgerTest, AMarkIsTakenBackToWhereTheTaskStood) {
    create("a");
    mark(1, 1);
    EXPECT_EQ(invariant(ledger_.take_back(1, {.attempts = 0, .greenfield = 1999})), "greenfield");
}

TEST_F(TaskLedgerTest, WhatStandsInTheQueueDoesNotExpire) {
    create("a");
    EXPECT_EQ(invariant(ledger_.expire(1, queued())), "greenfield");
}

TEST_F(TaskLedgerTest, WhatWasCompletedIsNeitherInvokedRetriedNorDead) {
    create("a");
    run(1, 1);
    ledger_.complete(1);
    EXPECT_EQ(invariant(mark(1, 2)), "completed");
    EXPECT_EQ(invariant(ledger_.close(1, ClosedAs::Dead, 2)), "completed");

    create("b");
    run(2, 1);
    ledger_.complete(2);
    EXPECT_EQ(invariant(ledger_.expire(2, marked(1))), "completed");
}

TEST_F(TaskLedgerTest, WhatWasNotCompletedIsNotClosedAsCompleted) {
    create("a");
    run(1, 1);
    EXPECT_EQ(invariant(ledger_.close(1, ClosedAs::Completed, 1)), "one_place");
}

TEST_F(TaskLedgerTest, WhatIsClosedStaysClosed) {
    create("a");
    ledger_.close(1, ClosedAs::Invalid, 0);
    EXPECT_EQ(invariant(ledger_.close(1, ClosedAs::Dead, 2)), "one_place");
    EXPECT_EQ(invariant(ledger_.retry(1, queued(), at(0))), "one_place");
    EXPECT_EQ(invariant(ledger_.complete(1)), "one_place");
    EXPECT_EQ(ledger_.counts(0).dead, 1);
}

TEST_F(TaskLedgerTest, AnIdIsCreatedOnce) {
    create("a");
    EXPECT_EQ(invariant(ledger_.create("a", 0, at(1))), "one_place");
    EXPECT_EQ(ledger_.tasks(), 1);
}

TEST_F(TaskLedgerTest, ACompletionOfAWaitingTaskClosesIt) {
    create("a");
    run(1, 1);
    ledger_.expire(1, marked(1));
    EXPECT_FALSE(ledger_.close(1, ClosedAs::Completed, 1));
    EXPECT_EQ(ledger_.counts(0).completed, 1);
    EXPECT_EQ(ledger_.counts(0).retry, 0);
}

TEST_F(TaskLedgerTest, ASecondReportChangesNothing) {
    create("a");
    run(1, 1);
    EXPECT_FALSE(ledger_.complete(1));
    EXPECT_FALSE(ledger_.complete(1));
    EXPECT_EQ(ledger_.counts(0).completed, 1);
}

}  // namespace
}  // namespace sosw::sim
