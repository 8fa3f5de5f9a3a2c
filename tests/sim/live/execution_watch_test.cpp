#include "sim/live/execution_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "sim/scenario/loader.hpp"
#include "sim/world/pass_log.hpp"
#include "sim/world/world_setup.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_dynamo_db.hpp"

namespace sosw::sim {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kScenario = R"({
    "name": "small", "duration": "20m",
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {
        "reports": {"arn": "make_reports", "max_simultaneous_invocations": 1}}}}},
    "functions": {"make_reports": {
        "duration": "10s", "timeout": "60s", "maximum_retry_attempts": 1}},
    "workload": [{"labourer": "reports", "phases": [{"duration": "10m", "rate": "3/min"}]}]
})";

constexpr const char* kEvent = R"({"task_id": "a", "attempts": 0})";

/// A metric's view: what was felt, and when.
class Felt final : public sqlite::LambdaObserver {
public:
    void started(const sqlite::InvocationEvent& event) override { times.push_back(event.at); }
    void finished(
        const sqlite::InvocationEvent& event, sqlite::InvocationOutcome, Duration, Duration
    ) override {
        times.push_back(event.at);
    }
    std::vector<Timestamp> times;
};

/// A task `a` that was invoked as request `r` at the beginning; the test is the stand-in.
class ExecutionWatchTest : public testing::Test {
protected:
    ExecutionWatchTest() {
        EXPECT_TRUE(dynamo_db_.create_table(executions_table("executions")));
        executions_.set_heard_late(clock_);
        watch_.add_metric(felt_);
        recorder_.begin({.version = "1", .scenario = "small"});
        ledger_.set_limits(0, {.max_attempts = 3, .max_simultaneous = 1});
        create("a");
        invoke("a", "r");
    }

    void create(const std::string& id) {
        chronicle_.created(
            {{"task_id", id},
             {"labourer_id", "reports"},
             {"greenfield", AttributeValue::number(1000)},
             {"attempts", AttributeValue::number(0)}}
        );
    }
    void mark(const std::string& id) {
        const std::int64_t invoked = epoch_seconds(clock_.now()) + 31'557'600;
        chronicle_.updated(
            {{"task_id", id}},
            {{"greenfield", AttributeValue::number(invoked)},
             {"attempts", AttributeValue::number(1)}}
        );
    }
    void invoke(const std::string& id, const std::string& request) {
        const PassNumber pass = passes_.begin(RuleTarget::Orchestrator);
        const std::string payload = R"({"task_id": ")" + id + R"(", "attempts": 0})";
        mark(id);
        {
            const PassLog::InvokeScope scope{passes_, pass};
            executions_.accepted(
                {.request_id = request,
                 .function_name = "make_reports",
                 .accepted_at = clock_.now(),
                 .at = clock_.now(),
                 .payload = payload}
            );
        }
        passes_.end(pass, OrchestratorPass{});
    }
    Timestamp at(int second) const { return start_ + seconds{second}; }
    ExecutionEntry running(int from, std::int64_t execution = 1) const {
        return {
            .request_id = "r",
            .execution = execution,
            .function = "make_reports",
            .event = kEvent,
            .started = at(from)};
    }
    ExecutionEntry completed(int from, int to) const {
        ExecutionEntry entry = running(from);
        entry.finished = at(to);
        entry.reported = at(to);
        entry.report = "marked_completed";
        return entry;
    }
    void put(const ExecutionEntry& entry) {
        EXPECT_TRUE(dynamo_db_.put_item({.table_name = "executions", .item = to_item(entry)}));
    }
    void poll_at(int second) {
        clock_.advance_to(at(second));
        events_.run_until(at(second));
        ASSERT_TRUE(watch_.poll());
    }
    void close_as_completed(int second) {
        chronicle_.moved(
            "sosw_tasks",
            "sosw_closed_tasks",
            {{"task_id", "a"},
             {"attempts", AttributeValue::number(1)},
             {"completed_at", AttributeValue::number(epoch_seconds(at(second)))}},
            std::nullopt
        );
    }
    std::vector<Item> left() { return dynamo_db_.scan({.table_name = "executions"}).value().items; }
    /// `second event` of each row, in order of time.
    std::vector<std::string> events() {
        recorder_.order_task_events();
        std::vector<std::string> rows;
        sqlite::Statement statement{
            recorder_.database(),
            "SELECT ((at_us - ?1) / 1000000) || ' ' || event || COALESCE(' ' || reason, '') FROM "
            "task_event ORDER BY rowid"};
        statement.bind(1, epoch_microseconds(start_));
        while (statement.step()) {
            rows.emplace_back(statement.column_text(0));
        }
        return rows;
    }
    /// Of the rows of `invocation`.
    std::vector<std::string> outcomes() {
        std::vector<std::string> rows;
        sqlite::Statement statement{
            recorder_.database(),
            "SELECT execution || ' ' || outcome || ' ' || ((finished_us - started_us) / 1000000)"
            " FROM invocation ORDER BY rowid"};
        while (statement.step()) {
            rows.emplace_back(statement.column_text(0));
        }
        return rows;
    }

