#include <map>
#include <span>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ports/lambda_batch.hpp"
#include "tests/support/test_world.hpp"

/// Several tasks marked one after the other and invoked at once: each fares as it would alone.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Error refusal(ErrorCode code, const char* name) {
    return {.code = code, .name = name, .message = "the test says so"};
}

/// Answers each invocation by its task: as Lambda would, or with the error that the test names.
class BatchByTask final : public LambdaBatch {
public:
    explicit BatchByTask(Lambda& lambda) : lambda_{lambda} {}

    std::vector<Result<InvokeOutput>> invoke_all(std::span<const InvokeInput> inputs) override {
        sizes.push_back(inputs.size());
        std::vector<Result<InvokeOutput>> outputs;
        for (const InvokeInput& input : inputs) {
            const std::string task{decoded(input.payload).find("task_id")->as_string().value()};
            const auto failure = failures.find(task);
            outputs.push_back(
                failure == failures.end() ? lambda_.invoke(input) : fail(failure->second)
            );
        }
        return outputs;
    }

    std::map<std::string, Error> failures{};  ///< By task.
    std::vector<std::size_t> sizes{};

private:
    Lambda& lambda_;
};

class TogetherTest : public testing::Test {
protected:
    /// Tasks as a pass reads them.
    std::vector<Task> queued(std::int64_t limit) {
        return pass_.tasks.get_next_for_labourer(labourer_, limit).value();
    }
    std::vector<InvocationOutcome> invoke(const std::vector<Task>& tasks) {
        pass_.tasks.invoke_together(batch_, tasks.size());
        return pass_.tasks.invoke_tasks(labourer_, tasks);
    }
    std::vector<InvocationResult> invoke_and_see(const std::vector<Task>& tasks) {
        std::vector<InvocationResult> results;
        for (const InvocationOutcome& outcome : invoke(tasks)) {
            results.push_back(outcome.result);
        }
        return results;
    }
    std::int64_t attempts(const std::string& task) {
        return number_of(world_.task(task), "attempts");
    }

    TestWorld world_{sosw_config({labourer_config(kLabourer, 10)})};
    BatchByTask batch_{world_.lambda};
    Processors pass_{world_};
    Labourer labourer_ = pass_.labourer();
};

using TaskManagerTogether = TogetherTest;
using OrchestratorTogether = TogetherTest;

TEST_F(TaskManagerTogether, AllAreMarkedAndThenInvokedInOneCall) {
    world_.create_tasks(3);
    const std::vector<InvocationOutcome> outcomes = invoke(queued(3));
    ASSERT_EQ(outcomes.size(), 3U);
    EXPECT_THAT(batch_.sizes, ElementsAre(3U));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        EXPECT_EQ(outcomes[i].task_id, "task-000" + number);
        EXPECT_EQ(outcomes[i].result, InvocationResult::Invoked);
        EXPECT_EQ(outcomes[i].attempts, 1);
        EXPECT_EQ(outcomes[i].lambda_request_id, "request-" + number);
        EXPECT_EQ(attempts("task-000" + number), 1);
    }
    EXPECT_THAT(queued(3), IsEmpty());
}

TEST_F(TaskManagerTogether, EachTaskFaresByItsOwnAnswer) {
    world_.create_tasks(6);
    const std::vector<Task> tasks = queued(6);
    const Item throttled = world_.task("task-0002");
    batch_.failures = {
        {"task-0002", refusal(ErrorCode::Throttled, "TooManyRequestsException")},
        {"task-0003", refusal(ErrorCode::OutcomeUnknown, "ReadTimeoutError")},
        {"task-0004", refusal(ErrorCode::InvalidRequest, "RequestTooLargeException")}};
    Processors other{world_};
    EXPECT_EQ(
        other.tasks.invoke_task(other.labourer(), tasks[4]).result, InvocationResult::Invoked
    );
    EXPECT_THAT(
        invoke_and_see(tasks),
        ElementsAre(
            InvocationResult::Invoked,
            InvocationResult::TakenBack,
            InvocationResult::Stranded,
            InvocationResult::ClosedInvalid,
            InvocationResult::SkippedConcurrent,
            InvocationResult::Invoked
        )
    );
    EXPECT_EQ(world_.task("task-0002"), throttled) << "at the head of the queue again";
    EXPECT_EQ(attempts("task-0003"), 1) << "it may run";
    EXPECT_THAT(world_.ids_in_closed(), ElementsAre("task-0004"));
    EXPECT_EQ(attempts("task-0005"), 1) << "the other pass has it";
    EXPECT_EQ(attempts("task-0006"), 1);
}

TEST_F(TaskManagerTogether, AMarkThatCannotBeTakenBackStrandsThatTaskAlone) {
    world_.create_tasks(2);
    const std::vector<Task> tasks = queued(2);
    const Error throttled = refusal(ErrorCode::Throttled, "TooManyRequestsException");
    batch_.failures = {{"task-0001", throttled}, {"task-0002", throttled}};
    world_.dynamo_db.add({.operation = "UpdateItem", .skip = 2, .count = 1});
    const std::vector<InvocationOutcome> outcomes = invoke(tasks);
    ASSERT_EQ(outcomes.size(), 2U);
    EXPECT_EQ(outcomes[0].result, InvocationResult::Stranded);
    EXPECT_THAT(outcomes[0].error->message, HasSubstr("the mark could not be taken back"));
    EXPECT_EQ(outcomes[1].result, InvocationResult::TakenBack);
    EXPECT_EQ(attempts("task-0001"), 1);
    EXPECT_EQ(attempts("task-0002"), 0);
}

