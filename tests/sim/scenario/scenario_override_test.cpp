#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/scenario/loader.hpp"

namespace sosw::sim {
namespace {

constexpr const char* kScenario = R"({
    "duration": "10m",
    "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"a": {"arn": "f"}}}}},
    "functions": {"f": {"duration": "1s"}},
    "workload": [{"labourer": "a", "phases": [{"duration": "5m", "rate": "1/s"}]}],
    "expect": ["tasks.dead == 0", "tasks.retried == 0"]
})";

Scenario with(const std::vector<std::string>& overrides) {
    Checked<Scenario> scenario = load_scenario_text("world.json", kScenario, overrides);
    if (!scenario) {
        for (const Diagnostic& diagnostic : scenario.error()) {
            ADD_FAILURE() << to_string(diagnostic);
        }
        return {};
    }
    return std::move(*scenario);
}

TEST(ScenarioOverride, TakesJsonOrABareText) {
    const Scenario scenario =
        with({"/seed=7", "/duration=20m", "/name=\"quoted\"", "/description=a = b, {c}"});
    EXPECT_EQ(scenario.seed, 7U);
    EXPECT_EQ(scenario.duration, std::chrono::minutes{20});
    EXPECT_EQ(scenario.name, "quoted");
    EXPECT_EQ(scenario.description, "a = b, {c}");
}

TEST(ScenarioOverride, ReachesIntoListsAndAppends) {
    const Scenario scenario = with(
        {"/workload/0/phases/0/rate=30/min",
         R"(/workload/0/phases/-={"duration": "1m", "rate": "2/s"})",
         R"(/workload/0/phases/2={"duration": "2m", "rate": "3/s"})"}
    );
    ASSERT_EQ(scenario.workload.size(), 1U);
    ASSERT_EQ(scenario.workload[0].phases.size(), 3U);
    EXPECT_EQ(scenario.workload[0].phases[0].rate_per_second, 0.5);
    EXPECT_EQ(scenario.workload[0].phases[1].rate_per_second, 2);
    EXPECT_EQ(scenario.workload[0].phases[2].rate_per_second, 3);
}

TEST(ScenarioOverride, MakesObjectsThatAreMissing) {
    Random random{1};
    EXPECT_EQ(
        with({"/latency/dynamodb=4ms"}).latency.dynamodb.others.sample(random),
        std::chrono::milliseconds{4}
    );
}

TEST(ScenarioOverride, OfNullRemoves) {
    const Scenario scenario = with({"/expect/0=null", "/workload=null"});
    ASSERT_EQ(scenario.expect.size(), 1U);
    EXPECT_EQ(scenario.expect[0].text, "tasks.retried == 0");
    EXPECT_TRUE(scenario.workload.empty());
}

TEST(ScenarioOverride, ReachesIntoConfigurationDocuments) {
    const Scenario scenario = with(
        {"/config/sosw_orchestrator_config/task_config/labourers/a/max_simultaneous_invocations=5"}
    );
    ASSERT_EQ(scenario.config.orchestrator.task_manager.labourers.size(), 1U);
    EXPECT_EQ(
        scenario.config.orchestrator.task_manager.labourers[0].max_simultaneous_invocations, 5
    );
}

TEST(ScenarioOverride, ReachesIntoConfigurationFiles) {
    const std::vector<std::string> overrides{
        "/config/sosw_essential_config/task_config/labourers/imports/cooldown=11"};
    const Checked<Scenario> scenario =
        load_scenario(SOSW_SCENARIOS "/two_labourers_one_database.json", overrides);
    ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error()[0]);
    EXPECT_EQ(
        scenario->config.orchestrator.task_manager.labourers[1].cooldown, std::chrono::seconds{11}
    );
}

TEST(ScenarioOverride, UnescapesPointers) {
    const Scenario scenario = with(
        {"/config/sosw_orchestrator_config/task_config/labourers/b~1c~0d/arn=f",
         "/workload/0/labourer=b/c~d"}
    );
    EXPECT_EQ(scenario.config.orchestrator.task_manager.labourers.back().id, "b/c~d");
}

TEST(ScenarioOverride, LaterOnesWin) { EXPECT_EQ(with({"/seed=7", "/seed=8"}).seed, 8U); }

TEST(ScenarioOverride, IsKeptForTheRecord) {
    const Scenario scenario = with({"/seed=7"});
    ASSERT_EQ(scenario.documents.size(), 2U);
    EXPECT_EQ(scenario.documents[0].name, "world.json");
    EXPECT_EQ(scenario.documents[0].text, kScenario);
    EXPECT_EQ(scenario.documents[1].name, "--set");
    EXPECT_EQ(scenario.documents[1].text, "/seed=7");
}

}  // namespace
}  // namespace sosw::sim
