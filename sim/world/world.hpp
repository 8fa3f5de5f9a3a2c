#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "sim/invariants/task_ledger.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"

/// A simulated world: the real essentials over emulated services, with workers, metrics and a
/// workload as the scenario describes them.
///
///     auto world = World::create(scenario, {.record_path = "run.db"});
///     const WorldResult result = (*world)->run();
///     const Summary summary = summarise((*world)->recorder().database());
///
/// One thread creates, runs and destroys a world. The same scenario and seed give the same record,
/// row by row, whatever the way in which it is stepped. At the end the tables are counted again and
/// compared with what was seen to happen; a difference, as any broken invariant, is a row of
/// `violation`.

namespace sosw {
class DynamoDb;
}

namespace sosw::sim {

struct Sabotage;

/// How often tables are counted again while a run goes on. Every change is checked at its instant
/// anyway; a recount also finds what nobody saw.
struct InvariantOptions {
    /// False: nothing is checked, for measuring what the checks cost.
    bool enabled = true;
    /// Events of the simulation from one recount to the next …
    std::int64_t recount_every = 50'000;
    /// … and at least so many per task there is, so that the cost per event stays the same.
    std::int64_t recount_every_tasks = 20;
};

struct WorldOptions {
    /// Where the record is written: a new file, or what `sqlite::Database` has that vanishes.
    std::string record_path = ":memory:";
    /// Where the emulated services keep their state. Nobody needs it after the run, except to look
    /// at it.
    std::string services_path = ":memory:";
    /// Instead of the scenario's own.
    std::optional<std::uint64_t> seed{};
    /// Distance of the rows of `sample`.
    Duration sample_every = std::chrono::minutes{1};
    InvariantOptions invariants{};
    /// For tests of the invariants; must outlive the world.
    const Sabotage* sabotage = nullptr;
    /// Kept in the record's `run.version`.
    std::string version = "0.1.0";
};

/// How far a run has come.
struct WorldProgress {
    Timestamp start{};
    Timestamp now{};
    Timestamp end{};
    std::int64_t events = 0;
    std::int64_t created = 0;    ///< Tasks.
    std::int64_t invoked = 0;    ///< Invocations.
    std::int64_t completed = 0;  ///< Tasks.

    /// 0 to 1, of the simulated time.
    double fraction() const;
};

struct WorldResult {
    bool finished = false;  ///< False: stopped before its end.
    std::int64_t events = 0;
    std::int64_t rows = 0;        ///< Of the record.
    std::int64_t violations = 0;  ///< Rows of `violation`: the run failed if there are any.
    std::string event_log_hash{};
};

class World {
public:
    using OnProgress = std::function<void(const WorldProgress&)>;

    /// Errors: `InvalidRequest` where Lambda refuses a function's settings, e.g. reservations that
    /// exceed the account's concurrency. Throws `sqlite::DatabaseError` where a file cannot be used
    /// or has a record already.
    static Result<std::unique_ptr<World>> create(Scenario scenario, WorldOptions options = {});
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    /// Runs to the end, or until `stop` is requested, and finishes the record. `on_progress` is
    /// called some hundred times, at least once at the end.
    WorldResult run(const std::stop_token& stop = {}, const OnProgress& on_progress = {});

    /// Or by hand: runs one event; false when none is left before the end. Then call `finish()`.
    bool step();
    /// Runs one event up to and including `at`; false, and the clock is at `at`, when none is left.
    bool step_until(Timestamp at);
    /// Runs all events up to and including `at`, at most to the end.
    void run_until(Timestamp at);
    /// Ends the run as it stands: passes under way are cut off, tables recounted, and the record
    /// completed. Once.
    WorldResult finish();

    Timestamp now() const;
    WorldProgress progress() const;
    const Scenario& scenario() const;
    /// The record; complete after `run` or `finish`.
    Recorder& recorder();
    const TaskLedger& ledger() const;
    /// The emulated services' own file.
    sqlite::Database& services();
    /// The emulated tables themselves. Nobody sees what is changed through them, until tables are
    /// counted again.
    DynamoDb& tables();
    /// Tables as creators and workers reach them: what is changed through them is seen.
    DynamoDb& watched_tables();

private:
    struct Parts;

    explicit World(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace sosw::sim
