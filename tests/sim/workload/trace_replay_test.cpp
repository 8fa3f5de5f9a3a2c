// Traces in a world: replayed, stretched, repeated, multiplied; and runs turned into traces.

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/loader.hpp"
#include "sim/workload/export_trace.hpp"
#include "sim/workload/trace_stream.hpp"
#include "tests/sim/world/small_world.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kCreations =
    "SELECT group_concat(labourer || ' ' || (created_us - start_us), ', ') FROM task, run";
constexpr const char* kExecutions =
    "SELECT group_concat(task || ' ' || started_us || ' ' || finished_us, ', ') FROM "
    "(SELECT * FROM invocation ORDER BY task, execution)";

class TraceReplays : public testing::Test {
protected:
    Workload workload(const std::string& trace, const TraceReplay& replay = {}) {
        Workload workload{.labourer = "worker", .pattern = replay};
        std::get<TraceReplay>(workload.pattern).file = folder_.write("t.csv", trace);
        return workload;
    }

    static std::vector<Duration> times(const Workload& workload, Duration duration) {
        const auto stream = make_task_stream(workload, {.scenario_duration = duration}, Random{7});
        std::vector<Duration> times;
        PlannedTask task;
        while (stream->next(task)) {
            times.push_back(task.at);
        }
        return times;
    }

    test::TemporaryFolder folder_;
};

const std::string kThreeRows = "timestamp,labourer\n0,\n30,\n90,\n";

TEST_F(TraceReplays, SpeedCompressesTime) {
    EXPECT_THAT(
        times(workload(kThreeRows, {.speed = 2}), hours{1}),
        ElementsAre(seconds{0}, seconds{15}, seconds{45})
    );
}

TEST_F(TraceReplays, StartShiftsAndOffsetLeavesOutTheBeginning) {
    Workload later = workload(kThreeRows, {.offset = seconds{20}});
    later.start = minutes{5};
    EXPECT_THAT(
        times(later, hours{1}), ElementsAre(minutes{5} + seconds{10}, minutes{5} + seconds{70})
    );
}

TEST_F(TraceReplays, NothingComesAfterTheEnd) {
    Workload short_one = workload(kThreeRows);
    EXPECT_THAT(times(short_one, seconds{90}), ElementsAre(seconds{0}, seconds{30}));
    short_one.end = seconds{30};
    EXPECT_THAT(times(short_one, hours{1}), ElementsAre(seconds{0}));
}

TEST_F(TraceReplays, RepeatBeginsAgainAfterTheLastFullMinute) {
    Workload repeated = workload(kThreeRows, {.offset = seconds{20}});
    repeated.repeat = true;
    EXPECT_THAT(
        times(repeated, minutes{4}),
        ElementsAre(seconds{10}, seconds{70}, seconds{110}, seconds{170}, seconds{210})
    );
}

TEST_F(TraceReplays, RepeatingNothingEnds) {
    Workload nothing = workload(kThreeRows, {.offset = hours{1}});
    nothing.repeat = true;
    EXPECT_THAT(times(nothing, hours{24}), ElementsAre());
}

TEST_F(TraceReplays, ScaleMultipliesAndThins) {
    std::string rows = "timestamp,labourer\n";
    for (int i = 0; i < 10'000; ++i) {
        rows += std::to_string(i) + ",\n";
    }
    const auto count = [&](double scale) {
        return static_cast<double>(times(workload(rows, {.scale = scale}), hours{24}).size());
    };
    EXPECT_EQ(count(3), 30'000);
    EXPECT_EQ(count(0), 0);
    EXPECT_NEAR(count(0.3), 3000, 200);
    EXPECT_NEAR(count(2.5), 25'000, 250);
}

TEST_F(TraceReplays, AFileThatWasBrokenSinceItWasCheckedStopsTheRun) {
    const Workload broken = workload("timestamp,labourer\n0,\nx,\n");
    EXPECT_THROW(times(broken, hours{1}), std::runtime_error);
}

TEST_F(TraceReplays, DurationsArePutIntoTheWorkersAndNotIntoThePayload) {
    Scenario scenario = small_world();
    scenario.functions.front().cold_start = {
        .probability = 1, .duration = Distribution::constant(seconds{5})};
    scenario.workload = {workload(
        "timestamp,labourer,duration_ms,payload\n0,,1500,\"{\"\"x\"\": 0.10}\"\n0,,250000,\n0,,,\n"
    )};
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(violations(*world), "");
    EXPECT_EQ(
        text(
            *world,
            "SELECT group_concat(task || ' ' || ((finished_us - started_us) / 1000)) FROM "
            "(SELECT * FROM invocation ORDER BY task)"
        ),
        "1 1500,2 250000,3 65000"
    );
    EXPECT_EQ(text(*world, "SELECT group_concat(payload) FROM task_payload"), R"({"x": 0.10})");
}

TEST_F(TraceReplays, PlaceholdersTakeColumnsOfTheRow) {
    Scenario scenario = small_world();
    scenario.workload = {workload(
        "timestamp,labourer,shop\n0,,Aachen\n1,,17\n",
        {.columns = {"timestamp", "labourer", "shop"}}
    )};
    scenario.workload.front().payload = R"({"shop": "{{trace.shop}}", "n": "{{task.number}}"})";
    const auto world = make_world(scenario);
    world->run();
    EXPECT_EQ(
        text(*world, "SELECT group_concat(payload, ' ') FROM task_payload"),
        R"({"shop": "Aachen", "n": 1} {"shop": 17, "n": 2})"
    );
}

/// A world whose tasks differ in all ways that a trace keeps.
Scenario varied_world() {
    Scenario scenario = small_world();
    scenario.functions.front().duration =
        Distribution::uniform({.min = seconds{20}, .max = seconds{90}});
    scenario.workload.front().phases.front().arrivals = Arrivals::Poisson;
    scenario.workload.front().payload = R"({"n": "{{task.number}}", "s": "a, \"b\""})";
    return scenario;
}

