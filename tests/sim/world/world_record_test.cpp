#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

/// Everything that can happen, in one world: retries, deaths, races, a metric that closes the loop.
Scenario busy_world() {
    Scenario scenario = small_world();
    scenario.duration = hours{3};
    add_database(scenario, 10, 2.5);
    set_latency(scenario, milliseconds{20}, milliseconds{60});
    scenario.functions.front().failure_probability = 0.6;
    scenario.functions.front().maximum_retry_attempts = 1;
    scenario.rules.push_back({.target = RuleTarget::Orchestrator, .offset = milliseconds{150}});
    for (SoswConfig* config : {&scenario.config.orchestrator, &scenario.config.scavenger}) {
        config->task_manager.labourers.front().duration = minutes{3};
    }
    return scenario;
}

class WorldRecord : public testing::Test {
protected:
    std::int64_t figure(const std::string& sql) { return number(*world_, sql); }
    std::int64_t events(const std::string& event) {
        return figure("SELECT count(*) FROM task_event WHERE event = '" + event + "'");
    }

    std::unique_ptr<World> world_ = make_world(busy_world());
    WorldResult result_ = world_->run();
};

TEST_F(WorldRecord, NothingIsBroken) { EXPECT_EQ(violations(*world_), ""); }

TEST_F(WorldRecord, TheRunSaysHowItEnded) {
    EXPECT_EQ(figure("SELECT finished FROM run"), 1);
    EXPECT_EQ(figure("SELECT end_us - start_us - duration_us FROM run"), 0);
    EXPECT_EQ(figure("SELECT events FROM run"), result_.events);
    EXPECT_EQ(text(*world_, "SELECT event_log_hash FROM run"), result_.event_log_hash);
}

TEST_F(WorldRecord, DecisionsAndEventsCountTheSameInvocations) {
    EXPECT_EQ(figure("SELECT sum(invoked) FROM decision"), events("invoked"));
    EXPECT_EQ(figure("SELECT sum(invoked) FROM pass"), events("invoked"));
    EXPECT_EQ(figure("SELECT sum(skipped) FROM decision"), events("skipped"));
    EXPECT_EQ(figure("SELECT count(DISTINCT request_id) FROM invocation"), events("invoked"));
    EXPECT_EQ(figure("SELECT count(*) FROM decision WHERE invoked > desired"), 0);
    EXPECT_EQ(
        figure("SELECT count(*) FROM decision WHERE desired <>"
               " max(0, CAST(max * coefficient AS INTEGER) - running)"),
        0
    );
}

TEST_F(WorldRecord, PassesAndEventsCountTheSameMoves) {
    EXPECT_EQ(figure("SELECT sum(expired) FROM pass"), events("expired"));
    EXPECT_EQ(figure("SELECT sum(retried) FROM pass"), events("retried"));
    EXPECT_EQ(
        figure("SELECT sum(archived) + sum(dead) FROM pass"),
        figure("SELECT count(*) FROM task_event WHERE event = 'closed' AND pass IS NOT NULL")
    );
}

TEST_F(WorldRecord, ExecutionsAndEventsCountTheSameStartsAndFailures) {
    EXPECT_EQ(
        figure("SELECT count(*) FROM invocation WHERE started_us IS NOT NULL"), events("started")
    );
    EXPECT_EQ(
        figure("SELECT count(*) FROM invocation WHERE outcome IN ('error', 'timeout')"),
        events("failed")
    );
}

TEST_F(WorldRecord, TheLastSampleIsTheEnd) {
    EXPECT_EQ(
        figure("SELECT at_us FROM sample ORDER BY at_us DESC LIMIT 1"),
        figure("SELECT end_us FROM run")
    );
    const LedgerCounts& counts = world_->ledger().counts(0);
    EXPECT_EQ(figure("SELECT completed FROM sample ORDER BY at_us DESC LIMIT 1"), counts.completed);
    EXPECT_EQ(figure("SELECT dead FROM sample ORDER BY at_us DESC LIMIT 1"), counts.dead);
    EXPECT_EQ(counts.created, events("created"));
    EXPECT_GT(counts.dead, 0);
}

TEST_F(WorldRecord, SettingsAreThereForThoseWhoReadIt) {
    EXPECT_EQ(text(*world_, "SELECT function FROM labourer"), "worker");
    EXPECT_EQ(figure("SELECT max_simultaneous FROM labourer"), 10);
    EXPECT_EQ(figure("SELECT max_attempts FROM labourer"), 3);
    EXPECT_EQ(figure("SELECT duration_us FROM labourer"), 180'000'000);
    EXPECT_EQ(
        text(*world_, "SELECT comparison FROM health_metric WHERE metric = 'SomeDBCPU'"), "<="
    );
    EXPECT_EQ(
        text(
            *world_,
            "SELECT name FROM health_metric JOIN metric_series USING (series)"
            " WHERE metric = 'SomeDBCPU'"
        ),
        "CPUUtilization"
    );
    EXPECT_EQ(figure("SELECT target FROM feeling WHERE status = 3"), 50);
}

TEST_F(WorldRecord, EveryDecisionExplainsItself) {
    EXPECT_EQ(figure("SELECT count(*) FROM decision WHERE explanation = ''"), 0);
    EXPECT_EQ(
        figure("SELECT count(*) FROM decision"), figure("SELECT count(*) FROM decision_metric")
    );
}

TEST(WorldRecordFile, WhatHappenedSoFarSurvivesTheDeathOfTheProcess) {
    const Scenario scenario = small_world();
    const test::TemporaryFolder folder;
    const std::string path = folder.path("killed.sqlite");
    const auto world = make_world(scenario, {.record_path = path});
    world->run_until(scenario.start + minutes{10});

    // Another connection sees what a later process would: only what was committed.
    sqlite::Database other{path};
    sqlite::Statement created{other, "SELECT count(*) FROM task_event WHERE event = 'created'"};
    ASSERT_TRUE(created.step());
    EXPECT_EQ(created.column_int64(0), 50);
    created.reset();
    sqlite::Statement finished{other, "SELECT finished FROM run"};
    ASSERT_TRUE(finished.step());
    EXPECT_EQ(finished.column_int64(0), 0);
}

TEST(WorldRecordFile, IsTheSameAsInMemory) {
    const Scenario scenario = small_world();
    const test::TemporaryFolder folder;
    EXPECT_EQ(
        run_to_hash(scenario, {.record_path = folder.path("record.sqlite")}), run_to_hash(scenario)
    );
}

TEST(WorldRecordFile, IsNeverWrittenOver) {
    const test::TemporaryFolder folder;
    const std::string path = folder.path("taken.sqlite");
    make_world(small_world(), {.record_path = path})->run();
    EXPECT_THROW((void)World::create(small_world(), {.record_path = path}), sqlite::DatabaseError);
}

}  // namespace
}  // namespace sosw::sim
