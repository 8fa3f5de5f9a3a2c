#include "sim/invariants/sabotage.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "backends/sqlite/database.hpp"
#include "sim/fuzz/run_case.hpp"
#include "sim/fuzz/scenario_generator.hpp"
#include "sim/fuzz/sightings.hpp"
#include "sim/invariants/invariant.hpp"
#include "tests/sim/world/small_world.hpp"

// Each invariant is broken on purpose, by a system that does wrong or a service that does, and must
// be reported by its name. A test is named after the invariant that it breaks.

namespace sosw::sim {
namespace {

using std::chrono::minutes;

constexpr const char* kTasks = "sosw_tasks";
constexpr const char* kRetry = "sosw_retry_tasks";
constexpr const char* kClosed = "sosw_closed_tasks";
constexpr std::int64_t kDelta = 31'557'600;

/// How often the violation is in the record.
std::int64_t reported(World& world, Invariant invariant) {
    return number(
        world,
        "SELECT count(*) FROM violation WHERE invariant = '" + std::string{to_string(invariant)} +
            "'"
    );
}

/// A world on its way, which nothing has broken so far.
class Sabotaged : public testing::Test {
protected:
    /// Runs up to half a minute after the tenth pass: some tasks are queued, some run, some are
    /// closed.
    void begin(const Scenario& scenario = small_world(), const Sabotage& sabotage = {}) {
        sabotage_ = sabotage;
        world_ = make_world(scenario, {.sabotage = &sabotage_});
        world_->run_until(scenario.start + minutes{10} + std::chrono::seconds{30});
    }
    void expect_reported(Invariant invariant) {
        world_->run();
        EXPECT_GT(reported(*world_, invariant), 0) << violations(*world_);
    }
    /// The id of the first task that stands so.
    std::string task_that_is(TaskState state) {
        for (TaskNumber number = 1; number <= world_->ledger().tasks(); ++number) {
            if (world_->ledger().task(number).state == state) {
                return std::string{world_->ledger().task(number).task_id};
            }
        }
        ADD_FAILURE() << "no task is " << to_string(state);
        return {};
    }
    Item key_of(TaskState state) { return {{"task_id", task_that_is(state)}}; }
    Item item_of(const Item& key) {
        return world_->tables().get_item({.table_name = kTasks, .key = key})->item.value();
    }
    /// Writes greenfield and attempts, as a mark does, without any condition.
    void set_mark(const Item& key, std::int64_t greenfield, std::int64_t attempts) {
        EXPECT_TRUE(world_->watched_tables().update_item({
            .table_name = kTasks,
            .key = key,
            .update_expression = "SET greenfield = :g, attempts = :a",
            .expression_attribute_values =
                {{":g", AttributeValue::number(greenfield)},
                 {":a", AttributeValue::number(attempts)}},
        }));
    }
    std::int64_t now_seconds() { return epoch_seconds(world_->now()); }

