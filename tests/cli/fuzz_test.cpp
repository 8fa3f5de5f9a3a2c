// `sosw fuzz`, as a user types it.

#include <csignal>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/cli/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(SoswFuzz, SaysItsSeedsFirstAndHowItWent) {
    const Finished fuzz = run_sosw({"fuzz", "--seeds", "1..4"});
    EXPECT_EQ(fuzz.exit_code, 0) << fuzz.out;
    EXPECT_THAT(fuzz.out, StartsWith("Seeds 1..4\n"));
    EXPECT_THAT(fuzz.out, HasSubstr("4 of 4 seeds run, 0 failed"));
    EXPECT_THAT(fuzz.err, IsEmpty());
}

TEST(SoswFuzz, TheSameSeedsGiveTheSameOutput) {
    const Finished one = run_sosw({"fuzz", "--seeds", "1..8", "--jobs", "1"});
    const Finished three = run_sosw({"fuzz", "--seeds", "1..8", "--jobs", "3"});
    EXPECT_EQ(one.out, three.out);
}

TEST(SoswFuzz, TellsProgramsInJson) {
    const Finished fuzz = run_sosw({"fuzz", "--seeds", "3..4", "--json"});
    const auto json = nlohmann::json::parse(fuzz.out);
    EXPECT_EQ(json["runs"], 2);
    EXPECT_EQ(json["first_seed"], 3);
    EXPECT_EQ(json["failed"], false);
    EXPECT_TRUE(json["failures"].empty());
}

TEST(SoswFuzz, LeavesNoFileWhereNothingFailed) {
    const test::TemporaryFolder folder;
    run_sosw({"fuzz", "--seeds", "1..2", "--out", folder.path("found")});
    EXPECT_FALSE(std::filesystem::exists(folder.path("found")));
}

TEST(SoswFuzz, AnInterruptionEndsItWithTheSeedsThatWereRun) {
    const Finished fuzz = interrupt_sosw({"fuzz", "--seeds", "1..100000"}, {}, SIGINT);
    EXPECT_EQ(fuzz.exit_code, 130) << fuzz.err;
    EXPECT_THAT(fuzz.out, HasSubstr(" of 100000 seeds run, 0 failed"));
}

TEST(SoswFuzz, RefusesWhatIsNoRange) {
    const Finished fuzz = run_sosw({"fuzz", "--seeds", "9..1"});
    EXPECT_EQ(fuzz.exit_code, 2);
    EXPECT_THAT(fuzz.err, HasSubstr("expected a range such as 1..300 or one seed, found \"9..1\""));
}

TEST(SoswFuzz, RefusesJobsThatAreNone) {
    EXPECT_EQ(run_sosw({"fuzz", "--jobs", "0"}).exit_code, 2);
    EXPECT_EQ(run_sosw({"fuzz", "--minutes", "-1"}).exit_code, 2);
}

}  // namespace
}  // namespace sosw::cli
