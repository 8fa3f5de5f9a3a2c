#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/ensure.hpp"
#include "core/base/random.hpp"
#include "core/essentials/orchestrator.hpp"
#include "core/essentials/scavenger.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "tests/support/manual_clock.hpp"

// How much does the orchestration cost over the database work that it cannot avoid?
//
// Two lifecycles advance in lockstep, a thousand tasks at a time: ours through the whole core on
// the emulation, and one of raw prepared statements on typed columns with the same reads, writes,
// indexes and commit policy. `ratio` is ours per raw.

namespace sosw {
namespace {

using std::chrono::steady_clock;

constexpr std::int64_t kBatch = 1000;
constexpr std::int64_t kDelta = 31'557'600;

struct Spent {
    steady_clock::duration time{};

    template <typename Work>
    void on(Work&& work) {
        const auto start = steady_clock::now();
        work();
        time += steady_clock::now() - start;
    }
    double seconds() const { return std::chrono::duration<double>(time).count(); }
};

std::string task_id(std::int64_t number) {
    constexpr std::uint64_t kMix = 0x9E3779B97F4A7C15;
    Random random{static_cast<std::uint64_t>(number) * kMix};
    return random.uuid_hex();
}

class AcceptingLambda final : public Lambda {
public:
    Result<InvokeOutput> invoke(const InvokeInput& input) override {
        bytes += static_cast<std::int64_t>(input.payload.size());
        return InvokeOutput{.status_code = 202};
    }
    Result<FunctionConfiguration> get_function_configuration(const std::string& name) override {
        return FunctionConfiguration{
            .function_name = name, .function_arn = name, .timeout = std::chrono::seconds{60}};
    }
    std::int64_t bytes = 0;
};

class SilentCloudWatch final : public CloudWatch {
public:
    Result<void> put_metric_data(const PutMetricDataInput&) override { return {}; }
    Result<GetMetricStatisticsOutput> get_metric_statistics(const GetMetricStatisticsInput&)
        override {
        return GetMetricStatisticsOutput{};
    }
};

class SilentSns final : public Sns {
public:
    Result<PublishOutput> publish(const PublishInput&) override { return PublishOutput{}; }
};

SoswConfig bench_config() {
    SoswConfig config;
    config.task_manager.labourers.push_back(
        {.id = "worker", .arn = "arn:worker", .max_simultaneous_invocations = kBatch}
    );
    config.task_manager.dynamo_db.row_mapper = {
        {"task_id", "S"},
        {"labourer_id", "S"},
        {"created_at", "N"},
        {"completed_at", "N"},
        {"greenfield", "N"},
        {"attempts", "N"},
        {"closed_at", "N"},
        {"desired_launch_time", "N"},
        {"arn", "S"},
        {"payload", "S"},
    };
    config.task_manager.dynamo_db.required_fields = {
        "task_id", "labourer_id", "created_at", "greenfield"};
    return config;
}

/// Ours: the core as it runs in production, on the emulation.
class OurLifecycle {
public:
    OurLifecycle() {
        ENSURE(sqlite::create_sosw_tables(tables_, config_.task_manager).has_value());
    }

    void create(std::int64_t count) {
        const auto tasks = manager();
        for (std::int64_t i = 0; i < count; ++i) {
            const Result<std::string> created = tasks->manager.create_task(
                "worker", {.payload = AttributeValue{Map{{"n", AttributeValue::number(i)}}}}
            );
            ENSURE(created.has_value());
        }
    }

    /// One pass, the completion of all that it invoked, and one scavenging pass.
    void work() {
        clock_.advance(std::chrono::seconds{1});
        const auto orchestrating = manager();
        Orchestrator orchestrator{clock_, orchestrating->manager, config_.orchestrator};
        const OrchestratorPass pass = orchestrator.run_once();
        ENSURE(pass.invoked_tasks() == kBatch);

        WorkerAssistant assistant{clock_, tables_, config_.task_manager};
        for (const InvocationOutcome& outcome : pass.decisions.front().outcomes) {
            ENSURE(assistant.mark_task_as_completed({.task_id = outcome.task_id}).has_value());
        }
        const auto scavenging = manager();
        Scavenger scavenger{clock_, scavenging->manager, sns_, config_.scavenger};
        ENSURE(scavenger.run_once().count(ScavengeResult::Archived) == kBatch);
        database_.flush();
    }

private:
    struct Manager {
        explicit Manager(OurLifecycle& life)
            : ecology{life.clock_, life.cloud_watch_, life.lambda_, life.memory_},
              manager{
                  life.clock_,
                  [&life] { return task_id(life.next_++); },
                  life.tables_,
                  life.lambda_,
                  ecology,
                  life.config_.task_manager} {}
        EcologyManager ecology;
        TaskManager manager;
    };
    std::unique_ptr<Manager> manager() { return std::make_unique<Manager>(*this); }

