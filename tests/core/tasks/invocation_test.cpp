#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/tasks/json_text.hpp"
#include "tests/support/test_world.hpp"

/// Invoking one task: what is sent, what is marked, and what a refusal leaves behind.

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kDelta = 31'557'600;

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }

Error lambda_error(ErrorCode code, const char* name) {
    return {.code = code, .name = name, .message = "the function says no"};
}

/// Invokes the task `id` and returns what became of it.
InvocationOutcome invoke(TestWorld& world, const std::string& id) {
    Processors pass{world};
    const Result<InvocationOutcome> outcome = pass.tasks.invoke_task(pass.labourer(), id);
    EXPECT_TRUE(outcome) << to_string(outcome.error());
    return outcome.value_or(InvocationOutcome{});
}

std::string last_payload(const TestWorld& world) { return world.lambda.invocations.back().payload; }

TEST(TaskManager, K2_ThePayloadIsOverlaidWithTheTaskAsItWasBefore) {
    TestWorld world;
    const std::string id = world.create_task(
        kLabourer, {.payload = AttributeValue{R"({"rows": 5, "attempts": "mine", "task_id": 1})"}}
    );
    const InvocationOutcome outcome = invoke(world, id);
    EXPECT_EQ(outcome.result, InvocationResult::Invoked);
    EXPECT_EQ(outcome.attempts, 1);
    EXPECT_EQ(outcome.lambda_request_id, "request-1");
    ASSERT_EQ(world.lambda.invocations.size(), 1U);
    const InvokeInput& invocation = world.lambda.invocations.front();
    EXPECT_EQ(invocation.function_name, arn_of(kLabourer));
    EXPECT_EQ(invocation.invocation_type, InvocationType::Event);
    EXPECT_EQ(
        decoded(invocation.payload),
        (Map{
            {"rows", number(5)},
            {"task_id", id},
            {"labourer_id", kLabourer},
            {"created_at", number(world.now())},
            {"greenfield", number(2000)},
            {"attempts", number(0)}})
    );
}

TEST(TaskManager, K2_FieldsOutsideTheRowMapperAreNotSent) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("a", {{"external", "x"}}));
    invoke(world, "a");
    EXPECT_FALSE(decoded(last_payload(world)).contains("external"));
}

TEST(TaskManager, K2_NumbersOfThePayloadReachTheWorkerAsWritten) {
    TestWorld world;
    const std::string id = world.create_task(
        kLabourer,
        {.payload = AttributeValue{R"({"id": 1234567890123456789012345, "eps": 1e-09, "r": 1.0})"}}
    );
    invoke(world, id);
    EXPECT_THAT(last_payload(world), HasSubstr("1234567890123456789012345"));
    EXPECT_THAT(last_payload(world), HasSubstr("\"eps\": 1e-09"));
    EXPECT_THAT(last_payload(world), HasSubstr("\"r\": 1.0"));
}

TEST(TaskManager, K5_WhoIsNotFastestSkips) {
    TestWorld world;
    const std::string id = world.create_task();
    Processors first{world};
    Processors second{world};
    const Labourer labourer = first.labourer();
    const std::vector<Task> tasks = *first.tasks.get_next_for_labourer(labourer, 1);
    ASSERT_EQ(tasks.size(), 1U);
    EXPECT_EQ(
        second.tasks.invoke_task(second.labourer(), tasks[0]).result, InvocationResult::Invoked
    );
    const InvocationOutcome lost = first.tasks.invoke_task(labourer, tasks[0]);
    EXPECT_EQ(lost.result, InvocationResult::SkippedConcurrent);
    EXPECT_FALSE(lost.error);
    EXPECT_EQ(world.lambda.invocations.size(), 1U);
    EXPECT_EQ(number_of(world.task(id), "attempts"), 1);
}

TEST(TaskManager, K5_ATaskTakenBackAtTheSameGreenfieldIsNotTheOneThatWasRead) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("a"));
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    const std::vector<Task> tasks = *pass.tasks.get_next_for_labourer(labourer, 1);
    world.put("sosw_tasks", world.task_item("a", {{"attempts", number(2)}}));
    EXPECT_EQ(
        pass.tasks.invoke_task(labourer, tasks[0]).result, InvocationResult::SkippedConcurrent
    );
    EXPECT_THAT(world.lambda.invocations, IsEmpty());
}

