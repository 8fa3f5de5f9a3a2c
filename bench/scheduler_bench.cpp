// Does a job of 100,000 tasks take ten times as long as one of 10,000? Chunking alone, all the way
// into the tables of SQLite, and by way of a queue file in S3's tables there.

#include "core/essentials/scheduler/scheduler.hpp"

#include <benchmark/benchmark.h>

#include "backends/sqlite/sqlite_s3.hpp"
#include "core/base/ensure.hpp"
#include "core/base/random.hpp"
#include "core/essentials/scheduler/chunking.hpp"
#include "core/essentials/scheduler/s3_queue_files.hpp"
#include "tests/support/test_world.hpp"

namespace sosw {
namespace {

using namespace sosw::test;  // NOLINT(google-build-using-namespace)

/// A hundred sections, each with as many stores as it takes.
Map job_of(std::int64_t tasks) {
    constexpr std::int64_t kSections = 100;
    Map sections;
    for (std::int64_t section = 0; section < kSections; ++section) {
        List stores;
        for (std::int64_t store = 0; store < tasks / kSections; ++store) {
            stores.emplace_back("store-" + std::to_string(store));
        }
        sections.append(
            "section-" + std::to_string(section),
            AttributeValue::Variant{
                Map{{"stores", AttributeValue::Variant{std::move(stores)}},
                    {"isolate_stores", AttributeValue::boolean(true)}}}
        );
    }
    return {
        {"lambda_name", kLabourer},
        {"sections", AttributeValue::Variant{std::move(sections)}},
    };
}

const std::vector<std::string> kLevels{"section", "store"};

void chunk_a_job(benchmark::State& state) {
    const Map job = job_of(state.range(0));
    for (auto _ : state) {
        auto chunks = chunk_job(job, kLevels, Date{});
        ENSURE(std::ssize(chunks->tasks) == state.range(0));
        benchmark::DoNotOptimize(chunks);
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(chunk_a_job)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void schedule(benchmark::State& state, TestWorld& world, QueueFiles& files) {
    const AttributeValue event = AttributeValue::Variant{job_of(state.range(0))};
    Processors processors{world};
    Scheduler scheduler{world.clock, world.tables, processors.tasks, files, world.config};
    state.ResumeTiming();
    const auto result = scheduler.handle(event, {.request_id = "bench"});
    ENSURE(result && result->tasks_created == state.range(0));
    state.PauseTiming();
}

SoswConfig configuration() {
    SoswConfig config = sosw_config();
    config.scheduler.job_schema.chunkable_attrs = kLevels;
    config.scheduler.rows_to_process = 1'000;
    return config;
}

void schedule_a_job(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        TestWorld world{configuration()};
        MemoryQueueFiles files;
        schedule(state, world, files);
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(schedule_a_job)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void schedule_a_job_from_s3(benchmark::State& state) {
    for (auto _ : state) {
        state.PauseTiming();
        TestWorld world{configuration()};
        sqlite::SqliteS3 s3{world.database, world.clock, Random{7}};
        ENSURE(s3.create_bucket(world.config.scheduler.queue_bucket));
        S3QueueFiles files{s3, world.config.scheduler};
        schedule(state, world, files);
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(schedule_a_job_from_s3)
    ->Arg(1'000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sosw

BENCHMARK_MAIN();