    SoswConfig config_ = bench_config();
    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
    AcceptingLambda lambda_;
    SilentCloudWatch cloud_watch_;
    SilentSns sns_;
    EcologyMemory memory_;
    std::int64_t next_ = 0;
};

/// The same reads and writes by hand: what a program written for this one purpose would do.
class RawLifecycle {
public:
    RawLifecycle() : database_{with_schema()} {}

    void create(std::int64_t count) {
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t newest = newest_greenfield();
            const std::string id = task_id(next_++);
            const std::string payload = "{\"n\": " + std::to_string(i) + "}";
            insert_.bind_text(1, id).bind_text(2, "worker").bind(3, static_cast<double>(now_));
            insert_.bind(4, newest + kBatch).bind_text(5, payload);
            insert_.run();
        }
    }

    void work() {
        ++now_;
        ENSURE(running() == 0);
        const std::vector<Row> queued = next();
        for (const Row& row : queued) {
            mark_.bind(1, now_ + kDelta).bind(2, row.attempts + 1).bind_text(3, row.task_id);
            mark_.bind(4, row.greenfield).bind(5, row.attempts);
            mark_.run();
            ENSURE(database_->changes() == 1);
            sent_ += row.payload.size();
        }
        for (const Row& row : queued) {
            complete_.bind(1, now_).bind_text(2, row.task_id);
            complete_.run();
        }
        for (const std::string& id : completed()) {
            archive(id);
        }
        database_->flush();
    }

private:
    struct Row {
        std::string task_id;
        std::string labourer_id;
        double created_at = 0;
        std::int64_t greenfield = 0;
        std::int64_t attempts = 0;
        std::string payload;
    };

    static std::unique_ptr<sqlite::Database> with_schema() {
        auto database = std::make_unique<sqlite::Database>(":memory:");
        database->execute(
            "CREATE TABLE tasks(task_id TEXT NOT NULL, labourer_id TEXT, created_at REAL,"
            " greenfield INTEGER, attempts INTEGER, payload TEXT, completed_at INTEGER);"
            "CREATE UNIQUE INDEX tasks_key ON tasks(task_id);"
            "CREATE INDEX tasks_greenfield ON tasks(labourer_id, greenfield, task_id);"
            "CREATE TABLE closed(task_id TEXT NOT NULL, labourer_id TEXT, created_at REAL,"
            " greenfield INTEGER, attempts INTEGER, payload TEXT, completed_at INTEGER,"
            " closed_at INTEGER, labourer_id_task_status TEXT);"
            "CREATE UNIQUE INDEX closed_key ON closed(task_id);"
            "CREATE INDEX closed_status"
            " ON closed(labourer_id_task_status, closed_at, task_id);"
        );
        return database;
    }

    std::int64_t newest_greenfield() {
        sqlite::StatementScope scope{newest_};
        newest_.bind_text(1, "worker").bind(2, now_);
        return newest_.step() ? newest_.column_int64(0) : kBatch;
    }

    std::int64_t running() {
        sqlite::StatementScope scope{running_};
        running_.bind_text(1, "worker").bind(2, now_ + kDelta - 1200);
        running_.step();
        return running_.column_int64(0);
    }

    std::vector<Row> next() {
        sqlite::StatementScope scope{next_query_};
        next_query_.bind_text(1, "worker").bind(2, now_).bind(3, kBatch);
        std::vector<Row> rows;
        while (next_query_.step()) {
            rows.push_back(read(next_query_));
        }
        return rows;
    }

    static Row read(sqlite::Statement& statement) {
        return {
            .task_id = std::string{statement.column_text(0)},
            .labourer_id = std::string{statement.column_text(1)},
            .created_at = statement.column_double(2),
            .greenfield = statement.column_int64(3),
            .attempts = statement.column_int64(4),
            .payload = std::string{statement.column_text(5)}};
    }

    std::vector<std::string> completed() {
        sqlite::StatementScope scope{completed_};
        completed_.bind_text(1, "worker").bind(2, now_);
        std::vector<std::string> ids;
        while (completed_.step()) {
            ids.emplace_back(completed_.column_text(0));
        }
        return ids;
    }

    void archive(const std::string& id) {
        Row row;
        {
            sqlite::StatementScope scope{get_};
            get_.bind_text(1, id);
            ENSURE(get_.step());
            row = read(get_);
        }
        sqlite::Savepoint savepoint{*database_};
        remove_.bind_text(1, id).bind(2, row.greenfield);
        remove_.run();
        close_.bind_text(1, id).bind_text(2, row.labourer_id).bind(3, row.created_at);
        close_.bind(4, row.greenfield).bind(5, row.attempts).bind_text(6, row.payload);
        close_.bind(7, now_).bind(8, now_).bind_text(9, "worker_1");
        close_.run();
        savepoint.release();
    }

