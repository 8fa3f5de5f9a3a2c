#include "backends/sqlite/sqlite_lambda.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/manual_runtime.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sqlite {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Writes down what happens, one short line each, and that no statement was open then.
class Journal final : public LambdaObserver {
public:
    explicit Journal(const Database& database) : database_{database} {}

    void accepted(const InvocationEvent& event) override { note("accepted", event); }
    void started(const InvocationEvent& event) override {
        note("started " + std::to_string(event.attempt), event);
    }
    void throttled(const InvocationEvent& event, ThrottleReason reason) override {
        note("throttled " + std::string{to_string(reason)}, event);
    }
    void finished(
        const InvocationEvent& event, InvocationOutcome outcome, Duration duration, Duration billed
    ) override {
        note("finished " + std::string{to_string(outcome)}, event);
        duration_ = duration;
        billed_ = billed;
    }
    void retried(const InvocationEvent& event, Timestamp next_attempt_at) override {
        note("retried in " + format_duration(next_attempt_at - event.at), event);
    }
    void duplicated(const InvocationEvent& event, std::string_view duplicate_id) override {
        EXPECT_NE(event.request_id, duplicate_id);
        note("duplicated", event);
    }
    void dropped(const InvocationEvent& event, DropReason reason) override {
        note("dropped " + std::string{to_string(reason)}, event);
    }

    /// What happened since the last time.
    std::vector<std::string> news() { return std::exchange(lines_, {}); }
    Duration duration() const { return duration_; }
    Duration billed() const { return billed_; }

private:
    void note(const std::string& line, const InvocationEvent& event) {
        EXPECT_EQ(event.function_name, "worker");
        EXPECT_EQ(database_.active_statements(), 0) << line;
        EXPECT_EQ(database_.open_savepoints(), 0) << line;
        lines_.push_back(line);
    }

    const Database& database_;
    std::vector<std::string> lines_;
    Duration duration_{};
    Duration billed_{};
};

class SqliteLambdaTest : public testing::Test {
protected:
    void start_service(LambdaOptions options = {}) {
        lambda_.emplace(database_, clock_, Random{7}, runtime_, std::move(options), &journal_);
    }
    void create(FunctionSettings settings) {
        settings.function_name = "worker";
        const auto created = lambda_->put_function(settings);
        ASSERT_TRUE(created) << to_string(created.error());
    }
    std::string invoke(InvocationType type = InvocationType::Event) {
        const auto result =
            lambda_->invoke({.function_name = "worker", .invocation_type = type, .payload = "{}"});
        EXPECT_TRUE(result || result.error().code == ErrorCode::Throttled);
        return result ? result->request_id : result.error().name;
    }
    /// Lets time pass as the owner of a Lambda does: stops wherever something is due.
    void pass(Duration duration) {
        const Timestamp end = clock_.now() + duration;
        while (lambda_->next_due() && *lambda_->next_due() <= end) {
            clock_.advance_to(std::max(clock_.now(), *lambda_->next_due()));
            lambda_->run_due();
        }
        clock_.advance_to(end);
    }
    std::int64_t rows() {
        Statement select{database_, "SELECT count(*) FROM lambda_invocation"};
        EXPECT_TRUE(select.step());
        return select.column_int64(0);
    }

    test::ManualClock clock_;
    test::ManualRuntime runtime_;
    Database database_{":memory:"};
    Journal journal_{database_};
    std::optional<SqliteLambda> lambda_;
    const FunctionResult failed_{.error = FunctionError::Unhandled};
};

TEST_F(SqliteLambdaTest, AnEventStartsAtOnceAndLeavesOnlyItsCounters) {
    start_service();
    create({});
    const std::string request_id = invoke();
    EXPECT_THAT(journal_.news(), ElementsAre("accepted", "started 1"));
    EXPECT_EQ(lambda_->running("worker"), 1);
    clock_.advance(milliseconds{1500} + Duration{1});
    EXPECT_TRUE(runtime_.finish_oldest());
    EXPECT_THAT(journal_.news(), ElementsAre("finished Succeeded"));
    EXPECT_EQ(journal_.duration(), milliseconds{1500} + Duration{1});
    EXPECT_EQ(journal_.billed(), milliseconds{1501});
    EXPECT_EQ(lambda_->running("worker"), 0);
    EXPECT_EQ(rows(), 0);
    EXPECT_FALSE(lambda_->next_due());
    const FunctionCounters counters = lambda_->counters("worker");
    EXPECT_EQ(counters.accepted, 1);
    EXPECT_EQ(counters.started, 1);
    EXPECT_EQ(counters.succeeded, 1);
    EXPECT_EQ(counters.billed, milliseconds{1501});
    EXPECT_FALSE(lambda_->finish(request_id, {})) << "it has ended before";
}

