#include "sim/live/stand_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/sosw_tables.hpp"
#include "sim/live/stand_in_model.hpp"
#include "sim/live/told_durations.hpp"
#include "tests/support/failing_dynamo_db.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_dynamo_db.hpp"

namespace sosw::sim {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr const char* kEvent =
    R"({"task_id": "a", "labourer_id": "reports", "attempts": 0, "pages": 7})";

StandInModel model() {
    return {
        .function = "make_reports",
        .seed = 7,
        .duration = Distribution::uniform({.min = seconds{10}, .max = seconds{20}}),
        .executions_table = "executions"};
}

class StandInTest : public testing::Test {
protected:
    StandInTest() {
        EXPECT_TRUE(sqlite::create_sosw_tables(memory_, model_.names));
        EXPECT_TRUE(memory_.create_table(executions_table("executions")));
        EXPECT_TRUE(memory_.put_item(
            {.table_name = "sosw_tasks",
             .item =
                 {{"task_id", "a"},
                  {"labourer_id", "reports"},
                  {"greenfield", AttributeValue::number(1000)},
                  {"attempts", AttributeValue::number(1)}}}
        ));
    }
    std::vector<ExecutionEntry> entries() {
        std::vector<ExecutionEntry> entries;
        const ScanOutput page = memory_.scan({.table_name = "executions"}).value();
        for (const Item& item : page.items) {
            entries.push_back(to_entry(item));
        }
        return entries;
    }
    bool is_completed() {
        const auto task =
            memory_.get_item({.table_name = "sosw_tasks", .key = {{"task_id", "a"}}}).value();
        return task.item->contains("completed_at");
    }

    StandInModel model_ = model();
    test::ManualClock clock_;
    test::MemoryDynamoDb memory_{clock_};
    test::FailingDynamoDb dynamo_db_{memory_};
    StandIn stand_in_{clock_, dynamo_db_, model_};
};

TEST_F(StandInTest, ItWorksReportsAndTells) {
    const Timestamp start = clock_.now();
    ASSERT_TRUE(stand_in_.handle("r1", kEvent));
    EXPECT_TRUE(is_completed());
    const auto told = entries();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].request_id, "r1");
    EXPECT_EQ(told[0].execution, 1);
    EXPECT_EQ(told[0].function, "make_reports");
    EXPECT_EQ(told[0].started, start);
    EXPECT_EQ(told[0].finished, clock_.now());
    EXPECT_GE(clock_.now() - start, seconds{10});
    EXPECT_TRUE(told[0].cold_start);
    EXPECT_FALSE(told[0].failed);
    EXPECT_EQ(told[0].reported, clock_.now());
    EXPECT_EQ(told[0].report, "marked_completed");
    EXPECT_THAT(told[0].event, HasSubstr(R"("task_id": "a")"));
    ASSERT_TRUE(stand_in_.handle("r2", kEvent));
    EXPECT_FALSE(entries().back().cold_start) << "the process is warm";
}

TEST_F(StandInTest, AnAttemptTakesAsLongEachTimeAndAnotherOneAnotherTime) {
    const auto length = [&](const std::string& request, const std::string& event) {
        const Timestamp start = clock_.now();
        EXPECT_TRUE(stand_in_.handle(request, event));
        return clock_.now() - start;
    };
    const Duration first = length("r1", kEvent);
    EXPECT_EQ(length("r2", kEvent), first);
    EXPECT_NE(length("r3", R"({"task_id": "a", "attempts": 1})"), first);
}

TEST_F(StandInTest, AFailureIsToldOfAndReportsNothing) {
    model_.failure_probability = 1;
    const auto failed = stand_in_.handle("r1", kEvent);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().name, "ScenarioFailure");
    EXPECT_FALSE(is_completed());
    ASSERT_FALSE(stand_in_.handle("r1", kEvent)) << "Lambda tries again";
    const auto told = entries();
    ASSERT_EQ(told.size(), 2U);
    EXPECT_TRUE(told[0].failed);
    EXPECT_EQ(told[1].execution, 2);
    EXPECT_EQ(told[1].reported, std::nullopt);
}