    test::ManualClock clock_;
    Timestamp start_ = clock_.now();
    Scenario scenario_ = load_scenario_text("small.json", kScenario).value();
    test::MemoryDynamoDb dynamo_db_{clock_};
    Recorder recorder_{":memory:"};
    EventQueue events_{start_};
    TaskLedger ledger_{ledger_labourers(scenario_)};
    Chronicle chronicle_{scenario_.config.orchestrator.task_manager, clock_, recorder_, ledger_};
    PassLog passes_{chronicle_, ledger_, clock_, recorder_};
    ExecutionLog executions_{scenario_, chronicle_, passes_, recorder_};
    Felt felt_;
    ExecutionWatch watch_{
        {.scenario = scenario_,
         .clock = clock_,
         .events = events_,
         .dynamo_db = dynamo_db_,
         .table = "executions",
         .chronicle = chronicle_,
         .executions = executions_}};
};

TEST_F(ExecutionWatchTest, WhatHappenedIsRecordedAtItsTimeAndDeleted) {
    put(completed(2, 12));
    poll_at(15);
    EXPECT_THAT(events(), ElementsAre("0 created", "0 invoked", "2 started", "12 completed"));
    EXPECT_THAT(outcomes(), ElementsAre("1 success 10"));
    EXPECT_THAT(left(), IsEmpty());
    EXPECT_TRUE(executions_.is_idle());
    EXPECT_EQ(recorder_.violations(), 0);
    EXPECT_THAT(felt_.times, ElementsAre(at(15), at(15))) << "metrics feel it when it is heard of";
}

TEST_F(ExecutionWatchTest, WhatIsUnderWayStays) {
    put(running(2));
    poll_at(5);
    EXPECT_EQ(executions_.activity("make_reports").executing, 1);
    EXPECT_THAT(left(), SizeIs(1));
    poll_at(6);
    put(completed(2, 12));
    poll_at(15);
    EXPECT_THAT(events(), ElementsAre("0 created", "0 invoked", "2 started", "12 completed"));
    EXPECT_EQ(executions_.activity("make_reports").executing, 0);
}

TEST_F(ExecutionWatchTest, AFailureIsFollowedByLambdasRetry) {
    ExecutionEntry failed = running(2);
    failed.finished = at(8);
    failed.failed = true;
    put(failed);
    poll_at(10);
    EXPECT_THAT(left(), SizeIs(1)) << "its number must stay taken";
    put([&] {
        ExecutionEntry second = completed(60, 70);
        second.execution = 2;
        return second;
    }());
    poll_at(75);
    EXPECT_THAT(
        events(),
        ElementsAre(
            "0 created", "0 invoked", "2 started", "8 failed error", "60 started", "70 completed"
        )
    );
    EXPECT_THAT(outcomes(), ElementsAre("1 error 6", "2 success 10"));
    EXPECT_THAT(left(), IsEmpty());
}

TEST_F(ExecutionWatchTest, AnExecutionWithoutAnEndTimedOut) {
    put(running(2));
    poll_at(65);
    EXPECT_THAT(outcomes(), IsEmpty()) << "its last word may be on its way";
    poll_at(75);
    EXPECT_THAT(outcomes(), ElementsAre("1 timeout 60"));
    put(running(80, 2));
    poll_at(160);
    EXPECT_THAT(outcomes(), ElementsAre("1 timeout 60", "2 timeout 60"));
    EXPECT_TRUE(executions_.is_idle()) << "Lambda gives it up";
}

TEST_F(ExecutionWatchTest, TheReportOfAnExecutionThatWasGivenUpCounts) {
    put(running(2));
    poll_at(75);
    put(completed(2, 61));
    poll_at(76);
    EXPECT_THAT(
        events(),
        ElementsAre("0 created", "0 invoked", "2 started", "61 completed", "62 failed timeout")
    );
    EXPECT_THAT(left(), IsEmpty());
    EXPECT_EQ(recorder_.violations(), 0);
}