TEST_F(SqliteLambdaTest, AFailedEventIsTriedAgainAfterOneAndTwoMinutes) {
    start_service();
    create({});
    const std::string request_id = invoke();
    runtime_.finish_oldest(failed_);
    EXPECT_THAT(
        journal_.news(), ElementsAre("accepted", "started 1", "finished Failed", "retried in 1m")
    );
    pass(seconds{59});
    EXPECT_THAT(journal_.news(), IsEmpty());
    pass(seconds{1});
    runtime_.finish_oldest(failed_);
    EXPECT_THAT(journal_.news(), ElementsAre("started 2", "finished Failed", "retried in 2m"));
    pass(minutes{2});
    runtime_.finish_oldest(failed_);
    EXPECT_THAT(
        journal_.news(),
        ElementsAre("started 3", "finished Failed", "dropped RetryAttemptsExhausted")
    );
    for (const FunctionInvocation& started : runtime_.started()) {
        EXPECT_EQ(started.request_id, request_id);
    }
    EXPECT_EQ(rows(), 0);
    const FunctionCounters counters = lambda_->counters("worker");
    EXPECT_EQ(counters.started, 3);
    EXPECT_EQ(counters.failed, 3);
    EXPECT_EQ(counters.retried, 2);
    EXPECT_EQ(counters.dropped, 1);
}

TEST_F(SqliteLambdaTest, AnEventMayBeDeliveredTwice) {
    start_service();
    create({.duplicate_probability = 1});
    invoke();
    pass(seconds{1});
    EXPECT_EQ(
        journal_.news(),
        (std::vector<std::string>{"accepted", "started 1", "duplicated", "started 1"})
    );
    runtime_.finish_oldest();
    runtime_.finish_oldest();
    const FunctionCounters counters = lambda_->counters("worker");
    EXPECT_EQ(counters.accepted, 2);
    EXPECT_EQ(counters.succeeded, 2);
}

TEST_F(SqliteLambdaTest, AFunctionMayForbidRetries) {
    start_service();
    create({.maximum_retry_attempts = 0});
    invoke();
    journal_.news();
    runtime_.finish_oldest(failed_);
    EXPECT_THAT(journal_.news(), ElementsAre("finished Failed", "dropped RetryAttemptsExhausted"));
}

TEST_F(SqliteLambdaTest, ARetryBeyondTheMaximumAgeIsNotMade) {
    start_service();
    create({.timeout = seconds{30}, .maximum_event_age = seconds{60}});
    invoke();
    clock_.advance(seconds{1});
    journal_.news();
    runtime_.finish_oldest(failed_);
    EXPECT_THAT(journal_.news(), ElementsAre("finished Failed", "dropped EventAgeExceeded"));
}

TEST_F(SqliteLambdaTest, LambdaEnforcesTheTimeoutAndRetriesLikeAfterAFailure) {
    start_service();
    create({.timeout = seconds{10}});
    const std::string request_id = invoke();
    EXPECT_EQ(runtime_.started()[0].deadline, clock_.now() + seconds{10});
    EXPECT_EQ(lambda_->next_due(), clock_.now() + seconds{10});
    pass(seconds{10});
    EXPECT_THAT(
        journal_.news(), ElementsAre("accepted", "started 1", "finished TimedOut", "retried in 1m")
    );
    EXPECT_THAT(runtime_.stopped(), ElementsAre(request_id));
    EXPECT_FALSE(lambda_->finish(request_id, {})) << "it was stopped";
    EXPECT_EQ(lambda_->counters("worker").timed_out, 1);
}

