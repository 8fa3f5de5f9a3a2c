#include "sim/report/json_summary.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/sim/report/record_writer.hpp"

namespace sosw::sim {
namespace {

using Json = nlohmann::json;

Summary small_summary() {
    RecordWriter record;
    record.labourer("a", 2);
    record.labourer("\xFFnot utf-8", 2);
    record.series(1, "CPUUtilization");
    record.health_metric("a", "Cpu", 1);
    record.point(1, 10, 40);
    record.decide("a", 0, 3);
    record.event(record.create("a", 0), TaskEventKind::Invoked, 30, {.wait_seconds = 30});
    record.pass("sosw_orchestrator", 0, 1, "oh");
    record.end(100);
    Summary summary = summarise(record.database(), {.columns = 4});
    judge(summary, record.database(), std::vector{*parse_expectation("queue_wait.max <= 20s")});
    return summary;
}

TEST(JsonSummary, HasStableKeysWithUnits) {
    const Json json = Json::parse(json_summary(small_summary()));
    EXPECT_EQ(json.at("scenario"), "by_hand");
    EXPECT_EQ(json.at("passed"), false);
    EXPECT_EQ(json.at("interrupted"), false);
    EXPECT_EQ(json.at("start"), "2026-03-02T08:00:00Z");
    EXPECT_EQ(json.at("simulated_seconds"), 100.0);
    EXPECT_EQ(json.at("wall_seconds"), nullptr);
    EXPECT_EQ(json.at("tasks").at("created"), 1);
    EXPECT_EQ(json.at("queue_wait_p95_seconds"), 30.0);
    const Json& labourer = json.at("labourers").at(0);
    EXPECT_EQ(labourer.at("labourer"), "a");
    EXPECT_EQ(labourer.at("invoked"), 1);
    EXPECT_EQ(labourer.at("queue_wait_p95_seconds"), 30.0);
    EXPECT_EQ(labourer.at("running_max"), 1.0);
    EXPECT_EQ(labourer.at("time_in_status_seconds").at("Good"), 100.0);
    EXPECT_EQ(labourer.at("health_metrics").at(0).at("feelings").at("4"), 25.0);
    EXPECT_EQ(labourer.at("chart").at("status"), Json({3, 3, 3, 3}));
    EXPECT_EQ(json.at("metrics").at(0).at("max"), 40.0);
    EXPECT_EQ(json.at("passes").at(0).at("first_error"), "oh");
    const Json& expectation = json.at("expectations").at(0);
    EXPECT_EQ(expectation.at("expectation"), "queue_wait.max <= 20s");
    EXPECT_EQ(expectation.at("met"), false);
    EXPECT_EQ(expectation.at("found"), 30.0);
    EXPECT_EQ(expectation.at("unit"), "seconds");
}

TEST(JsonSummary, HasNullWhereThereIsNothing) {
    const Json labourer = Json::parse(json_summary(small_summary())).at("labourers").at(1);
    EXPECT_EQ(labourer.at("queue_wait_p95_seconds"), nullptr);
    EXPECT_EQ(labourer.at("oldest_waiting_seconds"), nullptr);
    EXPECT_EQ(labourer.at("queue_wait_count"), 0);
}

TEST(JsonSummary, OfSeveralRunsIsAnArray) {
    const std::vector<Summary> summaries{small_summary(), small_summary()};
    EXPECT_EQ(Json::parse(json_summaries(summaries)).size(), 2);
}

}  // namespace
}  // namespace sosw::sim
