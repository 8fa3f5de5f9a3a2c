#include "sim/scenario/metric_trace.hpp"

#include <gtest/gtest.h>

#include "sim/scenario/loader.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sosw::sim {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(MetricTrace, TimesCountFromTheFirstLine) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write(
        "cpu.csv", "timestamp,value\r\n2026-03-02T08:00:00Z,12.5\r\n2026-03-02T08:01:00Z,-3e1\r\n"
    );

    const Checked<std::vector<TracePoint>> points = read_metric_trace(file);

    ASSERT_TRUE(points.has_value());
    EXPECT_EQ(
        *points,
        (std::vector<TracePoint>{{.at = {}, .value = 12.5}, {.at = minutes{1}, .value = -30}})
    );
}

TEST(MetricTrace, TimesMayBeNumbersOfSeconds) {
    const test::TemporaryFolder folder;
    const std::string file = folder.write("cpu.csv", "timestamp,value\n100,1\n100.5,2\n");

    const Checked<std::vector<TracePoint>> points = read_metric_trace(file);

    ASSERT_TRUE(points.has_value());
    EXPECT_EQ(points->back().at, std::chrono::milliseconds{500});
}

TEST(MetricTrace, OneThatIsAllWrongGivesTwentyProblems) {
    const test::TemporaryFolder folder;
    std::string text = "timestamp,value\n";
    for (int i = 0; i < 1000; ++i) {
        text += "x,y\n";
    }

    const auto points = read_metric_trace(folder.write("cpu.csv", text));

    ASSERT_FALSE(points.has_value());
    EXPECT_LE(points.error().size(), 21U);
}

TEST(MetricTrace, IsLookedForBesideTheScenario) {
    const test::TemporaryFolder folder;
    folder.write("cpu.csv", "timestamp,value\n0,1\n60,2\n");
    const std::string file = folder.write("s.json", R"({
        "duration": "10m", "functions": {"f": {"duration": "1s"}},
        "config": {"sosw_orchestrator_config": {"task_config": {"labourers": {"a": {"arn": "f"}}}}},
        "metrics": [{"namespace": "N", "name": "M", "value": {"base": {"trace":
            {"file": "cpu.csv", "interpolation": "step", "offset": "10s", "speed": 0.5}}}}]
    })");

    const Checked<Scenario> scenario = load_scenario(file);

    ASSERT_TRUE(scenario.has_value());
    const Signal& base = scenario->metrics.front().base;
    EXPECT_EQ(value_at(base, seconds{99}), 1);
    EXPECT_EQ(value_at(base, seconds{100}), 2);
}

}  // namespace
}  // namespace sosw::sim
