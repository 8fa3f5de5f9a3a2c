// `sosw check` as a user types it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/process.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(SoswCheck, SaysWhatAScenarioIs) {
    const Finished finished = run_sosw({"check", "scenarios/rds_cpu_spike.json"});
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_THAT(
        finished.out,
        HasSubstr("scenarios/rds_cpu_spike.json: ok, scenario rds_cpu_spike: 4h, 1 labourer "
                  "(some_function), 1 metric, ")
    );
    EXPECT_THAT(finished.err, IsEmpty());
}

TEST(SoswCheck, KnowsAPlainConfiguration) {
    const Finished finished =
        run_sosw({"check", "scenarios/config/two_labourers_one_database.json"});
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_THAT(
        finished.out,
        HasSubstr("ok, sosw configuration: 2 labourers (reports, imports), 2 health metrics")
    );
}

TEST(SoswCheck, FindsAllProblemsOfAllFiles) {
    const test::TemporaryFolder folder;
    const std::string config = folder.write(
        "config.json",
        R"({"task_config": {"labourers": {"a": {"ar": "x"}}}, "retry_tasks_limit": "many"})"
    );
    const std::string scenario = folder.write("scenario.json", R"({"duration": "2 hours"})");
    const std::string syntax = folder.write("syntax.json", "{\n  \"a\": 1,\n}");
    const Finished finished =
        run_sosw({"check", config, "scenarios/silent_metric.json", scenario, syntax});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.out, HasSubstr("silent_metric.json: ok"));
    EXPECT_THAT(finished.err, HasSubstr("config.json: /task_config/labourers/a/ar: "));
    EXPECT_THAT(finished.err, HasSubstr("Did you mean \"arn\"?"));
    EXPECT_THAT(finished.err, HasSubstr("config.json: /retry_tasks_limit: "));
    EXPECT_THAT(finished.err, HasSubstr("scenario.json: /duration: "));
    EXPECT_THAT(finished.err, HasSubstr("syntax.json:3:1: syntax error"));
}

TEST(SoswCheck, SaysWhatItCannotTell) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("other.json", R"({"hello": "world"})");
    const Finished finished = run_sosw({"check", file});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("is neither a scenario, which has \"config\""));
}

TEST(SoswCheck, ChecksWhatIsSetByHand) {
    const Finished finished =
        run_sosw({"check", "scenarios/rds_cpu_spike.json", "--set", "/duration=soon"});
    EXPECT_EQ(finished.exit_code, 2);
    EXPECT_THAT(finished.err, HasSubstr("/duration: expected a duration"));
}

}  // namespace
}  // namespace sosw::cli
