// Every scenario that ships with the project meets its own expectations.

#include <algorithm>
#include <filesystem>

#include <gtest/gtest.h>

#include "tests/cli/process.hpp"

namespace sosw::cli {
namespace {

std::vector<std::string> scenarios() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{SOSW_PROJECT "/scenarios"}) {
        if (entry.path().extension() == ".json") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

class Scenario : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenario, MeetsItsExpectations) {
    const Finished finished = run_sosw({"run", "scenarios/" + GetParam() + ".json"});
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, ::testing::ValuesIn(scenarios()), [](const auto& name) {
    return name.param;
});

}  // namespace
}  // namespace sosw::cli