TEST_F(StandInTest, AReportMayComeLaterThanTheEndOfTheWork) {
    model_.completion_latency = Distribution::constant(seconds{5});
    ASSERT_TRUE(stand_in_.handle("r1", kEvent));
    EXPECT_EQ(entries().front().reported, *entries().front().finished + seconds{5});
}

TEST_F(StandInTest, ARefusedReportIsToldOf) {
    ASSERT_TRUE(stand_in_.handle("r1", R"({"task_id": "unknown", "labourer_id": "reports"})"));
    EXPECT_THAT(entries().front().report_error, HasSubstr("TaskNotFound"));
}

TEST_F(StandInTest, ALostAnswerOfTheTableIsNoSecondExecution) {
    dynamo_db_.add(
        {.operation = "PutItem",
         .count = 1,
         .moment = test::FailureMoment::AfterEffect,
         .error = {.code = ErrorCode::OutcomeUnknown, .name = "ReadTimeoutError", .message = ""}}
    );
    ASSERT_TRUE(stand_in_.handle("r1", kEvent));
    ASSERT_EQ(entries().size(), 1U);
    EXPECT_EQ(entries().front().execution, 1);
}

TEST_F(StandInTest, ATaskOfATraceTakesAsLongAsTheTraceSays) {
    model_.durations_table = "durations";
    ASSERT_TRUE(memory_.create_table(durations_table("durations")));
    TaskDurations durations;
    durations.set("a", seconds{77});
    DurationTellingDynamoDb telling{memory_, durations, model_.names, "durations"};
    for (const char* id : {"a", "b"}) {
        ASSERT_TRUE(telling.put_item({.table_name = "sosw_tasks", .item = {{"task_id", id}}}));
    }
    const Timestamp start = clock_.now();
    ASSERT_TRUE(stand_in_.handle("r1", kEvent));
    EXPECT_EQ(clock_.now() - start, seconds{77});
    const Timestamp next = clock_.now();
    ASSERT_TRUE(stand_in_.handle("r2", R"({"task_id": "b"})"));
    EXPECT_LE(clock_.now() - next, seconds{20}) << "the model's, of a task without its own";
}

TEST_F(StandInTest, WhatIsOfNoTaskIsRefused) {
    EXPECT_EQ(stand_in_.handle("r1", "[]").error().name, "InvalidEvent");
    EXPECT_EQ(stand_in_.handle("r1", R"({"pages": 7})").error().name, "InvalidEvent");
}

TEST(StandInModel, IsReadAsItWasWritten) {
    StandInModel written = model();
    written.seed = 18'446'744'073'709'551'615U;
    written.failure_probability = 0.25;
    written.completes = false;
    written.names.dynamo_db.table_name = "my-tasks";
    written.names.sosw_closed_tasks_labourer_index = "another";
    written.names.dynamo_db.field_names.task_id = "id";
    for (const Distribution& duration :
         {Distribution::constant(std::chrono::milliseconds{1500}),
          Distribution::uniform({.min = seconds{1}, .max = seconds{2}}),
          Distribution::normal({.mean = seconds{3}, .stddev = seconds{1}}),
          Distribution::lognormal({.median = seconds{1}, .p95 = seconds{9}}),
          Distribution::exponential({.mean = seconds{4}}),
          Distribution::empirical({.values = {seconds{1}, seconds{5}}})}) {
        written.duration = duration;
        const auto read = read_stand_in(stand_in_text(written));
        ASSERT_TRUE(read) << to_string(read.error().front());
        EXPECT_EQ(read->duration, duration);
        EXPECT_EQ(read->seed, written.seed);
        EXPECT_EQ(read->failure_probability, 0.25);
        EXPECT_FALSE(read->completes);
        EXPECT_EQ(read->executions_table, "executions");
        EXPECT_EQ(read->names.dynamo_db.table_name, "my-tasks");
        EXPECT_EQ(read->names.sosw_closed_tasks_labourer_index, "another");
        EXPECT_EQ(read->names.dynamo_db.field_names.task_id, "id");
    }
}

TEST(StandInModel, ProblemsNameTheVariable) {
    const auto read = read_stand_in(R"({"function": "f", "duration": "fast"})");
    ASSERT_FALSE(read);
    EXPECT_THAT(to_string(read.error().front()), HasSubstr("SOSW_STAND_IN: "));
}

}  // namespace
}  // namespace sosw::sim
