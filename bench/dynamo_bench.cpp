#include <chrono>
#include <cstdint>
#include <string>

#include <benchmark/benchmark.h>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/sosw_tables.hpp"
#include "backends/sqlite/sqlite_dynamo_db.hpp"
#include "core/base/ensure.hpp"
#include "tests/support/manual_clock.hpp"

// What does each call of the emulation cost beside the prepared statements that do the same on
// typed columns?
//
// Both work in memory, within one open transaction, on a table of ten thousand tasks. `ratio` is
// the time of ours per that of raw.

namespace sosw {
namespace {

constexpr std::int64_t kTasks = 10'000;
constexpr std::int64_t kGreenfield = 1'772'438'400;
constexpr std::int64_t kPage = 25;
constexpr const char* kPayload = R"({"url": "https://example.com", "n": 1})";

std::string id_of(std::int64_t number) { return "task" + std::to_string(1'000'000'000 + number); }

/// Calls of the port.
class Ours {
public:
    Ours() {
        ENSURE(sqlite::create_sosw_tables(tables_, TaskManagerConfig{}).has_value());
        for (std::int64_t number = 0; number < kTasks; ++number) {
            put(number);
        }
    }

    void put(std::int64_t number) {
        PutItemInput input = put_input(number);
        input.condition_expression = "attribute_not_exists(task_id)";
        ENSURE(tables_.put_item(input).has_value());
    }
    void get(std::int64_t number) {
        const auto got = tables_.get_item({.table_name = kTable, .key = key_of(number)});
        ENSURE(got.has_value() && got->item.has_value());
    }
    void update(std::int64_t number) {
        const auto updated = tables_.update_item(
            {.table_name = kTable,
             .key = key_of(number),
             .update_expression = "SET greenfield = :g, attempts = :a",
             .condition_expression = "attribute_exists(task_id) AND attempts >= :zero",
             .expression_attribute_values =
                 {{":g", AttributeValue::number(kGreenfield + number)},
                  {":a", AttributeValue::number(number % 7)},
                  {":zero", AttributeValue::number(0)}}}
        );
        ENSURE(updated.has_value());
    }
    /// One transaction: a task goes, another comes.
    void move(std::int64_t number) {
        const auto moved = tables_.transact_write_items(
            {.transact_items =
                 {DeleteItemInput{
                      .table_name = kTable,
                      .key = key_of(number),
                      .condition_expression = "attribute_exists(task_id)"},
                  put_input(number + kTasks)}}
        );
        ENSURE(moved.has_value());
    }
    void page(std::int64_t) {
        const auto page = tables_.query(
            {.table_name = kTable,
             .index_name = "sosw_tasks_greenfield",
             .key_condition_expression = "labourer_id = :w AND greenfield >= :g",
             .expression_attribute_values =
                 {{":w", "worker"}, {":g", AttributeValue::number(kGreenfield)}},
             .limit = kPage}
        );
        ENSURE(page.has_value() && page->count == kPage);
    }

private:
    static constexpr const char* kTable = "sosw_tasks";

    static Item key_of(std::int64_t number) { return {{"task_id", id_of(number)}}; }
    static PutItemInput put_input(std::int64_t number) {
        return {
            .table_name = kTable,
            .item = {
                {"task_id", id_of(number)},
                {"labourer_id", "worker"},
                {"created_at", AttributeValue::number("1772438400.25")},
                {"greenfield", AttributeValue::number(kGreenfield + number)},
                {"attempts", AttributeValue::number(0)},
                {"payload", kPayload}}};
    }

    test::ManualClock clock_;
    sqlite::Database database_{":memory:"};
    sqlite::SqliteDynamoDb tables_{database_, clock_};
};

/// The same by hand.
class Raw {
public:
    Raw() {
        for (std::int64_t number = 0; number < kTasks; ++number) {
            put(number);
        }
    }

    void put(std::int64_t number) {
        const std::string id = id_of(number);
        insert_.bind_text(1, id).bind(2, kGreenfield + number).bind_text(3, kPayload);
        insert_.run();
        ENSURE(schema_.database.changes() == 1);
    }
    void get(std::int64_t number) {
        const std::string id = id_of(number);
        const sqlite::StatementScope scope{select_};
        select_.bind_text(1, id);
        ENSURE(select_.step());
        benchmark::DoNotOptimize(std::string{select_.column_text(5)});
    }
    void update(std::int64_t number) {
        const std::string id = id_of(number);
        update_.bind(1, kGreenfield + number).bind(2, number % 7).bind_text(3, id);
        update_.run();
        ENSURE(schema_.database.changes() == 1);
    }
    void move(std::int64_t number) {
        const std::string id = id_of(number);
        sqlite::Savepoint savepoint{schema_.database};
        delete_.bind_text(1, id);
        delete_.run();
        ENSURE(schema_.database.changes() == 1);
        put(number + kTasks);
        savepoint.release();
    }
    void page(std::int64_t) {
        const sqlite::StatementScope scope{page_};
        page_.bind(1, kGreenfield).bind(2, kPage);
        std::int64_t count = 0;
        for (; page_.step(); ++count) {
            benchmark::DoNotOptimize(std::string{page_.column_text(0)});
            benchmark::DoNotOptimize(std::string{page_.column_text(5)});
        }
        ENSURE(count == kPage);
    }

private:
    struct Schema {
        Schema() {
            database.execute(
                "CREATE TABLE tasks(task_id TEXT NOT NULL, labourer_id TEXT, created_at REAL,"
                " greenfield INTEGER, attempts INTEGER, payload TEXT, completed_at INTEGER);"
                "CREATE UNIQUE INDEX tasks_key ON tasks(task_id);"
                "CREATE INDEX tasks_greenfield ON tasks(labourer_id, greenfield, task_id);"
            );
        }
        sqlite::Database database{":memory:"};
    };

    Schema schema_;
    sqlite::Statement insert_{
        schema_.database,
        "INSERT OR IGNORE INTO tasks VALUES (?1, 'worker', 1772438400.25, ?2, 0, ?3, NULL)"};
    sqlite::Statement select_{schema_.database, "SELECT * FROM tasks WHERE task_id = ?1"};
    sqlite::Statement update_{
        schema_.database,
        "UPDATE tasks SET greenfield = ?1, attempts = ?2 WHERE task_id = ?3 AND attempts >= 0"};
    sqlite::Statement delete_{schema_.database, "DELETE FROM tasks WHERE task_id = ?1"};
    sqlite::Statement page_{
        schema_.database,
        "SELECT * FROM tasks WHERE labourer_id = 'worker' AND greenfield >= ?1"
        " ORDER BY greenfield, task_id LIMIT ?2"};
};

/// Runs both, call by call in blocks, on the task `first + i`, or `i` modulo `kTasks`.
template <void (Ours::*OurCall)(std::int64_t), void (Raw::*RawCall)(std::int64_t)>
void beside_raw(benchmark::State& state) {
    using Seconds = std::chrono::duration<double>;
    using std::chrono::steady_clock;
    constexpr std::int64_t kBlock = 1000;
    const bool fresh = state.range(0) != 0;
    Ours ours;
    Raw raw;
    Seconds ours_spent{};
    Seconds raw_spent{};
    std::int64_t next = OurCall == &Ours::put ? kTasks : 0;
    for (auto _ : state) {
        const auto start = steady_clock::now();
        for (std::int64_t i = 0; i < kBlock; ++i) {
            (ours.*OurCall)(fresh ? next + i : (next + i) % kTasks);
        }
        const auto middle = steady_clock::now();
        for (std::int64_t i = 0; i < kBlock; ++i) {
            (raw.*RawCall)(fresh ? next + i : (next + i) % kTasks);
        }
        raw_spent += steady_clock::now() - middle;
        ours_spent += middle - start;
        state.SetIterationTime(Seconds{middle - start}.count());
        next += kBlock;
    }
    const auto calls = static_cast<double>(state.iterations() * kBlock);
    state.SetItemsProcessed(state.iterations() * kBlock);
    state.counters["ratio"] = ours_spent / raw_spent;
    state.counters["ours_us"] = ours_spent.count() * 1e6 / calls;
    state.counters["raw_us"] = raw_spent.count() * 1e6 / calls;
}

// The argument: 1 where each call needs a task of its own.
BENCHMARK(beside_raw<&Ours::put, &Raw::put>)->Name("put_new")->Arg(1)->UseManualTime();
BENCHMARK(beside_raw<&Ours::get, &Raw::get>)->Name("get")->Arg(0)->UseManualTime();
BENCHMARK(beside_raw<&Ours::update, &Raw::update>)->Name("update")->Arg(0)->UseManualTime();
BENCHMARK(beside_raw<&Ours::move, &Raw::move>)->Name("move")->Arg(1)->UseManualTime();
BENCHMARK(beside_raw<&Ours::page, &Raw::page>)->Name("page_of_25")->Arg(0)->UseManualTime();

}  // namespace
}  // namespace sosw