TEST(TaskManager, K10_TheMarkIsWrittenInWholeSeconds) {
    TestWorld world;
    world.clock.advance(std::chrono::milliseconds{900});
    const std::string id = world.create_task();
    invoke(world, id);
    EXPECT_EQ(*world.task(id).find("greenfield"), number(world.now() + kDelta));
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    EXPECT_THAT(ids_of(*pass.tasks.get_invoked_tasks_for_labourer(labourer)), ElementsAre(id));
    EXPECT_THAT(*pass.tasks.get_invoked_tasks_for_labourer(labourer, true), IsEmpty());
    EXPECT_THAT(
        ids_of(*pass.tasks.get_invoked_tasks_for_labourer(labourer, false)), ElementsAre(id)
    );
}

TEST(TaskManager, M11_AThrottledInvocationPutsTheTaskBackAtTheHead) {
    TestWorld world;
    world.create_tasks(2);
    const Item before = world.task("task-0001");
    world.lambda.fail_next(arn_of(kLabourer), 1);
    const InvocationOutcome refused = invoke(world, "task-0001");
    EXPECT_EQ(refused.result, InvocationResult::TakenBack);
    EXPECT_EQ(refused.attempts, 0);
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->code, ErrorCode::Throttled);
    EXPECT_EQ(world.task("task-0001"), before);
    Processors pass{world};
    EXPECT_THAT(
        ids_of(*pass.tasks.get_next_for_labourer(pass.labourer(), 1)), ElementsAre("task-0001")
    );
    EXPECT_EQ(invoke(world, "task-0001").result, InvocationResult::Invoked);
    EXPECT_EQ(number_of(world.task("task-0001"), "attempts"), 1);
}

TEST(TaskManager, M11_ATaskWithoutAttemptsIsTakenBackWithoutThem) {
    TestWorld world;
    Item item = world.task_item("a");
    item.erase("attempts");
    world.put("sosw_tasks", item);
    world.lambda.fail_next(arn_of(kLabourer), 1);
    EXPECT_EQ(invoke(world, "a").result, InvocationResult::TakenBack);
    EXPECT_EQ(world.task("a"), item);
}

TEST(TaskManager, M11_AnUnknownOutcomeIsNeitherRepeatedNorTakenBack) {
    TestWorld world;
    const std::string id = world.create_task();
    world.lambda.fail_next(
        arn_of(kLabourer), 1, lambda_error(ErrorCode::OutcomeUnknown, "ReadTimeout")
    );
    const InvocationOutcome outcome = invoke(world, id);
    EXPECT_EQ(outcome.result, InvocationResult::Stranded);
    EXPECT_EQ(world.lambda.invoke_calls, 1);
    EXPECT_EQ(number_of(world.task(id), "attempts"), 1);
    EXPECT_EQ(number_of(world.task(id), "greenfield"), world.now() + kDelta);
}

TEST(TaskManager, M11_AFailedTakeBackLeavesTheTaskToExpiry) {
    TestWorld world;
    const std::string id = world.create_task();
    world.lambda.fail_next(arn_of(kLabourer), 1);
    world.dynamo_db.add({.operation = "UpdateItem", .skip = 1});
    const InvocationOutcome outcome = invoke(world, id);
    EXPECT_EQ(outcome.result, InvocationResult::Stranded);
    ASSERT_TRUE(outcome.error);
    EXPECT_THAT(outcome.error->message, HasSubstr("could not be taken back"));
    world.dynamo_db.heal();
    world.clock.advance(std::chrono::seconds{1201});
    EXPECT_EQ(world.scavenge().count(ScavengeResult::ScheduledForRetry), 1);
}

TEST(TaskManager, M11_ATaskCompletedMeanwhileIsNotTakenBack) {
    TestWorld world;
    const std::string id = world.create_task();
    world.lambda.fail_next(arn_of(kLabourer), 1);
    world.lambda.meanwhile = [&](const InvokeInput&) { ASSERT_TRUE(world.complete(id)); };
    EXPECT_EQ(invoke(world, id).result, InvocationResult::Stranded);
    EXPECT_TRUE(world.task(id).contains("completed_at"));
    EXPECT_EQ(number_of(world.task(id), "attempts"), 1);
}

TEST(TaskManager, M11_AMarkWithUnknownOutcomeInvokesNothing) {
    TestWorld world;
    const std::string id = world.create_task();
    world.dynamo_db.add(
        {.operation = "UpdateItem",
         .count = 1,
         .moment = FailureMoment::AfterEffect,
         .error = {.code = ErrorCode::OutcomeUnknown, .name = "Timeout", .message = "lost"}}
    );
    EXPECT_EQ(invoke(world, id).result, InvocationResult::Stranded);
    EXPECT_EQ(world.lambda.invoke_calls, 0);
    EXPECT_EQ(number_of(world.task(id), "attempts"), 1);
}

