// Does a job of 100,000 tasks take ten times as long as one of 10,000? Chunking alone, and all the
// way into the tables of SQLite.

#include "core/essentials/scheduler/scheduler.hpp"

#include <benchmark/benchmark.h>

#include "core/base/ensure.hpp"
#include "core/essentials/scheduler/chunking.hpp"
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

void schedule_a_job(benchmark::State& state) {
    const AttributeValue event = AttributeValue::Variant{job_of(state.range(0))};
    for (auto _ : state) {
        state.PauseTiming();
        SoswConfig config = sosw_config();
        config.scheduler.job_schema.chunkable_attrs = kLevels;
        config.scheduler.rows_to_process = 1'000;
        TestWorld world{config};
        Processors processors{world};
        MemoryQueueFiles files;
        Scheduler scheduler{world.clock, world.tables, processors.tasks, files, world.config};
        state.ResumeTiming();
        const auto result = scheduler.handle(event, {.request_id = "bench"});
        ENSURE(result && result->tasks_created == state.range(0));
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(schedule_a_job)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sosw

BENCHMARK_MAIN();
