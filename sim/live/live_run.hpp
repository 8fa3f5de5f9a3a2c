#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/world.hpp"

namespace sosw::sim {

/// The services that a live run uses. The clock is theirs: the real one, or an endpoint's.
struct LiveServices {
    Clock& clock;
    DynamoDb& dynamo_db;
    CloudWatch& cloud_watch;
    Lambda& lambda;
};

struct LiveOptions {
    std::string record_path = ":memory:";
    std::string prefix{};
    std::string executions_table{};
    std::string durations_table{};  ///< Empty: there is no trace.
    Duration sample_every = std::chrono::minutes{1};
    /// How often executions are asked for.
    Duration poll_every = std::chrono::seconds{1};
    /// After its timeout an execution without an end is given up so much later.
    Duration timeout_grace = std::chrono::seconds{10};
    std::string version = "0.1.0";
    /// For the record's `environment`: where this run was.
    std::vector<std::pair<std::string, std::string>> environment{};
};

/// A scenario against real tables, metrics and functions, in real time, with the record of a
/// simulated run.
///
/// Tasks are created, metrics reported and passes run by the parts that a world has, here in this
/// process and one after the other; executions happen in deployed stand-ins and are heard of late.
/// What is due waits for its time and is late where something else took long: the record says when
/// it was done.
///
/// Of the invariants, those that need everything to be seen as it happens are not judged:
/// in_flight, littles_law, drains, billed, index_converges, and how often Lambda executes an event;
/// tables are counted again at the end only, and only where nothing is under way.
class LiveRun {
public:
    using OnProgress = std::function<void(const WorldProgress&)>;

    /// `scenario` as `plan_live_run` made it, deployed; it begins now. Throws
    /// `sqlite::DatabaseError` where the record cannot be written.
    LiveRun(Scenario scenario, const LiveServices& services, const LiveOptions& options);
    LiveRun(const LiveRun&) = delete;
    LiveRun& operator=(const LiveRun&) = delete;
    ~LiveRun();

    /// Runs to the end, or until `stop` is requested, and finishes the record. `on_progress` is
    /// called some times a second.
    WorldResult run(const std::stop_token& stop = {}, const OnProgress& on_progress = {});

    Recorder& recorder();
    /// How late an event was at most.
    Duration latest() const;

private:
    struct Parts;

    std::unique_ptr<Parts> parts_;
};

}  // namespace sosw::sim