TEST_F(TraceReplays, AnExportedRunCreatesTheSameTasksAgainAndTheyTakeAsLong) {
    const auto original = make_world(varied_world());
    original->run();
    std::ostringstream trace;
    const std::int64_t exported = export_trace(original->recorder().database(), trace);
    EXPECT_EQ(exported, number(*original, "SELECT count(*) FROM task"));

    Scenario again = varied_world();
    again.workload = {workload(trace.str())};
    again.workload.front().labourer.clear();
    const auto replayed = make_world(again);
    replayed->run();

    EXPECT_EQ(text(*replayed, kCreations), text(*original, kCreations));
    EXPECT_EQ(text(*replayed, kExecutions), text(*original, kExecutions));
    const char* const payloads = "SELECT group_concat(payload, ' ') FROM task_payload";
    EXPECT_EQ(text(*replayed, payloads), text(*original, payloads));
}

TEST_F(TraceReplays, AnExportedRunMeetsOtherThresholds) {
    const auto original = make_world(varied_world());
    original->run();
    std::ostringstream trace;
    export_trace(original->recorder().database(), trace);

    Scenario other = varied_world();
    other.workload = {workload(trace.str())};
    for (SoswConfig* config : {&other.config.orchestrator, &other.config.scavenger}) {
        config->task_manager.labourers.front().max_simultaneous_invocations = 2;
    }
    const auto replayed = make_world(other);
    replayed->run();

    EXPECT_EQ(violations(*replayed), "");
    EXPECT_EQ(text(*replayed, kCreations), text(*original, kCreations));
    EXPECT_EQ(number(*replayed, "SELECT max(running) FROM sample"), 2);
    EXPECT_GT(number(*original, "SELECT max(running) FROM sample"), 2);
}

TEST_F(TraceReplays, TasksThatNeverRanAreExportedWithoutDuration) {
    Scenario scenario = small_world();
    scenario.rules.clear();
    scenario.workload.front().payload = "{}";
    scenario.workload.front().end = seconds{20};
    const auto world = make_world(scenario);
    world->run();
    std::ostringstream trace;
    export_trace(world->recorder().database(), trace);
    EXPECT_EQ(trace.str(), "timestamp,labourer,duration_ms,payload\n6,worker,,\n18,worker,,\n");
}

/// Loads a scenario whose one workload is `workload`.
Checked<Scenario> load(const test::TemporaryFolder& folder, const std::string& workload) {
    return load_scenario_text(
        folder.path("s.json"),
        R"({"duration": "10m", "functions": {"f": {"duration": "1s"}},
            "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"a": {"arn": "f"}}}}},
            "workload": [)" +
            workload + "]}"
    );
}

TEST_F(TraceReplays, AreLoadedWithEverySetting) {
    folder_.write("t.csv", "app,func,end_timestamp,duration\nx,f,1,0.5\n");
    const auto scenario = load(
        folder_,
        R"({"trace": "t.csv", "speed": 2.5, "offset": "1m", "scale": 0.5, "repeat": true,
            "functions": {"x/f": "a"}, "payload": {"app": "{{trace.app}}"}})"
    );
    ASSERT_TRUE(scenario.has_value()) << to_string(scenario.error()[0]);
    const auto& replay = std::get<TraceReplay>(scenario->workload.at(0).pattern);
    EXPECT_EQ(replay.file, folder_.path("t.csv"));
    EXPECT_EQ(replay.format, TraceFormat::Azure2021);
    EXPECT_EQ(replay.speed, 2.5);
    EXPECT_EQ(replay.offset, minutes{1});
    EXPECT_EQ(replay.scale, 0.5);
    EXPECT_TRUE(scenario->workload[0].repeat);
    EXPECT_THAT(replay.functions, ElementsAre(testing::Pair("x/f", "a")));
    EXPECT_THAT(replay.columns, ElementsAre("app", "func", "end_timestamp", "duration"));
}

TEST_F(TraceReplays, ABadRowFarBehindIsFoundWhenTheScenarioIsLoaded) {
    std::string rows = "timestamp,labourer\n";
    for (int i = 0; i < 100'000; ++i) {
        rows += std::to_string(i) + ",a\n";
    }
    folder_.write("t.csv", rows + "100000,b\n");
    const auto scenario = load(folder_, R"({"trace": "t.csv"})");
    ASSERT_FALSE(scenario.has_value());
    ASSERT_EQ(scenario.error().size(), 1U);
    EXPECT_THAT(
        to_string(scenario.error()[0]),
        HasSubstr("t.csv:100002:8: there is no labourer \"b\" in the configuration")
    );
}

}  // namespace
}  // namespace sosw::sim
