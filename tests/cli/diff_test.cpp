// `sosw diff` as a user types it.

#include <cstdlib>
#include <fstream>
#include <regex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.hpp"
#include "tests/cli/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SoswDiff : public ::testing::Test {
protected:
    std::string kept(const std::string& name, const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"run", small_, "--quiet", "--db", folder_.path(name)};
        arguments.insert(arguments.end(), more.begin(), more.end());
        run_sosw(arguments);
        return folder_.path(name);
    }
    std::string kept_with_lower_maximum() const {
        return kept(
            "b.db",
            {"--set",
             "/config/sosw_orchestrator_config/task_config/labourers/reports/"
             "max_simultaneous_invocations=2"}
        );
    }

    test::TemporaryFolder folder_;
    std::string small_ = folder_.write("small.json", kSmall);
};

TEST_F(SoswDiff, EndsWithZeroWhereRunsAreEqual) {
    const Finished finished = run_sosw({"diff", kept("a.db"), kept("b.db")});
    EXPECT_EQ(finished.exit_code, 0) << finished.out << finished.err;
    EXPECT_THAT(finished.out, HasSubstr("No setting differs."));
}

TEST_F(SoswDiff, ShowsWhatWasApproved) {
    const Finished finished = run_sosw({"diff", kept("a.db"), kept_with_lower_maximum()});
    EXPECT_EQ(finished.exit_code, 1) << finished.err;
    const std::string golden = SOSW_CLI_GOLDEN "/diff.txt";
    const std::string text =
        std::regex_replace(finished.out, std::regex{folder_.path("")}, "FOLDER/");
    if (std::getenv("UPDATE_GOLDEN") != nullptr) {
        std::ofstream{golden} << text;
    }
    EXPECT_EQ(text, test::read_file(golden)) << "UPDATE_GOLDEN=1 rewrites " << golden;
}

TEST_F(SoswDiff, WritesJsonForPrograms) {
    const Finished finished = run_sosw({"diff", kept("a.db"), kept_with_lower_maximum(), "--json"});
    EXPECT_EQ(nlohmann::json::parse(finished.out).at("differ"), true);
}

TEST_F(SoswDiff, SaysWhatIsWrongWithBothRecords) {
    const Finished finished = run_sosw({"diff", "none.db", small_});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.out, IsEmpty());
    EXPECT_THAT(finished.err, HasSubstr("none.db: there is no such file"));
    EXPECT_THAT(finished.err, HasSubstr("small.json: is no SQLite file"));
}

}  // namespace
}  // namespace sosw::cli