TEST_F(SqliteLambdaTest, AnEventAtTheLimitWaitsWithGrowingBackoff) {
    start_service();
    create({.timeout = seconds{900}, .reserved_concurrency = 1});
    invoke();
    journal_.news();
    const std::string waiting = invoke();
    const std::string refused = "throttled ReservedFunctionConcurrentInvocationLimitExceeded";
    EXPECT_THAT(journal_.news(), ElementsAre("accepted", refused));
    EXPECT_EQ(lambda_->queued("worker"), 1);
    // Tried again after 1, 2, 4 … seconds.
    for (const int backoff : {1, 2, 4, 8, 16, 32, 64, 128, 256}) {
        pass(seconds{backoff} - Duration{1});
        EXPECT_THAT(journal_.news(), IsEmpty()) << backoff;
        pass(Duration{1});
        EXPECT_THAT(journal_.news(), ElementsAre(refused)) << backoff;
    }
    runtime_.finish_oldest();
    journal_.news();
    pass(minutes{5} - Duration{1});
    EXPECT_THAT(journal_.news(), IsEmpty()) << "nobody wakes it when there is room";
    pass(Duration{1});
    EXPECT_THAT(journal_.news(), ElementsAre("started 1"));
    EXPECT_EQ(runtime_.running().at(0), waiting);
    EXPECT_EQ(lambda_->queued("worker"), 0);
}

TEST_F(SqliteLambdaTest, AnEventThatNeverFindsRoomIsDroppedAtItsMaximumAge) {
    start_service();
    create({.timeout = seconds{900}, .reserved_concurrency = 1, .maximum_event_age = minutes{10}});
    invoke();
    invoke();
    journal_.news();
    pass(minutes{10} - Duration{1});
    journal_.news();
    pass(Duration{1});
    EXPECT_THAT(journal_.news(), ElementsAre("dropped EventAgeExceeded"));
    EXPECT_EQ(lambda_->queued("worker"), 0);
    EXPECT_EQ(lambda_->running("worker"), 1);
}

TEST_F(SqliteLambdaTest, ARequestResponseAtTheLimitIsRefused) {
    start_service({.limits = {.account_concurrency = 1, .unreserved_minimum = 0}});
    create({});
    invoke();
    journal_.news();
    const auto result = lambda_->invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::Throttled);
    EXPECT_EQ(result.error().name, "TooManyRequestsException");
    EXPECT_THAT(result.error().message, HasSubstr("Rate Exceeded"));
    ASSERT_NE(result.error().detail<InvokeThrottled>(), nullptr);
    EXPECT_EQ(
        result.error().detail<InvokeThrottled>()->reason, "ConcurrentInvocationLimitExceeded"
    );
    EXPECT_THAT(journal_.news(), ElementsAre("throttled ConcurrentInvocationLimitExceeded"));
    EXPECT_EQ(rows(), 1) << "a refused request leaves nothing";
}

