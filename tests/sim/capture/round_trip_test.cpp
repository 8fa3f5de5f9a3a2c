// From a simulated account to a scenario, and what that scenario repeats.

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/sqlite/sqlite_cloud_watch.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "sim/capture/capture.hpp"
#include "sim/capture/scenario_files.hpp"
#include "sim/scenario/loader.hpp"
#include "tests/sim/world/small_world.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_lambda.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using std::chrono::minutes;
using testing::IsEmpty;

constexpr const char* kConfig = R"({"task_config": {"labourers": {
    "reports": {
        "arn": "reports", "max_simultaneous_invocations": 4,
        "health_metrics": {"Cpu": {
            "details": {"Name": "CPUUtilization", "Namespace": "AWS/RDS", "Period": 60, "Statistics": ["Average"]},
            "feelings": {"4": 25, "3": 32, "2": 38}, "feeling_comparison_operator": "<="
        }}
    },
    "imports": {"arn": "imports", "max_simultaneous_invocations": 1}
}}})";

/// The metric closes the loop, is noisy, and is lost now and then.
constexpr const char* kSource = R"({
    "duration": "1h", "start": "2026-03-02T08:00:00Z", "seed": 11,
    "config": {"sosw_orchestrator_config": "orchestrator.json"},
    "functions": {"reports": {"duration": "90s"}, "imports": {"duration": "20s"}},
    "workload": [
        {"labourer": "reports", "payload": {"page": "{{task.number}}"}, "phases": [{"duration": "40m", "rate": "3/min"}]},
        {"labourer": "imports", "phases": [{"duration": "40m", "rate": "1/min"}]}
    ],
    "metrics": [{"namespace": "AWS/RDS", "name": "CPUUtilization", "delay": "60s",
        "silent": [{"from": "20m", "to": "23m"}],
        "value": {"base": 20, "per_running": {"reports": 6}, "noise": 1}}]
})";

/// A run, and the state in which it left the services.
class RoundTrip : public testing::Test {
protected:
    RoundTrip() {
        folder_.write("orchestrator.json", kConfig);
        source_ =
            make_world(load(folder_.write("source.json", kSource)), {.services_path = services_});
        source_->run();
        clock_.advance_to(source_->now());
        lambda_.set_function("reports", minutes{15});
        lambda_.set_function("imports", minutes{15});
    }

    static Scenario load(const std::string& file) {
        Checked<Scenario> scenario = load_scenario(file);
        if (!scenario) {
            for (const Diagnostic& problem : scenario.error()) {
                ADD_FAILURE() << to_string(problem);
            }
        }
        return std::move(scenario).value_or(Scenario{});
    }

    /// The scenario of what happened in that span, written and read again.
    Scenario captured(CaptureSpan span) {
        sqlite::Database services{services_};
        sqlite::SqliteDynamoDb tables{services, clock_};
        sqlite::SqliteCloudWatch cloud_watch{services, clock_};
        const auto captured = capture(
            {.clock = clock_, .dynamo_db = tables, .cloud_watch = cloud_watch, .lambda = lambda_},
            source_->scenario().config.orchestrator,
            {.span = span}
        );
        EXPECT_TRUE(captured.has_value());
        std::filesystem::create_directories(folder_.path("out/traces"));
        for (const ScenarioFile& file : scenario_files(*captured, "out", kConfig)) {
            std::ofstream stream{folder_.path("out/" + file.name)};
            file.write(stream);
        }
        return load(folder_.path("out/scenario.json"));
    }

    static std::vector<std::string> rows(World& world, const std::string& sql) {
        std::vector<std::string> lines;
        sqlite::Statement statement{world.recorder().database(), sql};
        while (statement.step()) {
            lines.emplace_back(statement.column_text(0));
        }
        return lines;
    }

    test::TemporaryFolder folder_;
    std::string services_ = folder_.path("services.db");
    test::ManualClock clock_{*parse_timestamp("2026-03-02T08:00:00Z")};
    test::RecordingLambda lambda_;
    std::unique_ptr<World> source_;
};

constexpr const char* kPoints =
    "SELECT at_us || ' ' || printf('%!.17g', value) FROM metric_point "
    "WHERE visible_us < (SELECT start_us + 3600000000 FROM run) ORDER BY at_us";
constexpr const char* kTasks =
    "SELECT created_us || ' ' || labourer || ' ' || coalesce(payload, '') FROM task "
    "LEFT JOIN task_payload USING (task) ORDER BY created_us, labourer, payload";
constexpr const char* kDecisions =
    "SELECT at_us || ' ' || labourer || ' ' || status || ' ' || running || ' ' || desired "
    "FROM decision ORDER BY at_us, labourer";

TEST_F(RoundTrip, RepeatsMetricsTasksAndDecisions) {
    const auto replay =
        make_world(captured({.from = source_->scenario().start, .to = source_->scenario().end()}));
    replay->run();
    EXPECT_EQ(rows(*replay, kPoints), rows(*source_, kPoints));
    EXPECT_EQ(rows(*replay, kTasks), rows(*source_, kTasks));
    EXPECT_EQ(rows(*replay, kDecisions), rows(*source_, kDecisions))
        << "the same tasks under the same metrics with the same durations";
    EXPECT_THAT(violations(*replay), IsEmpty());
    EXPECT_GT(rows(*source_, kTasks).size(), 100U);
    EXPECT_GT(number(*source_, "SELECT count(DISTINCT status) FROM decision"), 2);
}

TEST_F(RoundTrip, CutsOutAPart) {
    const Timestamp from = source_->scenario().start + minutes{10};
    const Scenario part = captured({.from = from, .to = from + minutes{10}});
    EXPECT_EQ(part.start, from);
    EXPECT_EQ(part.duration, minutes{10});
    const auto replay = make_world(part);
    replay->run();
    const std::string within = " WHERE created_us >= " + std::to_string(epoch_microseconds(from)) +
                               " AND created_us < " +
                               std::to_string(epoch_microseconds(from + minutes{10}));
    EXPECT_EQ(
        number(*replay, "SELECT count(*) FROM task"),
        number(*source_, "SELECT count(*) FROM task" + within)
    );
}

TEST_F(RoundTrip, AnEmptySpanIsAScenarioToo) {
    clock_.advance(minutes{60});
    const Scenario empty = captured({.from = clock_.now() - minutes{30}, .to = clock_.now()});
    EXPECT_THAT(empty.workload, IsEmpty());
    const auto replay = make_world(empty);
    replay->run();
    EXPECT_EQ(number(*replay, "SELECT count(*) FROM task"), 0);
    EXPECT_EQ(number(*replay, "SELECT count(*) FROM metric_point"), 0) << "silent all the time";
}

}  // namespace
}  // namespace sosw::sim
