#include "backends/sqlite/lambda_store.hpp"

#include <string>

namespace sosw::sqlite {
namespace {

/// Ids that are promised to this process at once, so that an invoke need not write the counter.
constexpr std::int64_t kLease = 65'536;

// The order of `state` is that of InvocationState, of `type` that of InvocationType; times are
// microseconds since the epoch. Only queued rows are indexed: most invocations start at once and
// never enter it.
constexpr std::string_view kSchema = R"(
CREATE TABLE IF NOT EXISTS lambda_function (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    arn TEXT NOT NULL,
    timeout_us INTEGER NOT NULL,
    memory_mb INTEGER NOT NULL,
    reserved_concurrency INTEGER,
    maximum_event_age_us INTEGER NOT NULL,
    maximum_retry_attempts INTEGER NOT NULL,
    removed INTEGER NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0,
    succeeded INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    timed_out INTEGER NOT NULL DEFAULT 0,
    throttled INTEGER NOT NULL DEFAULT 0,
    retried INTEGER NOT NULL DEFAULT 0,
    dropped INTEGER NOT NULL DEFAULT 0,
    duration_us INTEGER NOT NULL DEFAULT 0,
    billed_us INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS lambda_invocation (
    id INTEGER PRIMARY KEY,
    request_id TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    type INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    throttles INTEGER NOT NULL,
    accepted_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS lambda_invocation_queued
    ON lambda_invocation (due_at, id) WHERE state = 0;
CREATE TABLE IF NOT EXISTS lambda_lease (next_id INTEGER NOT NULL);
INSERT INTO lambda_lease SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM lambda_lease);
)";

constexpr std::string_view kInvocationColumns =
    "id, request_id, function_id, type, attempt, throttles, accepted_at, due_at, started_at, "
    "payload";

std::string select_invocations(std::string_view where) {
    return "SELECT " + std::string{kInvocationColumns} + " FROM lambda_invocation WHERE " +
           std::string{where};
}

Database& with_schema(Database& database) {
    database.execute(std::string{kSchema});
    return database;
}

std::int64_t index_of(InvocationState state) { return static_cast<std::int64_t>(state); }

InvocationRow read_invocation(const Statement& statement) {
    return {
        .id = statement.column_int64(0),
        .request_id = std::string{statement.column_text(1)},
        .function_id = statement.column_int64(2),
        .invocation_type = static_cast<InvocationType>(statement.column_int64(3)),
        .attempt = static_cast<int>(statement.column_int64(4)),
        .throttles = static_cast<int>(statement.column_int64(5)),
        .accepted_at = from_epoch_microseconds(statement.column_int64(6)),
        .due_at = from_epoch_microseconds(statement.column_int64(7)),
        .started_at = from_epoch_microseconds(statement.column_int64(8)),
        .payload = std::string{statement.column_text(9)},
    };
}

FunctionRow read_function(const Statement& statement) {
    FunctionRow row;
    row.id = statement.column_int64(0);
    row.settings.function_name = statement.column_text(1);
    row.arn = statement.column_text(2);
    row.settings.timeout = Duration{statement.column_int64(3)};
    row.settings.memory_size_mb = static_cast<int>(statement.column_int64(4));
    if (!statement.column_is_null(5)) {
        row.settings.reserved_concurrency = static_cast<int>(statement.column_int64(5));
    }
    row.settings.maximum_event_age = Duration{statement.column_int64(6)};
    row.settings.maximum_retry_attempts = static_cast<int>(statement.column_int64(7));
    row.removed = statement.column_int64(8) != 0;
    row.settled = statement.column_int64(9);
    FunctionCounters& counters = row.counters;
    counters.succeeded = statement.column_int64(10);
    counters.failed = statement.column_int64(11);
    counters.timed_out = statement.column_int64(12);
    counters.throttled = statement.column_int64(13);
    counters.retried = statement.column_int64(14);
    counters.dropped = statement.column_int64(15);
    counters.duration = Duration{statement.column_int64(16)};
    counters.billed = Duration{statement.column_int64(17)};
    // What is still queued or running is counted by who loads those rows.
    counters.accepted = row.settled;
    counters.started = counters.succeeded + counters.failed + counters.timed_out;
    return row;
}

}  // namespace

LambdaStore::LambdaStore(Database& database, History history)
    : database_{with_schema(database)},
      lease_{database, "UPDATE lambda_lease SET next_id = next_id + ? RETURNING next_id"},
      save_counters_{
          database,
          "UPDATE lambda_function SET settled = ?, succeeded = ?, failed = ?, timed_out = ?, "
          "throttled = ?, retried = ?, dropped = ?, duration_us = ?, billed_us = ? WHERE id = ?"},
      insert_{
          database,
          "INSERT INTO lambda_invocation (id, request_id, function_id, state, type, attempt, "
          "throttles, accepted_at, due_at, started_at, payload) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      update_{
          database,
          "UPDATE lambda_invocation SET state = ?, attempt = ?, throttles = ?, due_at = ?, "
          "started_at = ? WHERE id = ?"},
      end_{
          database,
          history == History::Keep
              ? "UPDATE lambda_invocation SET state = ?2, finished_at = ?3 WHERE id = ?1"
              : "DELETE FROM lambda_invocation WHERE id = ?1 AND ?2 >= 0 AND ?3 IS NOT NULL"},
      first_queued_{
          database, select_invocations("state = 0 AND due_at <= ? ORDER BY due_at, id LIMIT 1")},
      first_queued_at_{
          database, "SELECT due_at FROM lambda_invocation WHERE state = 0 ORDER BY due_at LIMIT 1"},
      count_queued_{
          database, "SELECT count(*) FROM lambda_invocation WHERE state = 0 AND function_id = ?"} {}

std::vector<FunctionRow> LambdaStore::functions() {
    Statement select{
        database_,
        "SELECT id, name, arn, timeout_us, memory_mb, reserved_concurrency, maximum_event_age_us, "
        "maximum_retry_attempts, removed, settled, succeeded, failed, timed_out, throttled, "
        "retried, dropped, duration_us, billed_us FROM lambda_function ORDER BY id"};
    std::vector<FunctionRow> rows;
    while (select.step()) {
        rows.push_back(read_function(select));
    }
    return rows;
}

void LambdaStore::save(FunctionRow& row) {
    Statement upsert{
        database_,
        "INSERT INTO lambda_function (name, arn, timeout_us, memory_mb, reserved_concurrency, "
        "maximum_event_age_us, maximum_retry_attempts, removed) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET arn = excluded.arn, timeout_us = excluded.timeout_us, "
        "memory_mb = excluded.memory_mb, reserved_concurrency = excluded.reserved_concurrency, "
        "maximum_event_age_us = excluded.maximum_event_age_us, "
        "maximum_retry_attempts = excluded.maximum_retry_attempts, removed = excluded.removed"};
    const FunctionSettings& settings = row.settings;
    upsert.bind_text(1, settings.function_name).bind_text(2, row.arn);
    upsert.bind(3, settings.timeout.count()).bind(4, std::int64_t{settings.memory_size_mb});
    if (settings.reserved_concurrency) {
        upsert.bind(5, std::int64_t{*settings.reserved_concurrency});
    }
    upsert.bind(6, settings.maximum_event_age.count());
    upsert.bind(7, std::int64_t{settings.maximum_retry_attempts});
    upsert.bind(8, std::int64_t{row.removed ? 1 : 0}).run();
    if (row.id == 0) {
        row.id = database_.last_insert_rowid();
    }
}

void LambdaStore::save_counters(const FunctionRow& row) {
    const FunctionCounters& counters = row.counters;
    save_counters_.bind(1, row.settled)
        .bind(2, counters.succeeded)
        .bind(3, counters.failed)
        .bind(4, counters.timed_out)
        .bind(5, counters.throttled)
        .bind(6, counters.retried)
        .bind(7, counters.dropped)
        .bind(8, std::int64_t{counters.duration.count()})
        .bind(9, std::int64_t{counters.billed.count()})
        .bind(10, row.id)
        .run();
}

std::int64_t LambdaStore::next_id() {
    if (next_id_ == leased_to_) {
        lease_.bind(1, kLease);
        const StatementScope scope{lease_};
        lease_.step();
        leased_to_ = lease_.column_int64(0);
        next_id_ = leased_to_ - kLease;
    }
    return next_id_++;
}

void LambdaStore::insert(
    const InvocationRow& row, InvocationState state, std::string_view payload
) {
    insert_.bind(1, row.id)
        .bind_text(2, row.request_id)
        .bind(3, row.function_id)
        .bind(4, index_of(state))
        .bind(5, static_cast<std::int64_t>(row.invocation_type))
        .bind(6, std::int64_t{row.attempt})
        .bind(7, std::int64_t{row.throttles})
        .bind(8, epoch_microseconds(row.accepted_at))
        .bind(9, epoch_microseconds(row.due_at))
        .bind(10, epoch_microseconds(row.started_at))
        .bind_text(11, payload)
        .run();
}

void LambdaStore::update(const InvocationRow& row, InvocationState state) {
    update_.bind(1, index_of(state))
        .bind(2, std::int64_t{row.attempt})
        .bind(3, std::int64_t{row.throttles})
        .bind(4, epoch_microseconds(row.due_at))
        .bind(5, epoch_microseconds(row.started_at))
        .bind(6, row.id)
        .run();
}

void LambdaStore::end(std::int64_t id, InvocationState state, Timestamp at) {
    end_.bind(1, id).bind(2, index_of(state)).bind(3, epoch_microseconds(at)).run();
}

std::optional<InvocationRow> LambdaStore::first_queued(Timestamp now) {
    first_queued_.bind(1, epoch_microseconds(now));
    const StatementScope scope{first_queued_};
    if (!first_queued_.step()) {
        return std::nullopt;
    }
    return read_invocation(first_queued_);
}

std::optional<Timestamp> LambdaStore::first_queued_at() {
    const StatementScope scope{first_queued_at_};
    if (!first_queued_at_.step()) {
        return std::nullopt;
    }
    return from_epoch_microseconds(first_queued_at_.column_int64(0));
}

std::vector<InvocationRow> LambdaStore::queued_of(std::int64_t function_id) {
    Statement select{
        database_, select_invocations("state = 0 AND function_id = ? ORDER BY due_at, id")};
    select.bind(1, function_id);
    return rows_of(select);
}

std::vector<InvocationRow> LambdaStore::running() {
    Statement select{database_, select_invocations("state = 1 ORDER BY id")};
    return rows_of(select);
}

std::vector<InvocationRow> LambdaStore::rows_of(Statement& statement) {
    std::vector<InvocationRow> rows;
    while (statement.step()) {
        rows.push_back(read_invocation(statement));
    }
    return rows;
}

std::int64_t LambdaStore::count_queued(std::int64_t function_id) {
    count_queued_.bind(1, function_id);
    const StatementScope scope{count_queued_};
    count_queued_.step();
    return count_queued_.column_int64(0);
}

}  // namespace sosw::sqlite