TEST_F(SqliteLambdaTest, ReservationsAreTakenFromTheAccount) {
    start_service({.limits = {.account_concurrency = 110, .unreserved_minimum = 100}});
    create({});
    ASSERT_TRUE(lambda_->put_function({.function_name = "other", .reserved_concurrency = 10}));
    const auto refused =
        lambda_->put_function({.function_name = "third", .reserved_concurrency = 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().name, "InvalidParameterValueException");
    EXPECT_THAT(refused.error().message, HasSubstr("minimum value of [100]"));
    for (int i = 0; i < 101; ++i) {
        invoke();
    }
    EXPECT_EQ(lambda_->running("worker"), 100) << "the other ten are reserved";
    EXPECT_EQ(lambda_->queued("worker"), 1);
    EXPECT_EQ(lambda_->running(), 100);
}

TEST_F(SqliteLambdaTest, ReservedConcurrencyZeroSwitchesAFunctionOff) {
    start_service();
    create({.reserved_concurrency = 0});
    invoke();
    EXPECT_THAT(journal_.news(), ElementsAre("accepted", "dropped ZeroReservedConcurrency"));
    EXPECT_EQ(invoke(InvocationType::RequestResponse), "TooManyRequestsException");
    EXPECT_EQ(rows(), 0);
}

TEST_F(SqliteLambdaTest, ARampLimitsHowFastConcurrencyGrows) {
    start_service({.limits = {.scaling_per_ten_seconds = 5}});
    create({.timeout = seconds{900}});
    for (int i = 0; i < 6; ++i) {
        invoke();
    }
    EXPECT_EQ(lambda_->running("worker"), 5);
    EXPECT_EQ(journal_.news().back(), "throttled FunctionInvocationRateLimitExceeded");
    runtime_.finish_oldest();
    invoke();
    EXPECT_EQ(lambda_->running("worker"), 5) << "a free environment is used again";
    pass(seconds{3});
    EXPECT_EQ(lambda_->running("worker"), 6) << "one more every two seconds";
}

TEST_F(SqliteLambdaTest, TheApiMayLimitTheRateOfRequests) {
    start_service({.limits = {.requests_per_second = 2}});
    create({});
    invoke();
    invoke();
    EXPECT_EQ(invoke(), "TooManyRequestsException");
    EXPECT_EQ(journal_.news().back(), "throttled CallerRateLimitExceeded");
    clock_.advance(milliseconds{500});
    EXPECT_NE(invoke(), "TooManyRequestsException");
}

TEST_F(SqliteLambdaTest, ADeliveryDelayPutsEachEventIntoTheQueueFirst) {
    start_service({.delivery_delay = milliseconds{20}});
    create({});
    invoke();
    EXPECT_THAT(journal_.news(), ElementsAre("accepted"));
    pass(milliseconds{20});
    EXPECT_THAT(journal_.news(), ElementsAre("started 1"));
}

TEST_F(SqliteLambdaTest, ARemovedFunctionLosesItsQueueAndFinishesWhatRuns) {
    start_service();
    create({.reserved_concurrency = 1});
    invoke();
    invoke();
    journal_.news();
    ASSERT_TRUE(lambda_->remove_function("worker"));
    EXPECT_THAT(journal_.news(), ElementsAre("dropped FunctionRemoved"));
    EXPECT_THAT(lambda_->function_names(), IsEmpty());
    EXPECT_FALSE(lambda_->invoke({.function_name = "worker"}));
    EXPECT_FALSE(lambda_->remove_function("worker"));
    runtime_.finish_oldest(failed_);
    EXPECT_THAT(journal_.news(), ElementsAre("finished Failed", "dropped FunctionRemoved"));
    create({});
    EXPECT_THAT(lambda_->function_names(), ElementsAre("worker"));
    EXPECT_EQ(lambda_->counters("worker").accepted, 2);
}

TEST_F(SqliteLambdaTest, SettingsOutsideOfAwsRangesAreRefused) {
    start_service();
    const auto name_of_error = [&](FunctionSettings settings) {
        settings.function_name = settings.function_name.empty() ? "f" : settings.function_name;
        const auto result = lambda_->put_function(settings);
        return result ? "" : result.error().name;
    };
    const std::string value = "InvalidParameterValueException";
    EXPECT_EQ(name_of_error({.timeout = seconds{901}}), value);
    EXPECT_EQ(name_of_error({.timeout = milliseconds{500}}), value);
    EXPECT_EQ(name_of_error({.memory_size_mb = 64}), value);
    EXPECT_EQ(name_of_error({.reserved_concurrency = -1}), value);
    EXPECT_EQ(name_of_error({.reserved_concurrency = 901}), value);
    EXPECT_EQ(name_of_error({.maximum_event_age = seconds{59}}), value);
    EXPECT_EQ(name_of_error({.maximum_retry_attempts = 3}), value);
    EXPECT_EQ(name_of_error({.function_name = "no name"}), "ValidationException");
    EXPECT_EQ(name_of_error({.function_name = "worker:3"}), "ValidationException");
    EXPECT_EQ(name_of_error({.function_name = "f"}), "");
    EXPECT_EQ(
        name_of_error({.function_name = "arn:aws:lambda:eu-west-1:000000000000:function:f"}), value
    );
}

TEST_F(SqliteLambdaTest, HistoryKeepsEndedInvocationsWithTheirState) {
    start_service({.keep_history = true});
    create({.maximum_retry_attempts = 0});
    invoke();
    runtime_.finish_oldest();
    invoke();
    runtime_.finish_oldest(failed_);
    Statement states{database_, "SELECT group_concat(state) FROM lambda_invocation"};
    ASSERT_TRUE(states.step());
    EXPECT_EQ(states.column_text(0), "2,3");
    states.reset();
    EXPECT_FALSE(lambda_->next_due());
}

TEST_F(SqliteLambdaTest, WithoutAWaiterALongRequestResponseHasAnUnknownOutcome) {
    start_service();
    create({});
    const auto result = lambda_->invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::OutcomeUnknown);
    EXPECT_THAT(result.error().message, HasSubstr("InvocationWaiter"));
    EXPECT_EQ(lambda_->running("worker"), 1);
    EXPECT_TRUE(runtime_.finish_oldest());
}