TEST(TaskManager, M12_APayloadInTheTableThatIsNoObjectIsWrapped) {
    const std::vector<std::pair<AttributeValue, AttributeValue>> forms{
        {AttributeValue{"[1, 2]"}, AttributeValue::Variant{List{number(1), number(2)}}},
        {AttributeValue{"not json"}, AttributeValue{"not json"}},
        {AttributeValue{"null"}, AttributeValue{}},
        {AttributeValue::boolean(true), AttributeValue::boolean(true)}};
    for (const auto& [stored, sent] : forms) {
        TestWorld world;
        world.put("sosw_tasks", world.task_item("a", {{"payload", stored}}));
        EXPECT_EQ(invoke(world, "a").result, InvocationResult::Invoked);
        const Map payload = decoded(last_payload(world));
        ASSERT_TRUE(payload.contains("payload"));
        EXPECT_EQ(*payload.find("payload"), sent);
        EXPECT_TRUE(payload.contains("task_id"));
    }
}

TEST(TaskManager, M12_ATaskWithoutPayloadSendsItsFieldsAlone) {
    TestWorld world;
    Item item = world.task_item("a");
    item.erase("payload");
    world.put("sosw_tasks", item);
    EXPECT_EQ(invoke(world, "a").result, InvocationResult::Invoked);
    EXPECT_FALSE(decoded(last_payload(world)).contains("payload"));
}

TEST(TaskManager, M13_AnInvalidTaskIsClosedAsFailedWithItsReason) {
    TestWorld world;
    Item item = world.task_item("bad", {{"external", "kept"}});
    item.erase("created_at");
    world.put("sosw_tasks", item);
    const InvocationOutcome outcome = invoke(world, "bad");
    EXPECT_EQ(outcome.result, InvocationResult::ClosedInvalid);
    EXPECT_THAT(world.ids_in_tasks(), IsEmpty());
    const Item closed = world.closed("bad");
    EXPECT_EQ(text_of(closed, "labourer_id_task_status"), "some_function_0");
    EXPECT_EQ(text_of(closed, "external"), "kept");
    EXPECT_THAT(text_of(closed, "failure_message"), HasSubstr("created_at"));
    EXPECT_EQ(number_of(closed, "closed_at"), world.now());
    EXPECT_EQ(world.lambda.invoke_calls, 0);
}

TEST(TaskManager, M13_AttemptsThatAreNoNumberMakeATaskInvalid) {
    TestWorld world;
    world.put("sosw_tasks", world.task_item("bad", {{"attempts", "many"}}));
    EXPECT_EQ(invoke(world, "bad").result, InvocationResult::ClosedInvalid);
    EXPECT_THAT(text_of(world.closed("bad"), "failure_message"), HasSubstr("attempts"));
}

TEST(TaskManager, M13_ARequestThatLambdaCanNeverAcceptClosesTheTask) {
    TestWorld world;
    const std::string id = world.create_task();
    world.lambda.fail_next(
        arn_of(kLabourer), 1, lambda_error(ErrorCode::InvalidRequest, "RequestTooLargeException")
    );
    EXPECT_EQ(invoke(world, id).result, InvocationResult::ClosedInvalid);
    EXPECT_THAT(text_of(world.closed(id), "failure_message"), HasSubstr("says no"));
    EXPECT_EQ(number_of(world.closed(id), "attempts"), 0);
}

TEST(TaskManager, M20_ATaskCompletedWhileQueuedIsNotInvoked) {
    TestWorld world;
    const std::string id = world.create_task();
    Processors pass{world};
    const Labourer labourer = pass.labourer();
    const std::vector<Task> tasks = *pass.tasks.get_next_for_labourer(labourer, 1);
    ASSERT_TRUE(world.complete(id));
    EXPECT_EQ(
        pass.tasks.invoke_task(labourer, tasks.at(0)).result, InvocationResult::SkippedConcurrent
    );
    EXPECT_EQ(invoke(world, id).result, InvocationResult::SkippedConcurrent);
    EXPECT_EQ(world.lambda.invoke_calls, 0);
}

TEST(TaskManager, InvokingByIdNamesWhatIsWrong) {
    TestWorld world{sosw_config({labourer_config("a"), labourer_config("b")})};
    const std::string id = world.create_task("a");
    Processors pass{world};
    const auto missing = pass.tasks.invoke_task(pass.labourer("a"), "none");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
    const auto foreign = pass.tasks.invoke_task(pass.labourer("b"), id);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, ErrorCode::InvalidRequest);
}

}  // namespace
}  // namespace sosw
