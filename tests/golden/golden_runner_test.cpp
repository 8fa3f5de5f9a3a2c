#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"
#include "tests/golden/runner.hpp"
#include "tests/golden/trace.hpp"
#include "tests/support/temporary_folder.hpp"

// The judge is judged: it must refuse what is wrong, and say where.

namespace sosw::golden {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Verdict = FileResult::Verdict;

Map small_trace(const std::string& second_greenfield, const std::string& more = "") {
    const std::string text = R"({
        "name": "small", "config": {"task_config": {"labourers": {"w": {"arn": "arn:w"}}}},
        "functions": {"arn:w": {"Timeout": 60}},
        "steps": [
            {"at": 1700000000.25, "op": "create_task", "labourer": "w", "args": {}, "ids": ["a"],
             "expect": {"task_id": "a",
                        "counts": {"sosw_tasks": 1, "sosw_retry_tasks": 0, "sosw_closed_tasks": 0},
                        "changes": {"sosw_tasks": {"deleted": [], "put": [
                            {"task_id": "a", "labourer_id": "w", "created_at": 1700000000.25,
                             "greenfield": 2000, "attempts": 0, "payload": "{}", "@payload": {}}]}}}},
            {"at": 1700000000.25, "op": "create_task", "labourer": "w", "args": {}, "ids": ["b"],
             "expect": {"task_id": "b",
                        "counts": {"sosw_tasks": 2, "sosw_retry_tasks": 0, "sosw_closed_tasks": 0},
                        "changes": {"sosw_tasks": {"deleted": [], "put": [
                            {"task_id": "b", "labourer_id": "w", "created_at": 1700000000.25,
                             "greenfield": )" +
                             second_greenfield + R"(,
                             "attempts": 0, "payload": "{}", "@payload": {}}]}}}})" +
                             more + R"(]})";
    return as_object(parse_json(text).value());
}

Differences differences_of(const std::string& entries) {
    const test::TemporaryFolder folder;
    return Differences::read(
        folder.write("differences.json", R"({"differences": [)" + entries + "]}")
    );
}

TEST(GoldenRunner, APassingTraceIsComparedStepByStep) {
    const FileResult result = run_file("small.json", small_trace("3000"), {});
    EXPECT_EQ(result.verdict, Verdict::Passed);
    EXPECT_EQ(result.compared, 2);
    EXPECT_THAT(result.notes, ElementsAre());
}

TEST(GoldenRunner, NumbersAreComparedAsNumbers) {
    EXPECT_EQ(run_file("small.json", small_trace("3000.0"), {}).verdict, Verdict::Passed);
    EXPECT_EQ(run_file("small.json", small_trace("3e3"), {}).verdict, Verdict::Passed);
}

TEST(GoldenRunner, AnUnlistedDifferenceFailsWithStepAndPointer) {
    const FileResult result = run_file("small.json", small_trace("3001"), {});
    EXPECT_EQ(result.verdict, Verdict::Failed);
    EXPECT_THAT(
        result.notes,
        ElementsAre("step 1: /steps/1/expect/changes/sosw_tasks/put/0/greenfield: "
                    "expected 3001, found 3000")
    );
}

TEST(GoldenRunner, AListedDifferencePassesAndIsNamed) {
    const Differences differences = differences_of(
        R"({"file": "small.json", "step": 1, "point": "M15", "reason": "because",
            "pointer": "/steps/1/expect/changes/sosw_tasks/put/0/greenfield"})"
    );
    const FileResult result = run_file("small.json", small_trace("3001"), differences);
    EXPECT_EQ(result.verdict, Verdict::Passed);
    ASSERT_EQ(result.notes.size(), 1U);
    EXPECT_THAT(result.notes[0], HasSubstr("listed difference M15 at step 1"));
}

TEST(GoldenRunner, AListedDifferenceAtAnotherPointerFails) {
    const Differences differences = differences_of(
        R"({"file": "small.json", "step": 1, "point": "M15", "reason": "because",
            "pointer": "/steps/1/expect/task_id"})"
    );
    EXPECT_EQ(run_file("small.json", small_trace("3001"), differences).verdict, Verdict::Failed);
}

TEST(GoldenRunner, AListedDifferenceThatNoLongerDiffersFails) {
    const Differences differences = differences_of(
        R"({"file": "small.json", "step": 1, "point": "M15", "reason": "because",
            "pointer": "/steps/1/expect/task_id"})"
    );
    const FileResult result = run_file("small.json", small_trace("3000"), differences);
    EXPECT_EQ(result.verdict, Verdict::Failed);
    EXPECT_THAT(result.notes.at(0), HasSubstr("no longer differs"));
}

TEST(GoldenRunner, AListedStepThatTheTraceDoesNotHaveFails) {
    const Differences differences = differences_of(
        R"({"file": "small.json", "step": 9, "point": "M15", "reason": "because", "pointer": "/"})"
    );
    EXPECT_EQ(run_file("small.json", small_trace("3000"), differences).verdict, Verdict::Failed);
}

TEST(GoldenRunner, AnErrorThatDidNotHappenFails) {
    const FileResult result = run_file(
        "small.json",
        small_trace(
            "3000",
            R"(, {"at": 1700000001, "op": "orchestrate", "expect": {"error": {"type": "X"}}})"
        ),
        {}
    );
    EXPECT_EQ(result.verdict, Verdict::Failed);
    EXPECT_THAT(result.notes.at(0), HasSubstr("step 2"));
}

TEST(GoldenRunner, AnUnknownOperationFailsTheFileAndNothingElse) {
    const FileResult result = run_file(
        "small.json",
        small_trace("3000", R"(, {"at": 1700000001, "op": "dance", "expect": {}})"),
        {}
    );
    EXPECT_EQ(result.verdict, Verdict::Failed);
    EXPECT_THAT(result.notes.at(0), HasSubstr("dance"));
}

TEST(GoldenRunner, AVectorThatDiffersIsNamedByItsId) {
    const Map vectors = as_object(parse_json(R"({"name": "retry_delay", "vectors": [
        {"id": "v1", "task": {"attempts": 1}, "max_attempts": 3, "max_duration": 60,
         "expect": {"retry": true, "delay": 60}},
        {"id": "v2", "task": {"attempts": 1}, "max_attempts": 3, "max_duration": 60,
         "expect": {"retry": true, "delay": 61}}]})")
                                      .value());
    const FileResult result = run_file("retry_delay.json", vectors, {});
    EXPECT_EQ(result.verdict, Verdict::Failed);
    EXPECT_THAT(result.notes, ElementsAre("v2: /expect/delay: expected 61, found 60"));
}

TEST(GoldenRunner, AnApprovedTracePassesAsItIs) {
    const Map approved = approved_trace(small_trace("3001"));
    EXPECT_EQ(run_file("small.json", approved, {}).verdict, Verdict::Passed);
}

}  // namespace
}  // namespace sosw::golden