    Sabotage sabotage_;
    std::unique_ptr<World> world_;
};

TEST_F(Sabotaged, NothingIsReportedWhereNothingIsBroken) {
    begin();
    world_->run();
    EXPECT_EQ(violations(*world_), "");
}

TEST_F(Sabotaged, OnePlaceByAMoveThatDoesNotDelete) {
    begin();
    const Item item = item_of(key_of(TaskState::Invoked));
    EXPECT_TRUE(world_->tables().put_item({.table_name = kRetry, .item = item}));
    expect_reported(Invariant::OnePlace);
}

TEST_F(Sabotaged, OnePlaceByATaskThatIsCreatedAgain) {
    begin();
    const Item item = item_of(key_of(TaskState::Invoked));
    EXPECT_TRUE(world_->watched_tables().put_item({.table_name = kTasks, .item = item}));
    expect_reported(Invariant::OnePlace);
}

TEST_F(Sabotaged, ConservationByATaskThatIsLost) {
    begin();
    EXPECT_TRUE(
        world_->tables().delete_item({.table_name = kTasks, .key = key_of(TaskState::Invoked)})
    );
    expect_reported(Invariant::Conservation);
}

TEST_F(Sabotaged, ConservationByATaskThatNobodyCreated) {
    begin();
    Item item = item_of(key_of(TaskState::Invoked));
    item.set("task_id", "invented");
    EXPECT_TRUE(world_->tables().put_item({.table_name = kClosed, .item = item}));
    expect_reported(Invariant::Conservation);
}

TEST_F(Sabotaged, AttemptsByAnInvokedTaskThatIsReset) {
    begin();
    set_mark(key_of(TaskState::Invoked), 1000, 0);
    expect_reported(Invariant::Attempts);
}

TEST_F(Sabotaged, AttemptsByAMarkBeyondTheMaximum) {
    begin();
    set_mark(key_of(TaskState::Queued), now_seconds() + kDelta, 4);
    expect_reported(Invariant::Attempts);
}

TEST_F(Sabotaged, OncePerAttemptByAPassThatInvokesTwice) {
    begin(small_world(), {.orchestrate = [](PassTools& tools) {
              OrchestratorPass pass = tools.orchestrator.run_once();
              for (const InvocationOutcome& outcome : pass.decisions.front().outcomes) {
                  const std::string payload =
                      R"({"task_id": ")" + outcome.task_id + R"(", "attempts": 0})";
                  EXPECT_TRUE(tools.lambda.invoke(
                      {.function_name = "worker",
                       .invocation_type = InvocationType::Event,
                       .payload = payload}
                  ));
              }
              return pass;
          }});
    expect_reported(Invariant::OncePerAttempt);
}

/// The Orchestrator's own pass, and one invocation more for every labourer.
OrchestratorPass one_too_many(PassTools& tools) {
    OrchestratorPass pass{.labourers = tools.orchestrator.get_labourers()};
    for (const Labourer& labourer : pass.labourers) {
        pass.decisions.push_back(tools.orchestrator.invoke_for_labourer(labourer));
        const auto next = tools.tasks.get_next_for_labourer(labourer, 1);
        for (const Task& task : *next) {
            tools.tasks.invoke_task(labourer, task);
        }
    }
    return pass;
}

TEST_F(Sabotaged, DesiredByAPassThatInvokesOneMore) {
    Scenario scenario = small_world();
    scenario.workload.front().phases.front().rate_per_second = 1;
    begin(scenario, {.orchestrate = one_too_many});
    expect_reported(Invariant::Desired);
}

TEST_F(Sabotaged, NothingAtZeroByAPassThatDoesNotCareForFeelings) {
    Scenario scenario = small_world();
    add_database(scenario, 90, 0);
    begin(scenario, {.orchestrate = one_too_many});
    expect_reported(Invariant::NothingAtZero);
}

TEST_F(Sabotaged, InFlightByALambdaThatForgetsItsLimit) {
    Scenario scenario = small_world();
    scenario.account_concurrency = 1;
    begin(scenario, {.account_concurrency = 1000});
    expect_reported(Invariant::InFlight);
}

TEST_F(Sabotaged, GreenfieldByATaskThatPassesTheClock) {
    begin();
    Item item = item_of(key_of(TaskState::Queued));
    item.set("task_id", "early");
    item.set("greenfield", AttributeValue::number(now_seconds() + 1000));
    EXPECT_TRUE(world_->watched_tables().put_item({.table_name = kTasks, .item = item}));
    expect_reported(Invariant::Greenfield);
}

TEST_F(Sabotaged, CompletedByATaskThatIsRevived) {
    begin();
    const Item key = key_of(TaskState::Invoked);
    EXPECT_TRUE(world_->watched_tables().update_item({
        .table_name = kTasks,
        .key = key,
        .update_expression = "SET completed_at = :now",
        .expression_attribute_values = {{":now", AttributeValue::number(now_seconds())}},
    }));
    set_mark(key, now_seconds() + kDelta, 2);
    expect_reported(Invariant::Completed);
}

TEST_F(Sabotaged, NoGhostsByACompletionOfWhatIsNotThere) {
    begin();
    EXPECT_TRUE(world_->watched_tables().update_item({
        .table_name = kTasks,
        .key = {{"task_id", "ghost"}},
        .update_expression = "SET completed_at = :now",
        .expression_attribute_values = {{":now", AttributeValue::number(now_seconds())}},
    }));
    expect_reported(Invariant::NoGhosts);
}

TEST_F(Sabotaged, IndexConvergesByAnEntryThatIsDropped) {
    begin();
    sqlite::Database& services = world_->services();
    sqlite::Statement statement{
        services, "SELECT name FROM sqlite_master WHERE name LIKE 'dynamo_%_sosw_closed_tasks'"};
    ASSERT_TRUE(statement.step());
    const std::string table = '"' + std::string{statement.column_text(0)} + '"';
    statement.reset();
    services.execute(
        "UPDATE " + table + " SET key1 = NULL WHERE id = (SELECT min(id) FROM " + table + ")"
    );
    expect_reported(Invariant::IndexConverges);
}

TEST_F(Sabotaged, DrainsByAPassThatDecidesAndDoesNothing) {
    Scenario scenario = small_world();
    scenario.duration = std::chrono::hours{24};
    scenario.workload.front().phases.front().rate_per_second = 1.0 / 60;
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().duration = minutes{2};
        config->task_manager.labourers.front().cooldown = minutes{0};
    }
    begin(scenario, {.orchestrate = [](PassTools& tools) {
              OrchestratorPass pass{.labourers = tools.orchestrator.get_labourers()};
              for (const Labourer& labourer : pass.labourers) {
                  pass.decisions.push_back(
                      {.labourer = labourer.id(), .health = labourer.health, .decided = true}
                  );
              }
              return pass;
          }});
    expect_reported(Invariant::Drains);
}

Scenario paid_world() {
    Scenario scenario = small_world();
    scenario.prices.emplace();
    return scenario;
}

TEST_F(Sabotaged, BilledByAReadThatGoesRoundTheMeters) {
    begin(paid_world());
    EXPECT_EQ(violations(*world_), "");
    item_of(key_of(TaskState::Queued));
    expect_reported(Invariant::Billed);
}

TEST_F(Sabotaged, BilledByAnExecutionThatIsLeftOut) {
    begin(paid_world());
    world_->recorder().database().execute(
        "DELETE FROM cost WHERE rowid = (SELECT min(rowid) FROM cost WHERE item = 'lambda_mb_ms')"
    );
    expect_reported(Invariant::Billed);
}

TEST_F(Sabotaged, BilledByAnExecutionThatAnotherLabourerPays) {
    begin(paid_world());
    world_->recorder().database().execute(
        "UPDATE cost SET labourer = 'another' WHERE rowid ="
        " (SELECT min(rowid) FROM cost WHERE item = 'lambda_requests')"
    );
    expect_reported(Invariant::Billed);
}

TEST_F(Sabotaged, LittlesLawByATaskThatIsInvokedOffTheRecord) {
    begin();
    world_->recorder().database().execute(
        "DELETE FROM task_event WHERE rowid ="
        " (SELECT min(rowid) FROM task_event WHERE event = 'invoked')"
    );
    expect_reported(Invariant::LittlesLaw);
}

TEST_F(Sabotaged, LittlesLawByAWaitThatIsMeasuredFromElsewhere) {
    begin();
    world_->recorder().database().execute(
        "UPDATE task_event SET wait_us = wait_us + 1 WHERE rowid ="
        " (SELECT min(rowid) FROM task_event WHERE event = 'invoked')"
    );
    expect_reported(Invariant::LittlesLaw);
}

TEST_F(Sabotaged, LittlesLawByAnExecutionThatIsRecordedTwice) {
    begin();
    world_->recorder().database().execute(
        "INSERT INTO invocation SELECT * FROM invocation ORDER BY rowid LIMIT 1"
    );
    expect_reported(Invariant::LittlesLaw);
}

/// A case whose scenario the generator made.
FuzzCase some_case() { return make_case(1); }

TEST_F(Sabotaged, DeterministicByAPassThatRemembersAnEarlierRun) {
    std::int64_t passes = 0;
    const Sabotage forgetful{.orchestrate = [&passes](PassTools& tools) {
        return ++passes > 5 ? tools.orchestrator.run_once() : OrchestratorPass{};
    }};
    const FuzzResult result =
        run_case(some_case(), {.twice = true, .world = {.sabotage = &forgetful}});
    EXPECT_EQ(result.failure, to_string(Invariant::Deterministic)) << result.message;
}

TEST_F(Sabotaged, SometimesByWorldsInWhichNothingEverHappens) {
    SightingCounts counts;
    counts.add({"status 4"});
    EXPECT_FALSE(counts.check(kRunsForEverything - 1));
    const Breach breach = counts.check(kRunsForEverything);
    ASSERT_TRUE(breach);
    EXPECT_EQ(breach->invariant, to_string(Invariant::Sometimes));
}

/// `once_per_attempt` → `OncePerAttempt`.
std::string camel_case(std::string_view name) {
    std::string result;
    bool upper = true;
    for (const char letter : name) {
        if (letter != '_') {
            result += upper ? static_cast<char>(std::toupper(letter)) : letter;
        }
        upper = letter == '_';
    }
    return result;
}

bool has_sabotage_test(std::string_view invariant) {
    const testing::UnitTest& all = *testing::UnitTest::GetInstance();
    for (int i = 0; i < all.total_test_suite_count(); ++i) {
        const testing::TestSuite& suite = *all.GetTestSuite(i);
        for (int k = 0; k < suite.total_test_count(); ++k) {
            const std::string_view name{suite.GetTestInfo(k)->name()};
            if (suite.name() == std::string_view{"Sabotaged"} &&
                name.starts_with(camel_case(invariant) + "By")) {
                return true;
            }
        }
    }
    return false;
}

TEST(SabotageCoverage, EachInvariantIsSabotagedByATestOfItsName) {
    for (const InvariantText& invariant : all_invariants()) {
        EXPECT_TRUE(has_sabotage_test(invariant.name)) << invariant.name;
    }
}

}  // namespace
}  // namespace sosw::sim