TEST_F(ExecutionWatchTest, AStartMayBeHeardOfWhileItsInvocationIsTold) {
    clock_.advance_to(at(10));
    events_.run_until(at(10));
    passes_.set_catch_up([&] { ASSERT_TRUE(watch_.poll()); });
    create("b");
    ExecutionEntry entry = running(10);
    entry.request_id = "s";
    entry.event = R"({"task_id": "b", "attempts": 0})";
    put(entry);
    invoke("b", "s");  // One more than the maximum: who counts that looks at the table first.
    EXPECT_THAT(
        events(), ElementsAre("0 created", "0 invoked", "10 created", "10 invoked", "10 started")
    );
    EXPECT_EQ(recorder_.violations(), 0);
}

TEST_F(ExecutionWatchTest, ATaskThatIsClosedBeforeItsCompletionIsHeardOfIsLookedFor) {
    chronicle_.set_before_close([&](TaskNumber task, const Item& item) {
        watch_.before_close(task, item);
    });
    put(completed(2, 12));
    clock_.advance_to(at(13));
    close_as_completed(12);
    EXPECT_THAT(
        events(),
        ElementsAre("0 created", "0 invoked", "2 started", "12 completed", "13 closed completed")
    );
    EXPECT_EQ(recorder_.violations(), 0);
}

TEST_F(ExecutionWatchTest, ACompletionThatNobodyTellsOfIsReadFromTheTask) {
    chronicle_.set_before_close([&](TaskNumber task, const Item& item) {
        watch_.before_close(task, item);
    });
    put(running(2));
    clock_.advance_to(at(13));
    close_as_completed(12);
    put(completed(2, 12));
    poll_at(15);
    EXPECT_THAT(
        events(),
        ElementsAre("0 created", "0 invoked", "2 started", "12 completed", "13 closed completed")
    ) << "and is told once";
    EXPECT_EQ(recorder_.violations(), 0);
}

TEST_F(ExecutionWatchTest, ASecondReportAfterTheTaskWasClosedBreaksNothing) {
    put(completed(2, 12));
    poll_at(13);
    close_as_completed(12);
    ExecutionEntry other = completed(3, 12);
    other.request_id = "lost";
    put(other);
    poll_at(15);
    EXPECT_EQ(recorder_.violations(), 1) << "it was invoked twice for one attempt, and said so";
    EXPECT_EQ(ledger_.counts(0).completed, 1);
}

TEST_F(ExecutionWatchTest, AnInvocationWhoseAnswerWasLostComesToLight) {
    create("b");
    mark("b");
    ExecutionEntry entry = running(2);
    entry.request_id = "lost";
    entry.event = R"({"task_id": "b", "attempts": 0})";
    put(entry);
    poll_at(5);
    EXPECT_THAT(
        events(), ElementsAre("0 created", "0 invoked", "0 created", "2 invoked", "2 started")
    );
    EXPECT_EQ(recorder_.violations(), 0);
}

TEST_F(ExecutionWatchTest, WhatLambdaDeliversOnceMoreIsADuplicate) {
    put(completed(2, 12));
    poll_at(15);
    put(running(20, 2));
    poll_at(25);
    executions_.record_unfinished();
    sqlite::Statement rows{
        recorder_.database(), "SELECT request_id FROM invocation WHERE duplicate = 1"};
    ASSERT_TRUE(rows.step());
    EXPECT_EQ(rows.column_text(0), "r/2");
    EXPECT_EQ(recorder_.violations(), 0);
}

TEST_F(ExecutionWatchTest, AStartThatWasSeenBeforeTheAnswerStandsAtTheAnswer) {
    clock_.advance_to(at(10));
    create("b");
    invoke("b", "s");
    ExecutionEntry entry = running(9);
    entry.request_id = "s";
    entry.event = R"({"task_id": "b", "attempts": 0})";
    put(entry);
    poll_at(15);
    EXPECT_EQ(events().back(), "10 started");
}

TEST_F(ExecutionWatchTest, ATableThatCannotBeReadIsReadTheNextTime) {
    ASSERT_TRUE(dynamo_db_.delete_table("executions"));
    EXPECT_FALSE(watch_.poll());
    EXPECT_EQ(watch_.failures(), 1);
    ASSERT_TRUE(dynamo_db_.create_table(executions_table("executions")));
    put(completed(2, 12));
    poll_at(15);
    EXPECT_THAT(outcomes(), ElementsAre("1 success 10"));
}

}  // namespace
}  // namespace sosw::sim
