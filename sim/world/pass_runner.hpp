#pragma once

#include <cstdint>
#include <string_view>

#include "backends/wrap/latency.hpp"
#include "core/base/random.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/ports/clock.hpp"
#include "core/ports/cloud_watch.hpp"
#include "core/ports/dynamo_db.hpp"
#include "core/ports/lambda.hpp"
#include "core/ports/sns.hpp"
#include "core/tasks/task_manager.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/pass_log.hpp"

/// Starts passes of the real essentials in a simulated world.
///
/// Where the scenario has any latency a pass is an actor, and passes overlap as their calls take
/// time. Without, a pass takes no simulated time and is a plain call. Everything that lives as long
/// as a pass is made for it: its decorated ports, with random streams of their own, and the
/// essential itself. What a warm container keeps, the `EcologyMemory`, is kept here.

namespace sosw::sim {

struct Sabotage;

/// The emulated services.
struct Services {
    DynamoDb& dynamo_db;
    CloudWatch& cloud_watch;
    Lambda& lambda;
    Sns& sns;
};

class PassRunner {
public:
    /// All must outlive this object.
    PassRunner(
        const Scenario& scenario,
        const Random& random,
        Services services,
        Clock& clock,
        ActorSystem& actors,
        Chronicle& chronicle,
        PassLog& log,
        TaskManager::TaskIds task_ids
    );

    void start(RuleTarget target);
    /// Null: none.
    void set_sabotage(const Sabotage* sabotage) { sabotage_ = sabotage; }
    /// Whether passes take time.
    bool has_latency() const { return has_latency_; }

private:
    struct Pass;

    void run(RuleTarget target, PassNumber number);
    void run_orchestrator(PassNumber number);
    void run_scavenger(PassNumber number);
    /// How long the calls of one service take in one pass.
    LatencySampler latency(
        std::string_view service, Distribution LatencyModel::*model, PassNumber pass
    ) const;

    const Scenario& scenario_;
    Random random_;
    Services services_;
    Clock& clock_;
    ActorSystem& actors_;
    Chronicle& chronicle_;
    PassLog& log_;
    TaskManager::TaskIds task_ids_;
    bool has_latency_;
    const Sabotage* sabotage_ = nullptr;
    EcologyMemory orchestrator_memory_;
    EcologyMemory scavenger_memory_;
};

}  // namespace sosw::sim
