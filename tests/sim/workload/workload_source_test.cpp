// Workloads in a world: what they create, when, and with which payload.

#include "sim/workload/workload_source.hpp"

#include <gtest/gtest.h>

#include "tests/sim/world/small_world.hpp"

namespace sosw::sim {
namespace {

using std::chrono::minutes;

/// `small_world` without passes, whose only workload is `workload`.
Scenario world_of(Workload workload) {
    Scenario scenario = small_world();
    scenario.workload = {std::move(workload)};
    scenario.rules.clear();
    return scenario;
}

std::string payload_of_task(World& world, int task) {
    return text(world, "SELECT payload FROM task_payload WHERE task = " + std::to_string(task));
}

TEST(WorkloadSource, CreatesListedTasksAtTheirInstants) {
    const auto world = make_world(world_of({
        .labourer = "worker",
        .payload = R"({"own": 1})",
        .start = minutes{5},
        .pattern =
            ListedArrivals{
                {.at = minutes{1}, .count = 2},
                {.at = minutes{2}, .payload = R"({"n": "{{task.number}}"})"},
                {.at = minutes{60}}},
    }));
    world->run();
    EXPECT_EQ(
        text(*world, "SELECT group_concat((created_us - start_us) / 1000000) FROM task, run"),
        "360,360,420"
    );
    EXPECT_EQ(payload_of_task(*world, 2), R"({"own": 1})");
    EXPECT_EQ(payload_of_task(*world, 3), R"({"n": 3})");
}

TEST(WorkloadSource, EndsWhereItIsToldTo) {
    Workload workload = small_world().workload.front();
    workload.end = minutes{10};
    const auto world = make_world(world_of(workload));
    world->run();
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task"), 50);
    EXPECT_LT(number(*world, "SELECT max(created_us) - min(start_us) FROM task, run"), 600'000'000);
}

TEST(WorkloadSource, RandomPayloadsDisturbNoArrival) {
    Workload workload = small_world().workload.front();
    workload.phases.front().arrivals = Arrivals::Poisson;
    const char* const created = "SELECT group_concat(created_us) FROM task";
    const auto plain = make_world(world_of(workload));
    workload.payload = R"({"n": "{{random.int 1 1000}}"})";
    const auto random = make_world(world_of(workload));
    plain->run();
    random->run();
    EXPECT_EQ(text(*plain, created), text(*random, created));
    EXPECT_GT(number(*random, "SELECT count(DISTINCT payload) FROM task_payload"), 50);
}

TEST(WorkloadSource, EmptyPayloadsAreNotRecorded) {
    Workload workload = small_world().workload.front();
    workload.payload = "{}";
    const auto world = make_world(world_of(workload));
    world->run();
    EXPECT_EQ(number(*world, "SELECT count(*) FROM task_payload"), 0);
}

TEST(WorkloadSource, EachPatternCreatesTasks) {
    for (const ArrivalPattern& pattern : std::initializer_list<ArrivalPattern>{
             DiurnalArrivals{.rate_per_second = 0.1},
             BurstArrivals{.every = minutes{10}, .size = CountDistribution::constant(5)},
             OnOffArrivals{
                 .on = {.mean = minutes{1}, .rate_per_second = 1},
   .off = {.mean = minutes{1}, .rate_per_second = 0}}}) {
        const auto world = make_world(world_of({.labourer = "worker", .pattern = pattern}));
        world->run();
        EXPECT_GE(number(*world, "SELECT count(*) FROM task"), 15) << pattern.index();
        EXPECT_EQ(violations(*world), "");
    }
}

}  // namespace
}  // namespace sosw::sim