TEST_F(TaskManagerTogether, ATableThatFailsEndsTheMarkingAndWhatIsMarkedIsInvoked) {
    world_.create_tasks(4);
    const std::vector<Task> tasks = queued(4);
    world_.dynamo_db.add({.operation = "UpdateItem", .skip = 2, .count = 1});
    EXPECT_THAT(
        invoke_and_see(tasks),
        ElementsAre(InvocationResult::Invoked, InvocationResult::Invoked, InvocationResult::Failed)
    );
    EXPECT_THAT(batch_.sizes, ElementsAre(2U));
    EXPECT_EQ(attempts("task-0004"), 0) << "nobody touched it";
}

TEST_F(TaskManagerTogether, AMarkOfUnknownOutcomeIsNotInvoked) {
    world_.create_tasks(2);
    const std::vector<Task> tasks = queued(2);
    world_.dynamo_db.add(
        {.operation = "UpdateItem",
         .skip = 1,
         .moment = FailureMoment::AfterEffect,
         .error = refusal(ErrorCode::OutcomeUnknown, "ReadTimeoutError")}
    );
    EXPECT_THAT(
        invoke_and_see(tasks), ElementsAre(InvocationResult::Invoked, InvocationResult::Stranded)
    );
    EXPECT_EQ(world_.lambda.invocations.size(), 1U);
    EXPECT_EQ(attempts("task-0002"), 1) << "it comes back by expiry";
}

TEST_F(TaskManagerTogether, WithNothingMarkedNothingIsAsked) {
    world_.put("sosw_tasks", world_.task_item("broken", {{"attempts", "many"}}));
    EXPECT_THAT(invoke_and_see(queued(1)), ElementsAre(InvocationResult::ClosedInvalid));
    EXPECT_THAT(batch_.sizes, IsEmpty());
    EXPECT_THAT(pass_.tasks.invoke_tasks(labourer_, {}), IsEmpty());
}

/// A process that ends between the marks and the invocations.
TEST_F(TaskManagerTogether, WhatWasMarkedBeforeACrashComesBackByExpiry) {
    world_.create_tasks(3);
    const std::vector<Task> tasks = queued(3);
    for (const Task& task : tasks) {
        ASSERT_TRUE(pass_.tasks.mark_task_invoked(labourer_, task));
    }
    world_.clock.advance(std::chrono::hours{1});
    world_.scavenge();
    EXPECT_EQ(world_.ids_in_retry().size(), 3U) << "none lost";
    EXPECT_THAT(world_.lambda.invocations, IsEmpty()) << "none doubled";
    EXPECT_EQ(number_of(world_.retry("task-0001"), "attempts"), 1) << "an attempt is gone";
}

TEST_F(OrchestratorTogether, APassTakesTasksInGroupsAsLargeAsAllowed) {
    world_.create_tasks(5);
    pass_.tasks.invoke_together(batch_, 2);
    const OrchestratorPass pass = pass_.orchestrator.run_once();
    EXPECT_EQ(pass.invoked_tasks(), 5);
    EXPECT_FALSE(pass.failed());
    EXPECT_THAT(batch_.sizes, ElementsAre(2U, 2U, 1U));
}

TEST_F(OrchestratorTogether, AStopIsHeardBetweenTwoGroups) {
    world_.create_tasks(5);
    pass_.tasks.invoke_together(batch_, 2);
    // One question comes before the labourer, one before each group.
    const OrchestratorPass pass =
        pass_.orchestrator.run_once([asked = 0]() mutable { return ++asked >= 3; });
    const LabourerDecision& decision = pass.decisions.at(0);
    EXPECT_EQ(decision.count(InvocationResult::Invoked), 2);
    EXPECT_EQ(decision.left, 3);
    EXPECT_TRUE(pass.stopped());
    EXPECT_EQ(attempts("task-0003"), 0);
}

TEST_F(OrchestratorTogether, ARefusalEndsTheTurnAfterItsGroup) {
    world_.create_tasks(5);
    batch_.failures = {
        {"task-0001", refusal(ErrorCode::Throttled, "TooManyRequestsException")},
        {"task-0002", refusal(ErrorCode::NotFound, "ResourceNotFoundException")}};
    pass_.tasks.invoke_together(batch_, 3);
    const LabourerDecision decision = pass_.orchestrator.run_once().decisions.at(0);
    EXPECT_EQ(decision.outcomes.size(), 3U);
    EXPECT_EQ(decision.count(InvocationResult::Invoked), 1);
    EXPECT_EQ(decision.error->name, "TooManyRequestsException") << "the first one";
    EXPECT_EQ(attempts("task-0004"), 0);
    EXPECT_THAT(ids_of(queued(2)), ElementsAre("task-0001", "task-0002"));
}

}  // namespace
}  // namespace sosw
