#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/lambda_observer.hpp"
#include "core/base/time.hpp"
#include "core/ports/lambda.hpp"

/// The rows of the emulated Lambda: functions with their counters, and invocations that are queued,
/// running, or kept as history. No rule of the service lives here.

namespace sosw::sqlite {

/// A function as its owner describes it. The comments give AWS's ranges.
struct FunctionSettings {
    std::string function_name{};                 ///< Name or ARN.
    Duration timeout = std::chrono::seconds{3};  ///< 1 to 900 s.
    int memory_size_mb = 128;                    ///< 128 to 10,240.
    std::optional<int> reserved_concurrency{};   ///< Also its limit; 0 switches the function off.
    Duration maximum_event_age = std::chrono::hours{6};  ///< 60 s to 6 h.
    int maximum_retry_attempts = 2;                      ///< 0 to 2.
    /// Not AWS's setting but its habit: how often an Event is delivered twice. Of this process: not
    /// kept in the database.
    double duplicate_probability = 0;
};

/// Invocations: accepted = succeeded + dropped + ended RequestResponses + those still queued or
/// running. Attempts: started = succeeded + failed + timed_out + those still running.
struct FunctionCounters {
    std::int64_t accepted = 0;
    std::int64_t started = 0;
    std::int64_t succeeded = 0;
    std::int64_t failed = 0;
    std::int64_t timed_out = 0;
    std::int64_t throttled = 0;  ///< Attempts that found no room, and refused requests.
    std::int64_t retried = 0;    ///< Failed attempts that another one follows.
    std::int64_t dropped = 0;    ///< Events that Lambda gave up.
    Duration duration{};         ///< Of all ended attempts.
    Duration billed{};
};

struct FunctionRow {
    std::int64_t id = 0;
    FunctionSettings settings{};  ///< With the bare name.
    std::string arn{};
    bool removed = false;
    FunctionCounters counters{};
    std::int64_t settled = 0;  ///< Accepted invocations that are over.
};

struct InvocationRow {
    std::int64_t id = 0;
    std::string request_id{};
    std::int64_t function_id = 0;
    InvocationType invocation_type = InvocationType::Event;
    int attempt = 1;
    int throttles = 0;  ///< Since the last attempt.
    Timestamp accepted_at{};
    Timestamp due_at{};  ///< Queued: when it is tried next. Running: its deadline.
    Timestamp started_at{};
    std::string payload{};
};

enum class InvocationState { Queued, Running, Succeeded, Failed, TimedOut, Dropped };

class LambdaStore {
public:
    enum class History { Delete, Keep };

    /// Creates the tables where they are missing.
    LambdaStore(Database& database, History history);

    Database& database() { return database_; }

    std::vector<FunctionRow> functions();
    /// Inserts or updates all but the counters, and sets the id of a new one.
    void save(FunctionRow& row);
    void save_counters(const FunctionRow& row);

    /// Ids grow and are never used twice, also by a later process on the same file.
    std::int64_t next_id();
    void insert(const InvocationRow& row, InvocationState state, std::string_view payload);
    /// Writes state, attempt, throttles and times.
    void update(const InvocationRow& row, InvocationState state);
    /// The invocation is over: deleted, or kept with its last state.
    void end(std::int64_t id, InvocationState state, Timestamp at);

    /// The first queued invocation that is due at `now`, ties by age.
    std::optional<InvocationRow> first_queued(Timestamp now);
    std::optional<Timestamp> first_queued_at();
    std::vector<InvocationRow> queued_of(std::int64_t function_id);
    std::vector<InvocationRow> running();
    std::int64_t count_queued(std::int64_t function_id);

private:
    std::vector<InvocationRow> rows_of(Statement& statement);

    Database& database_;
    std::int64_t next_id_ = 0;
    std::int64_t leased_to_ = 0;
    Statement lease_;
    Statement save_counters_;
    Statement insert_;
    Statement update_;
    Statement end_;
    Statement first_queued_;
    Statement first_queued_at_;
    Statement count_queued_;
};

}  // namespace sosw::sqlite
