#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tidy/source_rules.hpp"

namespace sosw::tidy {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::filesystem::path kRoot = SOSW_SOURCE_DIR;

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream{file};
    EXPECT_TRUE(stream) << "cannot read " << file;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// Our sources relative to the root, in order of their names.
std::vector<std::filesystem::path> our_sources() {
    std::vector<std::filesystem::path> sources;
    for (const char* folder : {"core", "backends", "sim", "gui", "cli", "bench", "tests"}) {
        if (!std::filesystem::exists(kRoot / folder)) {
            continue;
        }
        for (const auto& entry : std::filesystem::recursive_directory_iterator{kRoot / folder}) {
            const auto extension = entry.path().extension();
            if (extension == ".hpp" || extension == ".cpp") {
                sources.push_back(entry.path().lexically_relative(kRoot));
            }
        }
    }
    std::ranges::sort(sources);
    return sources;
}

/// True where `file` stands in the text of a CMake file as a word of its own.
bool lists(std::string cmake, const std::string& file) {
    std::ranges::replace_if(
        cmake, [](char c) { return c == '(' || c == ')'; }, ' '
    );
    std::istringstream stream{cmake};
    const std::istream_iterator<std::string> words{stream};
    return std::find(words, {}, file) != std::istream_iterator<std::string>{};
}

TEST(Tidy, OurSourcesKeepTheRules) {
    for (const std::filesystem::path& source : our_sources()) {
        for (const Finding& finding :
             findings_in(source.generic_string(), contents(kRoot / source))) {
            ADD_FAILURE() << source.generic_string() << ":" << finding.line << ": "
                          << finding.message;
        }
    }
}

TEST(Tidy, EverySourceIsListedInTheCMakeFileBesideIt) {
    for (const std::filesystem::path& source : our_sources()) {
        if (source.extension() == ".cpp") {
            const std::filesystem::path list = source.parent_path() / "CMakeLists.txt";
            EXPECT_TRUE(lists(contents(kRoot / list), source.filename().string()))
                << source << " is never compiled: add it to " << list;
        }
    }
}

TEST(Tidy, ASourceIsListedByItsWholeName) {
    EXPECT_TRUE(lists("target_sources(a PRIVATE b.cpp task.cpp)", "task.cpp"));
    EXPECT_FALSE(lists("target_sources(a PRIVATE b.cpp my_task.cpp)", "task.cpp"));
}

TEST(Tidy, FindsOurSources) {
    EXPECT_THAT(our_sources(), ::testing::Contains("tests/tidy/tidy_test.cpp"));
}

TEST(Tidy, IncludesFollowTheArrows) {
    EXPECT_THAT(
        findings_in("core/tasks/a.cpp", "#include \"backends/sqlite/database.hpp\"\n"), SizeIs(1)
    );
    EXPECT_THAT(findings_in("core/ports/a.hpp", "#include \"core/tasks/task.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(
        findings_in("backends/wrap/a.hpp", "#include \"sim/engine/actor.hpp\"\n"), SizeIs(1)
    );
    EXPECT_THAT(findings_in("sim/world/a.cpp", "#include \"cli/run.hpp\"\n"), SizeIs(1));
    EXPECT_THAT(findings_in("sim/world/a.cpp", "#include \"world.hpp\"\n"), SizeIs(1));

    EXPECT_THAT(findings_in("sim/world/a.cpp", "#include \"core/ports/lambda.hpp\"\n"), IsEmpty());
    EXPECT_THAT(findings_in("tests/sim/a.cpp", "#include \"sim/world/world.hpp\"\n"), IsEmpty());
}

TEST(Tidy, LibrariesStayInTheirFolders) {
    EXPECT_THAT(findings_in("core/tasks/a.cpp", "#include <sqlite3.h>\n"), SizeIs(1));
    EXPECT_THAT(findings_in("sim/world/a.cpp", "#include <boost/context/fiber.hpp>\n"), SizeIs(1));
    EXPECT_THAT(findings_in("core/base/a.cpp", "#include <fmt/format.h>\n"), SizeIs(1));
    EXPECT_THAT(findings_in("core/config/a.hpp", "#include <nlohmann/json.hpp>\n"), SizeIs(1));

    EXPECT_THAT(findings_in("backends/sqlite/a.cpp", "#include <sqlite3.h>\n"), IsEmpty());
    EXPECT_THAT(findings_in("core/config/a.cpp", "#include <nlohmann/json.hpp>\n"), IsEmpty());
    EXPECT_THAT(findings_in("core/base/a.hpp", "#include <tl/expected.hpp>\n"), IsEmpty());
}

TEST(Tidy, CodeThatNoRunCanRepeatIsFoundEverywhere) {
    for (const char* code : {
             "auto now = std::chrono::system_clock::now();",
             "auto now = std::chrono::steady_clock::now();",
             "auto now = std::time(nullptr);",
             "auto now = time(NULL);",
             "int dice = rand() % 6;",
             "std::mt19937 engine{std::random_device{}()};",
             "std::this_thread::sleep_for(1s);",
             "sleep(1);",
             "::usleep(1);",
         }) {
        EXPECT_FALSE(findings_in("core/tasks/a.cpp", code).empty()) << code;
        EXPECT_FALSE(findings_in("tests/core/a.cpp", code).empty()) << code;
        EXPECT_THAT(findings_in("backends/clock/system_clock.cpp", code), IsEmpty()) << code;
    }
}

TEST(Tidy, OnlyBenchesMeasureRealTime) {
    const char* code = "auto start = std::chrono::steady_clock::now();";
    EXPECT_THAT(findings_in("bench/a_bench.cpp", code), IsEmpty());
    EXPECT_THAT(findings_in("sim/world/a.cpp", code), SizeIs(1));
    EXPECT_FALSE(findings_in("bench/a_bench.cpp", "auto a = std::time(nullptr);").empty());
}

TEST(Tidy, FoldersOfTestsAreTheirOwn) {
    const char* code = "const auto path = testing::TempDir() + \"x.json\";";
    EXPECT_THAT(findings_in("tests/core/a.cpp", code), SizeIs(1));
    EXPECT_THAT(findings_in("tests/a.cpp", "auto a = fs::temp_directory_path() / b;"), SizeIs(1));
    EXPECT_THAT(findings_in("tests/support/temporary_folder.cpp", code), IsEmpty());
}

TEST(Tidy, SimilarWordsAreLeftAlone) {
    for (const char* code : {
             "clock_.sleep_for(4ms);",
             "Timestamp time() const;",
             "auto at = event.time(0);",
             "auto at = event->time(0);",
             "int operand(int x);",
             "std::size_t count = 1'000; // rand() per second",
             "const char* kText = \"rand()\";",
             "const char* kSql = R\"(select \"time(0\")\";",
             "/* system_clock::now\n   rand() */",
             "char quote = '\"';",
         }) {
        EXPECT_THAT(findings_in("core/tasks/a.cpp", code), IsEmpty()) << code;
    }
}

TEST(Tidy, AFindingNamesItsLineAndTheRemedy) {
    const auto findings = findings_in("core/tasks/a.cpp", "// One.\n\nint x = '\\'' + rand();\n");
    ASSERT_THAT(findings, SizeIs(1));
    EXPECT_EQ(findings[0].line, 3U);
    EXPECT_EQ(findings[0].message, "rand(: use Random, forked by name");
}

}  // namespace
}  // namespace sosw::tidy
