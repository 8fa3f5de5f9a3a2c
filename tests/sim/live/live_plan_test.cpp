#include "sim/live/live_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/live/stand_in_model.hpp"
#include "sim/scenario/loader.hpp"

namespace sosw::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kScenario = R"({
    "name": "small", "duration": "20m",
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {
        "reports": {"arn": "make_reports", "max_simultaneous_invocations": 4}}}}},
    "functions": {"make_reports": {
        "duration": {"uniform": {"min": "10s", "max": "20s"}}, "timeout": "90s",
        "memory_mb": 256, "maximum_retry_attempts": 1, "reserved_concurrency": 5}},
    "workload": [{"labourer": "reports", "phases": [{"duration": "10m", "rate": "3/min"}]}]
})";

Checked<LivePlan> plan(
    const std::vector<std::string>& changes = {}, const LivePlanOptions& options = {.prefix = "my-"}
) {
    return plan_live_run(
        "small.json", load_scenario_text("small.json", kScenario, changes).value(), options
    );
}

std::string first_problem(const Checked<LivePlan>& checked) {
    return checked ? std::string{} : to_string(checked.error().front());
}

TEST(LivePlan, TablesAndFunctionsHaveThePrefix) {
    const auto planned = plan();
    ASSERT_TRUE(planned) << first_problem(planned);
    std::vector<std::string> tables;
    for (const CreateTableInput& table : planned->deployment.tables) {
        tables.push_back(table.table_name);
    }
    EXPECT_THAT(
        tables,
        ElementsAre("my-sosw_tasks", "my-sosw_retry_tasks", "my-sosw_closed_tasks", "my-executions")
    );
    ASSERT_EQ(planned->deployment.functions.size(), 1U);
    const StandInFunction& function = planned->deployment.functions.front();
    EXPECT_EQ(function.create.function_name, "my-make_reports");
    EXPECT_EQ(function.create.handler, "sosw_stand_in");
    EXPECT_EQ(function.create.timeout_seconds, 90);
    EXPECT_EQ(function.create.memory_size_mb, 256);
    EXPECT_EQ(function.reserved_concurrency, 5);
    EXPECT_EQ(function.events.maximum_retry_attempts, 1);
    const auto model = read_stand_in(function.create.environment.at(kStandInVariable));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->function, "make_reports");
    EXPECT_EQ(model->names.sosw_closed_tasks_table, "my-sosw_closed_tasks");
    EXPECT_EQ(
        planned->scenario.config.scavenger.task_manager.dynamo_db.table_name, "my-sosw_tasks"
    );
    EXPECT_THAT(planned->warnings, IsEmpty());
}

TEST(LivePlan, FaultsAreRefusedUnlessTheyAreIgnored) {
    const std::vector<std::string> faults{R"(/faults=[{"kind": "throttle"}])"};
    EXPECT_THAT(first_problem(plan(faults)), HasSubstr("small.json: /faults: "));
    const auto ignored = plan(faults, {.prefix = "my-", .ignore_faults = true});
    ASSERT_TRUE(ignored);
    EXPECT_THAT(ignored->scenario.faults, IsEmpty());
    EXPECT_THAT(ignored->warnings, ElementsAre("its faults are left out"));
}

TEST(LivePlan, WhatServicesDoByThemselvesIsLeftOutAndSaid) {
    const auto planned = plan({
        R"(/latency={"dynamodb": "4ms"})",
        R"(/prices={})",
        R"(/tables={"sosw_tasks": {"billing_mode": "PAY_PER_REQUEST"}})",
        R"(/functions/make_reports/cold_start={"probability": 0.1, "duration": "1s"})",
        "/account_concurrency=10",
    });
    ASSERT_TRUE(planned) << first_problem(planned);
    EXPECT_EQ(planned->warnings.size(), 5U);
    EXPECT_TRUE(planned->scenario.latency.is_zero());
    EXPECT_FALSE(planned->scenario.prices);
    EXPECT_THAT(planned->scenario.tables, IsEmpty());
}

TEST(LivePlan, ManyObservedDurationsAreThinned) {
    std::string values;
    for (int i = 1; i <= 1000; ++i) {
        values += (values.empty() ? "\"" : ", \"") + std::to_string(i) + "s\"";
    }
    const auto planned = plan({"/functions/make_reports/duration={\"values\": [" + values + "]}"});
    ASSERT_TRUE(planned) << first_problem(planned);
    EXPECT_THAT(planned->warnings.front(), HasSubstr("of the 1000 observed durations"));
    const auto& environment = planned->deployment.functions.front().create.environment;
    const auto model = read_stand_in(environment.at(kStandInVariable));
    ASSERT_TRUE(model);
    EXPECT_EQ(model->duration.mean(), std::chrono::milliseconds{501'000});
}

TEST(LivePlan, NamesThatAreTooLongAreProblems) {
    const std::string prefix(62, 'x');
    EXPECT_THAT(first_problem(plan({}, {.prefix = prefix})), HasSubstr("more than 64 characters"));
}

TEST(LivePlan, APrefixIsAPartOfNames) {
    EXPECT_EQ(problem_of_prefix("rehearsal-1_"), "");
    for (const char* prefix : {"", "a b", "AWS/", "a/b", "123456789012345678901234567890123"}) {
        EXPECT_THAT(problem_of_prefix(prefix), HasSubstr("such as rehearsal-")) << prefix;
    }
}

}  // namespace
}  // namespace sosw::sim
