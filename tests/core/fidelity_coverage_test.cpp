#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

/// docs/fidelity.md promises that each of its points has a test that bears its number.

namespace sosw {
namespace {

using ::testing::IsSupersetOf;

const std::filesystem::path kRoot = SOSW_SOURCE_DIR;

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream{file};
    EXPECT_TRUE(stream) << "cannot read " << file;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// The first group of each match of `pattern` in `text`.
std::set<std::string> found(const std::string& text, const std::regex& pattern) {
    const std::sregex_iterator begin{text.begin(), text.end(), pattern};
    std::set<std::string> matches;
    std::transform(begin, {}, std::inserter(matches, matches.end()), [](const auto& m) {
        return m.str(1);
    });
    return matches;
}

std::set<std::string> documented_points() {
    return found(contents(kRoot / "docs/fidelity.md"), std::regex{R"(\n\| ([KM]\d+) \|)"});
}

/// Numbers at the start of the names of tests, such as `TEST(Scavenger, M26_MessagesAreJoined)`.
std::set<std::string> tested_points() {
    const std::regex test_name{R"(\bTEST(?:_F|_P)?\(\s*\w+,\s*([KM]\d+)_)"};
    std::set<std::string> points;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{kRoot / "tests/core"}) {
        if (entry.path().extension() == ".cpp") {
            points.merge(found(contents(entry.path()), test_name));
        }
    }
    return points;
}

TEST(Fidelity, TheListOfPointsHasNoGap) {
    const std::set<std::string> points = documented_points();
    for (int number = 1; number <= 12; ++number) {
        EXPECT_TRUE(points.contains("K" + std::to_string(number))) << "K" << number;
    }
    for (int number = 1; number <= 31; ++number) {
        EXPECT_TRUE(points.contains("M" + std::to_string(number))) << "M" << number;
    }
}

TEST(Fidelity, EveryPointHasATestThatNamesIt) {
    const std::set<std::string> tested = tested_points();
    for (const std::string& point : documented_points()) {
        EXPECT_TRUE(tested.contains(point))
            << "docs/fidelity.md lists " << point << ", but no test in tests/core is named "
            << point << "_…";
    }
}

TEST(Fidelity, EveryTestedPointIsDocumented) {
    EXPECT_THAT(documented_points(), IsSupersetOf(tested_points()));
}

TEST(Fidelity, EveryGoldenDifferenceNamesAPoint) {
    const std::set<std::string> named = found(
        contents(kRoot / "tests/golden/differences.json"),
        std::regex{R"json("point": "([^"]*)")json"}
    );
    EXPECT_FALSE(named.empty());
    EXPECT_THAT(documented_points(), IsSupersetOf(named));
}

TEST(Fidelity, FilesThatTheDocumentNamesExist) {
    const std::string text = contents(kRoot / "docs/fidelity.md");
    std::set<std::string> tests;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{kRoot / "tests/core"}) {
        tests.insert(entry.path().stem().string());
    }
    EXPECT_THAT(tests, IsSupersetOf(found(text, std::regex{"`([a-z_]+_test)`"})));
    for (const std::string& name : found(text, std::regex{"`(e2e_[a-z0-9_]+)`"})) {
        EXPECT_TRUE(std::filesystem::exists(kRoot / "tests/golden" / (name + ".json"))) << name;
    }
}

}  // namespace
}  // namespace sosw