/// Waits by letting the function finish after a while, or never.
class TestWaiter final : public InvocationWaiter {
public:
    TestWaiter(test::ManualClock& clock, test::ManualRuntime& runtime, Duration until_finish)
        : clock_{clock}, runtime_{runtime}, until_finish_{until_finish} {}

    void wait(const std::string& request_id, Timestamp deadline) override {
        const Timestamp end = clock_.now() + until_finish_;
        clock_.advance_to(std::min(end, deadline));
        if (end < deadline) {
            runtime_.finish_oldest({.payload = "42"});
            EXPECT_THAT(finished_, ElementsAre(request_id));
        }
    }
    void finished(const std::string& request_id) override { finished_.push_back(request_id); }

private:
    test::ManualClock& clock_;
    test::ManualRuntime& runtime_;
    Duration until_finish_;
    std::vector<std::string> finished_;
};

TEST_F(SqliteLambdaTest, AWaiterBringsTheAnswerOfALongRequestResponse) {
    TestWaiter waiter{clock_, runtime_, seconds{2}};
    lambda_.emplace(database_, clock_, Random{7}, runtime_, LambdaOptions{}, &journal_, &waiter);
    create({.timeout = seconds{10}});
    const auto result = lambda_->invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_EQ(result->payload, "42");
    EXPECT_EQ(rows(), 0);
}

TEST_F(SqliteLambdaTest, ARequestResponseThatTimesOutSaysSo) {
    TestWaiter waiter{clock_, runtime_, hours{1}};
    lambda_.emplace(database_, clock_, Random{7}, runtime_, LambdaOptions{}, &journal_, &waiter);
    create({.timeout = seconds{10}});
    const auto result = lambda_->invoke(
        {.function_name = "worker", .invocation_type = InvocationType::RequestResponse}
    );
    ASSERT_TRUE(result) << to_string(result.error());
    EXPECT_EQ(result->status_code, 200);
    EXPECT_EQ(result->function_error, "Unhandled");
    EXPECT_THAT(result->payload, HasSubstr("Task timed out after 10.00 seconds"));
    EXPECT_EQ(lambda_->running("worker"), 0);
}

/// Takes the answers of `begin_invoke`.
class Answers {
public:
    InvokeAnswer taker() {
        return [this](const InvokeOutput& output) { given_.push_back(output); };
    }
    const std::vector<InvokeOutput>& given() const { return given_; }

private:
    std::vector<InvokeOutput> given_;
};

constexpr auto kRequest = InvocationType::RequestResponse;

TEST_F(SqliteLambdaTest, ADeferredAnswerComesWhenTheFunctionFinishes) {
    start_service();
    create({});
    Answers answers;
    ASSERT_TRUE(lambda_->begin_invoke(
        {.function_name = "worker", .invocation_type = kRequest, .payload = "{}"}, answers.taker()
    ));
    EXPECT_THAT(answers.given(), IsEmpty());
    EXPECT_EQ(lambda_->running("worker"), 1);
    const std::string request_id = runtime_.running().at(0);
    runtime_.finish_oldest({.payload = "42"});
    ASSERT_EQ(answers.given().size(), 1U);
    EXPECT_EQ(answers.given()[0].status_code, 200);
    EXPECT_EQ(answers.given()[0].function_error, "");
    EXPECT_EQ(answers.given()[0].payload, "42");
    EXPECT_EQ(answers.given()[0].request_id, request_id);
    EXPECT_EQ(rows(), 0);
}

TEST_F(SqliteLambdaTest, ADeferredAnswerMayComeAtOnce) {
    start_service();
    create({});
    runtime_.finish_at_once({.error = FunctionError::Unhandled, .payload = "{}"});
    Answers answers;
    ASSERT_TRUE(lambda_->begin_invoke(
        {.function_name = "worker", .invocation_type = kRequest}, answers.taker()
    ));
    ASSERT_EQ(answers.given().size(), 1U);
    EXPECT_EQ(answers.given()[0].function_error, "Unhandled");
}

TEST_F(SqliteLambdaTest, ADeferredAnswerComesAtTheLatestWithTheTimeout) {
    start_service();
    create({.timeout = seconds{10}});
    Answers answers;
    ASSERT_TRUE(lambda_->begin_invoke(
        {.function_name = "worker", .invocation_type = kRequest}, answers.taker()
    ));
    clock_.advance(seconds{10});
    lambda_->run_due();
    ASSERT_EQ(answers.given().size(), 1U);
    EXPECT_EQ(answers.given()[0].function_error, "Unhandled");
    EXPECT_THAT(answers.given()[0].payload, HasSubstr("Task timed out after 10.00 seconds"));
    EXPECT_FALSE(lambda_->finish(answers.given()[0].request_id, {}));
}

