#include <chrono>
#include <string>

#include <benchmark/benchmark.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/ensure.hpp"
#include "core/tasks/task_store.hpp"
#include "tests/support/manual_clock.hpp"

// What does counting the running tasks of a labourer cost beside SQL's own count(*) over typed
// columns?

namespace sosw {
namespace {

constexpr std::int64_t kRunning = 10'000;
constexpr std::int64_t kGreenfield = 1'804'000'000;

std::string id_of(std::int64_t number) {
    return "00000000000000000000000000" + std::to_string(100'000 + number);
}

/// Goal: ratio (ours per raw, in time) at most 1.5.
void running_count(benchmark::State& state) {
    test::ManualClock clock;
    TaskManagerConfig config;
    sqlite::Database database{":memory:"};
    sqlite::SqliteDynamoDb tables{database, clock};
    ENSURE(sqlite::create_sosw_tables(tables, config).has_value());
    TaskStore store{tables, config};
    sqlite::Database raw{":memory:"};
    raw.execute(
        "CREATE TABLE tasks(task_id TEXT NOT NULL, labourer_id TEXT, created_at REAL,"
        " greenfield INTEGER, attempts INTEGER, payload TEXT, completed_at INTEGER);"
        "CREATE UNIQUE INDEX tasks_key ON tasks(task_id);"
        "CREATE INDEX tasks_greenfield ON tasks(labourer_id, greenfield, task_id);"
    );
    sqlite::Statement insert{
        raw, "INSERT INTO tasks VALUES(?1, 'worker', 1772438400.25, ?2, 1, '{\"n\": 1}', NULL)"};
    for (std::int64_t i = 0; i < kRunning; ++i) {
        ENSURE(store
                   .put_new({
                       {"task_id", id_of(i)},
                       {"labourer_id", "worker"},
                       {"created_at", AttributeValue::number("1772438400.25")},
                       {"greenfield", AttributeValue::number(kGreenfield + i)},
                       {"attempts", AttributeValue::number(1)},
                       {"payload", "{\"n\": 1}"},
                   })
                   .has_value());
        const std::string id = id_of(i);
        insert.bind_text(1, id).bind(2, kGreenfield + i);
        insert.run();
    }
    sqlite::Statement count{
        raw,
        "SELECT count(*) FROM tasks WHERE labourer_id = ?1 AND greenfield >= ?2"
        " AND completed_at IS NULL AND attempts > 0"};
    using Seconds = std::chrono::duration<double>;
    Seconds ours{};
    Seconds theirs{};
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        const Result<std::int64_t> counted = store.count(
            "worker",
            {.kind = GreenfieldRange::Kind::From, .low = Number{std::to_string(kGreenfield)}},
            TaskFilter::InFlight
        );
        const auto middle = std::chrono::steady_clock::now();
        ENSURE(counted.value() == kRunning);
        {
            sqlite::StatementScope scope{count};
            count.bind_text(1, "worker").bind(2, kGreenfield);
            ENSURE(count.step() && count.column_int64(0) == kRunning);
        }
        const auto end = std::chrono::steady_clock::now();
        state.SetIterationTime(Seconds{middle - start}.count());
        ours += middle - start;
        theirs += end - middle;
    }
    state.counters["ratio"] = ours / theirs;
    state.counters["raw_us"] = theirs.count() * 1e6 / static_cast<double>(state.iterations());
}
BENCHMARK(running_count)->UseManualTime()->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace sosw
