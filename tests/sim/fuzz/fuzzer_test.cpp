#include "sim/fuzz/fuzzer.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/ensure.hpp"
#include "sim/fuzz/fuzz_text.hpp"
#include "sim/fuzz/run_case.hpp"
#include "sim/fuzz/scenario_generator.hpp"
#include "sim/invariants/sabotage.hpp"
#include "tests/support/manual_clock.hpp"

namespace sosw::sim {
namespace {

FuzzCase tiny_case(std::uint64_t seed) { return {.seed = seed, .text = R"({"a": 8, "b": 8})"}; }

/// Fails for each seventh seed.
FuzzResult seventh_fails(const FuzzCase& fuzz_case, bool /*twice*/) {
    FuzzResult result{
        .seed = fuzz_case.seed, .hash = "h", .events = 2, .tasks = 1, .drained = true};
    if (fuzz_case.seed % 7 == 0) {
        result.failure = "one_place";
        result.message = "seed " + std::to_string(fuzz_case.seed);
    }
    return result;
}

class FuzzerTest : public testing::Test {
protected:
    FuzzReport run(Fuzzer::Run run, FuzzOptions options) {
        return Fuzzer{clock_, tiny_case, std::move(run)}.run(options);
    }
    static std::vector<std::uint64_t> failed_seeds(const FuzzReport& report) {
        std::vector<std::uint64_t> seeds;
        for (const FuzzFailure& failure : report.failures) {
            seeds.push_back(failure.result.seed);
        }
        return seeds;
    }

    test::ManualClock clock_;
};

TEST_F(FuzzerTest, RunsEachSeedOnce) {
    const FuzzReport report = run(seventh_fails, {.seeds = {.first = 1, .last = 20}, .jobs = 3});
    EXPECT_EQ(report.runs, 20U);
    EXPECT_TRUE(report.complete);
    EXPECT_EQ(report.events, 40);
    EXPECT_EQ(report.drained, 20U);
}

TEST_F(FuzzerTest, NamesTheSeedsThatFailInTheirOrder) {
    const FuzzReport report = run(seventh_fails, {.seeds = {.first = 1, .last = 30}, .jobs = 4});
    EXPECT_EQ(failed_seeds(report), (std::vector<std::uint64_t>{7, 14, 21, 28}));
    EXPECT_TRUE(report.failed());
}

TEST_F(FuzzerTest, AnAbortIsAFailureAndTheOtherSeedsRunOn) {
    const auto aborting = [](const FuzzCase& fuzz_case, bool) {
        ENSURE(fuzz_case.seed != 5);
        return FuzzResult{.seed = fuzz_case.seed};
    };
    const FuzzReport report = run(aborting, {.seeds = {.first = 1, .last = 12}, .jobs = 2});
    EXPECT_EQ(report.runs, 12U);
    ASSERT_EQ(failed_seeds(report), (std::vector<std::uint64_t>{5}));
    EXPECT_EQ(report.failures.front().result.failure, "crash");
    EXPECT_NE(report.failures.front().result.message.find("seed != 5"), std::string::npos);
}

TEST_F(FuzzerTest, TheReportIsTheSameHoweverManyJobs) {
    const FuzzOptions one{.seeds = {.first = 1, .last = 30}, .jobs = 1};
    FuzzOptions four = one;
    four.jobs = 4;
    const std::vector<std::string> files(4, "file");
    EXPECT_EQ(
        text_report(run(seventh_fails, one), files), text_report(run(seventh_fails, four), files)
    );
}

TEST_F(FuzzerTest, ShrinksOneFailureOfEachKind) {
    const FuzzReport report = run(seventh_fails, {.seeds = {.first = 1, .last = 14}});
    EXPECT_TRUE(report.failures[0].shrunk);
    EXPECT_EQ(report.failures[0].text, "{}\n");
    EXPECT_FALSE(report.failures[1].shrunk);
    EXPECT_EQ(report.failures[1].text, tiny_case(14).text);
}

TEST_F(FuzzerTest, StopsWhenItsTimeIsOver) {
    const FuzzReport report =
        run(seventh_fails, {.seeds = {.first = 1, .last = 4'000'000}, .time = Duration::zero()});
    EXPECT_FALSE(report.complete);
}

TEST_F(FuzzerTest, RunsSomeSeedsTwice) {
    const auto remembers = [](const FuzzCase& fuzz_case, bool twice) {
        return FuzzResult{.seed = fuzz_case.seed, .events = twice ? 1 : 0};
    };
    const FuzzReport report = run(remembers, {.seeds = {.first = 1, .last = 16}, .twice_every = 8});
    EXPECT_EQ(report.events, 2);
}

TEST_F(FuzzerTest, TheFileSaysWhatFailed) {
    const FuzzReport report = run(seventh_fails, {.seeds = {.first = 7, .last = 7}});
    EXPECT_EQ(
        scenario_file(report.failures.front()),
        "// Found by sosw fuzz, seed 7.\n// one_place: seed 7\n{}\n"
    );
}

/// The Orchestrator's own pass, and one invocation more for every labourer.
OrchestratorPass one_too_many(PassTools& tools) {
    OrchestratorPass pass{.labourers = tools.orchestrator.get_labourers()};
    for (const Labourer& labourer : pass.labourers) {
        pass.decisions.push_back(tools.orchestrator.invoke_for_labourer(labourer));
        const auto next = tools.tasks.get_next_for_labourer(labourer, 1);
        for (const Task& task : next ? *next : std::vector<Task>{}) {
            tools.tasks.invoke_task(labourer, task);
        }
    }
    return pass;
}

TEST_F(FuzzerTest, ASabotagedWorldIsFoundAndShrunkToASmallScenario) {
    const Sabotage sabotage{.orchestrate = one_too_many};
    const Fuzzer::Run sabotaged = [&](const FuzzCase& fuzz_case, bool) {
        return run_case(fuzz_case, {.world = {.sabotage = &sabotage}});
    };
    const FuzzReport report = Fuzzer{clock_, make_case, sabotaged}.run(
        {.seeds = {.first = 1, .last = 6}, .failures_to_shrink = 1, .shrink_tries = 250}
    );
    ASSERT_FALSE(report.failures.empty());
    const FuzzFailure& failure = report.failures.front();
    EXPECT_EQ(failure.result.failure, "desired");
    EXPECT_TRUE(failure.shrunk);
    EXPECT_LT(failure.text.size(), make_case(failure.result.seed).text.size() / 2) << failure.text;
    EXPECT_EQ(sabotaged({.seed = 1, .text = failure.text}, false).failure, "desired");
    EXPECT_EQ(run_case({.seed = 1, .text = failure.text}).failure, "");
}

}  // namespace
}  // namespace sosw::sim