TEST_F(SqliteLambdaTest, ARuntimeMayMoveTheDeadline) {
    start_service();
    create({.timeout = seconds{10}});
    invoke();
    lambda_->set_deadline(runtime_.running().at(0), clock_.now() + seconds{15});
    lambda_->set_deadline("nobody", clock_.now());
    EXPECT_EQ(lambda_->next_due(), clock_.now() + seconds{15});
    pass(seconds{14});
    EXPECT_EQ(lambda_->running("worker"), 1);
    pass(seconds{1});
    EXPECT_EQ(lambda_->running("worker"), 0);
    EXPECT_THAT(runtime_.stopped(), ::testing::SizeIs(1));
}

TEST_F(SqliteLambdaTest, WhoTakesADeferredAnswerMayInvokeAgain) {
    start_service();
    create({});
    Answers answers;
    const InvokeInput input{.function_name = "worker", .invocation_type = kRequest};
    ASSERT_TRUE(lambda_->begin_invoke(input, [&](const InvokeOutput&) {
        EXPECT_TRUE(lambda_->begin_invoke(input, answers.taker()));
    }));
    runtime_.finish_oldest();
    EXPECT_THAT(answers.given(), IsEmpty());
    runtime_.finish_oldest({.payload = "2"});
    ASSERT_EQ(answers.given().size(), 1U);
    EXPECT_EQ(answers.given()[0].payload, "2");
}

TEST_F(SqliteLambdaTest, ARefusedRequestIsNeverAnswered) {
    start_service();
    create({.reserved_concurrency = 1});
    Answers answers;
    const InvokeInput input{.function_name = "worker", .invocation_type = kRequest};
    ASSERT_TRUE(lambda_->begin_invoke(input, answers.taker()));
    const auto refused = lambda_->begin_invoke(input, answers.taker());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().name, "TooManyRequestsException");
    runtime_.finish_oldest();
    EXPECT_EQ(answers.given().size(), 1U);
}

TEST_F(SqliteLambdaTest, AnEventIsAnsweredAtOnce) {
    start_service();
    create({});
    Answers answers;
    ASSERT_TRUE(lambda_->begin_invoke({.function_name = "worker"}, answers.taker()));
    ASSERT_EQ(answers.given().size(), 1U);
    EXPECT_EQ(answers.given()[0].status_code, 202);
    EXPECT_EQ(lambda_->running("worker"), 1);
}

TEST_F(SqliteLambdaTest, SettingsAreReadBack) {
    start_service();
    create({.timeout = seconds{7}, .reserved_concurrency = 20});
    const auto settings = lambda_->get_function_settings("worker:$LATEST");
    ASSERT_TRUE(settings);
    EXPECT_EQ(settings->function_name, "worker");
    EXPECT_EQ(settings->timeout, seconds{7});
    EXPECT_EQ(lambda_->unreserved_concurrency(), 980);
    EXPECT_EQ(lambda_->get_function_settings("nobody").error().code, ErrorCode::NotFound);
}

TEST(SqliteLambdaRestart, QueuedEventsStayQueuedAndRunningOnesTimeOut) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("lambda.sqlite");
    test::ManualClock clock;
    std::string lost;
    std::string queued;
    {
        Database database{path};
        test::ManualRuntime runtime;
        SqliteLambda lambda{database, clock, Random{7}, runtime};
        ASSERT_TRUE(lambda.put_function(
            {.function_name = "worker", .timeout = seconds{10}, .reserved_concurrency = 1}
        ));
        lost = lambda.invoke({.function_name = "worker", .payload = "1"})->request_id;
        queued = lambda.invoke({.function_name = "worker", .payload = "2"})->request_id;
    }
    Database database{path};
    test::ManualRuntime runtime;
    SqliteLambda lambda{database, clock, Random{8}, runtime};
    EXPECT_EQ(lambda.running("worker"), 1);
    EXPECT_EQ(lambda.queued("worker"), 1);
    EXPECT_EQ(lambda.counters("worker").accepted, 2);
    EXPECT_EQ(lambda.counters("worker").started, 1);
    EXPECT_EQ(lambda.next_due(), clock.now() + seconds{1});
    while (lambda.next_due() && runtime.started().empty()) {
        clock.advance_to(*lambda.next_due());
        lambda.run_due();
    }
    EXPECT_THAT(runtime.stopped(), ElementsAre(lost));
    EXPECT_EQ(runtime.started().at(0).request_id, queued);
    EXPECT_EQ(runtime.started().at(0).payload, "2");
    EXPECT_EQ(lambda.counters("worker").timed_out, 1);
    EXPECT_EQ(lambda.queued("worker"), 1) << "the lost one waits for its second attempt";
    const auto next = lambda.invoke({.function_name = "worker"});
    ASSERT_TRUE(next);
    EXPECT_NE(next->request_id, lost);
}

