// The scenarios of malformed/, each with the exact diagnostics it must give in the .txt beside it.
// A line
// `// --set POINTER=VALUE` in a scenario gives an override.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/loader.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

const std::string kDirectory = SOSW_MALFORMED_SCENARIOS "/";

std::string read_file(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    EXPECT_TRUE(stream.is_open()) << file;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> overrides_in(const std::string& scenario) {
    const std::string mark = "// --set ";
    std::vector<std::string> overrides;
    for (const std::string& line : lines_of(scenario)) {
        if (line.starts_with(mark)) {
            overrides.push_back(line.substr(mark.size()));
        }
    }
    return overrides;
}

std::vector<std::string> malformed_scenarios() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{kDirectory}) {
        if (entry.path().extension() == ".json") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

class MalformedScenarios : public testing::TestWithParam<std::string> {};

TEST_P(MalformedScenarios, AreRefusedWithPlaceAndRemedy) {
    const std::string file = kDirectory + GetParam() + ".json";

    const Checked<Scenario> scenario = load_scenario(file, overrides_in(read_file(file)));

    ASSERT_FALSE(scenario.has_value());
    std::vector<std::string> lines;
    for (const Diagnostic& diagnostic : scenario.error()) {
        std::string line = to_string(diagnostic);
        for (std::size_t at = line.find(kDirectory); at != std::string::npos;
             at = line.find(kDirectory)) {
            line.erase(at, kDirectory.size());
        }
        lines.push_back(std::move(line));
    }
    EXPECT_EQ(lines, lines_of(read_file(kDirectory + GetParam() + ".txt")));
}

INSTANTIATE_TEST_SUITE_P(
    OfTheTable,
    MalformedScenarios,
    testing::ValuesIn(malformed_scenarios()),
    [](const auto& scenario) { return scenario.param; }
);

TEST(MalformedScenario, TableHasAtLeastFortyEntries) {
    EXPECT_GE(malformed_scenarios().size(), 40U);
}

TEST(MalformedScenario, AMissingConfigurationIsNamedInFullHoweverDeepItLies) {
    const test::TemporaryFolder folder;
    const std::string deep = std::string(100, 'd');
    const std::string file = folder.write(
        "s.json", R"({"config": {"sosw_orchestrator_config": ")" + deep + R"(/c.json"}})"
    );

    const Checked<Scenario> scenario = load_scenario(file);

    ASSERT_FALSE(scenario.has_value());
    EXPECT_THAT(
        to_string(scenario.error()[0]),
        testing::HasSubstr("cannot read \"" + folder.path(deep + "/c.json") + "\"")
    );
}

TEST(MalformedScenario, ThatIsNotThereIsNamed) {
    const Checked<Scenario> scenario = load_scenario("nowhere/burst.json");

    ASSERT_FALSE(scenario.has_value());
    ASSERT_EQ(scenario.error().size(), 1U);
    EXPECT_EQ(
        to_string(scenario.error()[0]),
        "nowhere/burst.json: cannot be read: there is no such file. Expected a scenario file"
    );
}

TEST(MalformedScenario, ThatIsADirectoryIsNamed) {
    const Checked<Scenario> scenario = load_scenario(SOSW_MALFORMED_SCENARIOS);

    ASSERT_FALSE(scenario.has_value());
    EXPECT_THAT(to_string(scenario.error()[0]), testing::HasSubstr("it is a directory"));
}

}  // namespace
}  // namespace sosw::sim
