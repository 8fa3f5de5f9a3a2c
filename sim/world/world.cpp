#include "sim/world/world.hpp"

#include <algorithm>
#include <utility>

#include "core/base/ensure.hpp"
#include "sim/world/world_parts.hpp"

namespace sosw::sim {

namespace {

constexpr std::int64_t kProgressSteps = 200;
constexpr std::int64_t kEventsPerStopCheck = 256;

}  // namespace

double WorldProgress::fraction() const {
    return end > start ? to_seconds(now - start) / to_seconds(end - start) : 1;
}

World::World(std::unique_ptr<Parts> parts) : parts_{std::move(parts)} {}

World::~World() {
    // Passes under way borrow the services: they are unwound first. A record that cannot be written
    // then is broken anyway.
    try {
        parts_->actors.cancel_all();
    } catch (const sqlite::DatabaseError&) {  // NOLINT(bugprone-empty-catch)
    }
}

Result<std::unique_ptr<World>> World::create(Scenario scenario, WorldOptions options) {
    auto parts = std::make_unique<Parts>(std::move(scenario), std::move(options));
    TRY(parts->create_functions());
    parts->begin();
    return std::unique_ptr<World>{new World{std::move(parts)}};
}

WorldResult World::run(const std::stop_token& stop, const OnProgress& on_progress) {
    const Scenario& scenario = parts_->scenario;
    Timestamp next_report = scenario.start;
    std::int64_t until_check = kEventsPerStopCheck;
    while (step()) {
        if (--until_check == 0) {
            until_check = kEventsPerStopCheck;
            if (stop.stop_requested()) {
                break;
            }
        }
        if (on_progress && now() >= next_report) {
            on_progress(progress());
            next_report = now() + scenario.duration / kProgressSteps;
        }
    }
    const WorldResult result = finish();
    if (on_progress) {
        on_progress(progress());
    }
    return result;
}

bool World::step() { return parts_->step(parts_->scenario.end()); }

bool World::step_until(Timestamp at) {
    const Timestamp limit = std::min(at, parts_->scenario.end());
    if (parts_->step(limit)) {
        return true;
    }
    if (limit > now()) {
        parts_->events.run_until(limit);
    }
    return false;
}

void World::run_until(Timestamp at) {
    while (step_until(at)) {
    }
}

WorldResult World::finish() {
    Parts& parts = *parts_;
    ENSURE(!parts.ended);
    parts.ended = true;
    const auto next = parts.events.next_time();
    const bool finished = !next || *next > parts.scenario.end();
    if (finished && now() < parts.scenario.end()) {
        parts.events.run_until(parts.scenario.end());
    }
    parts.check_drained();
    parts.actors.cancel_all();
    parts.bill_tables();
    parts.sample();
    parts.executions.record_throttles();
    parts.executions.record_unfinished();
    parts.recount_tables();
    parts.check_record();
    parts.recorder.end({.end = now(), .finished = finished, .events = parts.handled});
    return {
        .finished = finished,
        .events = parts.handled,
        .rows = parts.recorder.rows(),
        .violations = parts.recorder.violations(),
        .event_log_hash = parts.recorder.hash().hex(),
    };
}

Timestamp World::now() const { return parts_->events.now(); }

WorldProgress World::progress() const {
    WorldProgress progress{
        .start = parts_->scenario.start,
        .now = now(),
        .end = parts_->scenario.end(),
        .events = parts_->handled,
    };
    for (std::size_t i = 0; i < parts_->ledger.labourers(); ++i) {
        const LedgerCounts& counts = parts_->ledger.counts(i);
        progress.created += counts.created;
        progress.invoked += counts.invoked;
        progress.completed += counts.completed;
    }
    return progress;
}

const Scenario& World::scenario() const { return parts_->scenario; }

Recorder& World::recorder() { return parts_->recorder; }

const TaskLedger& World::ledger() const { return parts_->ledger; }

sqlite::Database& World::services() { return parts_->services; }

DynamoDb& World::tables() { return parts_->dynamo_db; }

DynamoDb& World::watched_tables() { return parts_->outside; }

}  // namespace sosw::sim