    std::unique_ptr<sqlite::Database> database_;
    sqlite::Statement newest_{
        *database_,
        "SELECT greenfield FROM tasks WHERE labourer_id = ?1 AND greenfield <= ?2"
        " ORDER BY greenfield DESC, task_id DESC LIMIT 1"};
    sqlite::Statement insert_{*database_, "INSERT INTO tasks VALUES(?1, ?2, ?3, ?4, 0, ?5, NULL)"};
    sqlite::Statement running_{
        *database_,
        "SELECT count(*) FROM tasks WHERE labourer_id = ?1 AND greenfield >= ?2"
        " AND completed_at IS NULL AND attempts > 0"};
    sqlite::Statement next_query_{
        *database_,
        "SELECT task_id, labourer_id, created_at, greenfield, attempts, payload FROM tasks"
        " WHERE labourer_id = ?1 AND greenfield < ?2 AND completed_at IS NULL"
        " ORDER BY greenfield, task_id LIMIT ?3"};
    sqlite::Statement mark_{
        *database_,
        "UPDATE tasks SET greenfield = ?1, attempts = ?2 WHERE task_id = ?3 AND greenfield = ?4"
        " AND attempts = ?5 AND completed_at IS NULL"};
    sqlite::Statement complete_{
        *database_,
        "UPDATE tasks SET completed_at = ?1 WHERE task_id = ?2 AND labourer_id IS NOT NULL"};
    sqlite::Statement completed_{
        *database_,
        "SELECT task_id, labourer_id, created_at, greenfield, attempts, payload FROM tasks"
        " WHERE labourer_id = ?1 AND greenfield >= ?2 AND completed_at IS NOT NULL"
        " ORDER BY greenfield, task_id"};
    sqlite::Statement get_{
        *database_,
        "SELECT task_id, labourer_id, created_at, greenfield, attempts, payload FROM tasks"
        " WHERE task_id = ?1"};
    sqlite::Statement remove_{
        *database_,
        "DELETE FROM tasks WHERE task_id = ?1 AND greenfield = ?2 AND completed_at IS NOT NULL"};
    sqlite::Statement close_{
        *database_, "INSERT OR REPLACE INTO closed VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"};
    std::int64_t now_ = 1'772'438'400;
    std::int64_t next_ = 0;
    std::size_t sent_ = 0;
};

struct Lifecycles {
    double our_seconds = 0;
    double raw_seconds = 0;
};

Lifecycles run_lifecycles(std::int64_t tasks) {
    OurLifecycle ours;
    RawLifecycle raw;
    Spent our_time;
    Spent raw_time;
    for (std::int64_t created = 0; created < tasks; created += kBatch) {
        our_time.on([&] { ours.create(kBatch); });
        raw_time.on([&] { raw.create(kBatch); });
    }
    for (std::int64_t done = 0; done < tasks; done += kBatch) {
        our_time.on([&] { ours.work(); });
        raw_time.on([&] { raw.work(); });
    }
    return {.our_seconds = our_time.seconds(), .raw_seconds = raw_time.seconds()};
}

/// Goal: ratio >= 0.5.
void task_lifecycle(benchmark::State& state) {
    const std::int64_t tasks = state.range(0);
    Lifecycles total;
    for (auto _ : state) {
        const Lifecycles once = run_lifecycles(tasks);
        state.SetIterationTime(once.our_seconds);
        total.our_seconds += once.our_seconds;
        total.raw_seconds += once.raw_seconds;
    }
    const double lifecycles = static_cast<double>(tasks * state.iterations());
    state.counters["ratio"] = total.raw_seconds / total.our_seconds;
    state.counters["lifecycles_per_second"] = lifecycles / total.our_seconds;
    state.counters["raw_lifecycles_per_second"] = lifecycles / total.raw_seconds;
}
BENCHMARK(task_lifecycle)
    ->Arg(10'000)
    ->Arg(100'000)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->MinTime(3);

/// Seconds per task at 100,000 tasks over those at 10,000. Goal: at most 1.8.
void task_lifecycle_growth(benchmark::State& state) {
    double small = 0;
    double large = 0;
    for (auto _ : state) {
        constexpr int kSmallRuns = 10;  // as many tasks in sum as the large run has
        for (int i = 0; i < kSmallRuns; ++i) {
            small += run_lifecycles(10'000).our_seconds;
        }
        const double once = run_lifecycles(100'000).our_seconds;
        state.SetIterationTime(once);
        large += once;
    }
    state.counters["ratio"] = large / small;
}
BENCHMARK(task_lifecycle_growth)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace sosw
