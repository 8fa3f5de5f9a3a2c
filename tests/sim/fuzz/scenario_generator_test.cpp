#include "sim/fuzz/scenario_generator.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "sim/scenario/loader.hpp"

namespace sosw::sim {
namespace {

constexpr std::uint64_t kSeeds = 200;

TEST(ScenarioGenerator, MakesWhatTheLoaderTakes) {
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        const Checked<Scenario> scenario = load_scenario_text("fuzz.json", make_case(seed).text);
        ASSERT_TRUE(scenario) << seed << ": " << to_string(scenario.error().front());
    }
}

TEST(ScenarioGenerator, TheSameSeedGivesTheSameText) {
    EXPECT_EQ(make_case(7).text, make_case(7).text);
}

TEST(ScenarioGenerator, EachSeedGivesAnotherWorld) {
    std::set<std::string> texts;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
        texts.insert(make_case(seed).text);
    }
    EXPECT_EQ(texts.size(), kSeeds);
}

TEST(ScenarioGenerator, EachFeatureIsOnInSomeWorldsAndOffInOthers) {
    for (const char* feature :
         {"latency",
          "completion",
          "shuffle_ties",
          "metrics",
          "health_metrics",
          "failure_probability",
          "cold_start",
          "reserved_concurrency",
          "max_attempts",
          "invocation_number_coefficient",
          "retry_tasks_limit",
          "account_concurrency",
          "memory_mb",
          "prices",
          "dead_time",
          "job",
          "max_write_request_units",
          "silent"}) {
        std::uint64_t on = 0;
        for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
            const std::string key = '"' + std::string{feature} + "\":";
            on += make_case(seed).text.find(key) != std::string::npos ? 1 : 0;
        }
        EXPECT_GT(on, 5U) << feature;
        EXPECT_LT(on, kSeeds - 5) << feature;
    }
}

}  // namespace
}  // namespace sosw::sim
