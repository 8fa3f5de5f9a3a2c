// Valid scenarios, damaged at random: whatever comes of it, the loader neither crashes nor fails
// without a word.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "sim/scenario/loader.hpp"

namespace sosw::sim {
namespace {

constexpr int kMutationsPerFile = 400;

std::vector<std::string> scenario_files() {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator{SOSW_SCENARIOS}) {
        if (entry.path().string().ends_with(".json")) {
            files.push_back(entry.path().string());
        }
    }
    return files;
}

std::string read_file(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string mutated(std::string text, Random& random) {
    constexpr std::string_view kPieces = "{}[]\",:0123456789.-eE \n\\/*tfn\0\xff\xc3";
    switch (random.below(5)) {
        case 0:
            text.resize(random.below(text.size()));
            break;
        case 1: {
            const std::size_t at = random.below(text.size());
            text.erase(at, random.below(40));
            break;
        }
        case 2: {
            const std::size_t from = random.below(text.size());
            text.insert(random.below(text.size()), text.substr(from, random.below(60)));
            break;
        }
        default:
            for (std::uint64_t flips = 1 + random.below(4); flips > 0; --flips) {
                text[random.below(text.size())] = kPieces[random.below(kPieces.size())];
            }
    }
    return text;
}

void expect_a_word(const Checked<Scenario>& scenario) {
    if (!scenario) {
        ASSERT_FALSE(scenario.error().empty());
        for (const Diagnostic& diagnostic : scenario.error()) {
            ASSERT_FALSE(diagnostic.message.empty());
            ASSERT_FALSE(diagnostic.file.empty());
        }
    }
}

TEST(ScenarioMutation, NeverCrashesTheLoader) {
    Random random{20260302};
    for (const std::string& file : scenario_files()) {
        const std::string text = read_file(file);
        for (int i = 0; i < kMutationsPerFile; ++i) {
            expect_a_word(load_scenario_text(file, mutated(text, random)));
        }
    }
}

TEST(ScenarioMutation, OfOverridesNeverCrashesTheLoader) {
    Random random{11};
    const std::string file = SOSW_SCENARIOS "/rds_cpu_spike.json";
    const std::string text = read_file(file);
    const std::vector<std::string> seeds{
        "/config/sosw_orchestrator_config/task_config/labourers/some_function/cooldown=5",
        "/workload/0/phases/-={\"duration\": \"5m\", \"rate\": \"1/s\"}",
        "/metrics/0/value/base={\"sine\": {\"mean\": 1, \"amplitude\": 2, \"period\": \"1h\"}}",
        "/expect/0=null",
        "/config=null"};
    for (int i = 0; i < kMutationsPerFile; ++i) {
        std::vector<std::string> overrides;
        overrides.reserve(seeds.size());
        for (const std::string& seed : seeds) {
            overrides.push_back(mutated(seed, random));
        }
        expect_a_word(load_scenario_text(file, text, overrides));
    }
}

}  // namespace
}  // namespace sosw::sim