TEST(SqliteLambdaRestart, CountersAddUpWhateverWasUnderWay) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("lambda_counters.sqlite");
    test::ManualClock clock;
    {
        Database database{path};
        test::ManualRuntime runtime;
        SqliteLambda lambda{database, clock, Random{7}, runtime};
        ASSERT_TRUE(lambda.put_function(
            {.function_name = "worker", .reserved_concurrency = 2, .maximum_retry_attempts = 0}
        ));
        for (int i = 0; i < 4; ++i) {
            ASSERT_TRUE(lambda.invoke({.function_name = "worker"}));
        }
        runtime.finish_oldest();
        runtime.finish_oldest({.error = FunctionError::Handled});
        ASSERT_TRUE(lambda.invoke({.function_name = "worker"}));
    }
    Database database{path};
    test::ManualRuntime runtime;
    const SqliteLambda lambda{database, clock, Random{7}, runtime};
    const FunctionCounters counters = lambda.counters("worker");
    EXPECT_EQ(counters.accepted, 5);
    EXPECT_EQ(counters.started, 3);
    EXPECT_EQ(counters.succeeded, 1);
    EXPECT_EQ(counters.failed, 1);
    EXPECT_EQ(counters.dropped, 1);
    EXPECT_EQ(counters.throttled, 2);
    EXPECT_EQ(lambda.running(), 1);
}

// Whatever comes in whatever order: nothing is lost, nothing is doubled, no limit is broken.
TEST(SqliteLambdaModel, EachEventEndsOnceAndNoLimitIsEverBroken) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Random dice{seed};
        test::ManualClock clock;
        test::ManualRuntime runtime;
        Database database{":memory:"};
        SqliteLambda lambda{
            database,
            clock,
            Random{seed},
            runtime,
            {.limits = {.account_concurrency = 10, .unreserved_minimum = 0}}};
        ASSERT_TRUE(lambda.put_function(
            {.function_name = "a", .timeout = seconds{60}, .reserved_concurrency = 3}
        ));
        ASSERT_TRUE(lambda.put_function({.function_name = "b", .timeout = seconds{30}}));
        const auto step = [&] {
            clock.advance(Duration{static_cast<std::int64_t>(dice.below(10'000'000))});
            lambda.run_due();
            ASSERT_LE(lambda.running("a"), 3);
            ASSERT_LE(lambda.running("b"), 7);
            if (!runtime.running().empty() && dice.chance(0.7)) {
                const bool fails = dice.chance(0.3);
                ASSERT_TRUE(runtime.finish_oldest(
                    {.error = fails ? FunctionError::Handled : FunctionError::None}
                ));
            }
        };
        for (int i = 0; i < 300; ++i) {
            ASSERT_TRUE(lambda.invoke({.function_name = dice.chance(0.5) ? "a" : "b"}));
            ASSERT_NO_FATAL_FAILURE(step());
        }
        while (lambda.next_due()) {
            ASSERT_NO_FATAL_FAILURE(step());
        }
        std::int64_t accepted = 0;
        for (const char* name : {"a", "b"}) {
            const FunctionCounters counters = lambda.counters(name);
            accepted += counters.accepted;
            EXPECT_EQ(counters.accepted, counters.succeeded + counters.dropped) << name;
            EXPECT_EQ(counters.started, counters.succeeded + counters.failed + counters.timed_out);
            EXPECT_EQ(lambda.running(name), 0);
            EXPECT_EQ(lambda.queued(name), 0);
        }
        EXPECT_EQ(accepted, 300);
    }
}

}  // namespace
}  // namespace sosw::sqlite
