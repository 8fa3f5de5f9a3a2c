#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backends/wrap/latency.hpp"
#include "core/base/random.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/essentials/scheduler/scheduler.hpp"
#include "core/ports/clock.hpp"
#include "core/tasks/task_manager.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/fault_plan.hpp"
#include "sim/world/pass_log.hpp"
#include "sim/world/pass_ports.hpp"

/// Starts passes of the real essentials in a simulated world.
///
/// Where calls may take time, by latency or by a fault, a pass is an actor, passes overlap, and one
/// that outlasts the timeout of its essential is cut off in the middle of whatever call it is.
/// Without, a pass takes no simulated time and is a plain call. Everything that lives as long as a
/// pass is made for it: its decorated ports, with random streams of their own, and the essential
/// itself. What a warm container keeps, the `EcologyMemory`, is kept here, and so is what the
/// Scheduler keeps in S3.

namespace sosw::sim {

struct Sabotage;

class CostLedger;
class MeteredServices;
class ServiceMetrics;

/// How a pass of the Scheduler ended.
struct SchedulerEnd {
    PassNumber pass = 0;
    /// What it returned; absent: it was cut off.
    std::optional<Result<ScheduleResult>> result{};
    bool run_ended = false;  ///< It was cut off by the end of the run.
};

/// One invocation of the Scheduler.
struct SchedulerCall {
    AttributeValue event{};
    std::string request_id{};
    std::function<void(Map event)> spawn_sibling{};  ///< Called within the pass; must not sleep.
    std::function<void(const SchedulerEnd&)> on_end{};
};

class PassRunner {
public:
    /// All must outlive this object.
    PassRunner(
        const Scenario& scenario,
        const Random& random,
        Services services,
        Clock& clock,
        EventQueue& events,
        ActorSystem& actors,
        Chronicle& chronicle,
        PassLog& log,
        FaultPlan& faults,
        TaskManager::TaskIds task_ids
    );

    /// A rule fires: starts a pass, or two where a fault wants it.
    void tick(RuleTarget target);
    /// Starts a pass of the Scheduler, always as an actor, since it paces itself.
    void schedule(SchedulerCall call);
    /// Null: none.
    void set_sabotage(const Sabotage* sabotage) { sabotage_ = sabotage; }

    /// Told who calls from now on. `tally` must outlive this object.
    void set_tally(ConsumptionTally& tally) { tally_ = &tally; }
    /// Counts what passes consume from now on. Both must outlive this object.
    void set_meters(CostLedger& ledger, ServiceMetrics& metrics) {
        ledger_ = &ledger;
        service_metrics_ = &metrics;
    }

private:
    void start(RuleTarget target);
    /// Runs `body` as an actor that ends at the timeout of its essential. `on_cut_off` is told
    /// where it does not come to its end.
    void spawn(
        RuleTarget target,
        PassNumber number,
        std::function<void()> body,
        std::function<void(CutOff)> on_cut_off
    );
    /// The services as one pass pays for them; null where nobody counts.
    std::unique_ptr<MeteredServices> metered(PassNumber pass) const;
    void run(RuleTarget target, PassNumber number);
    /// `clock` is the pass's own.
    void run_orchestrator(PassNumber number, Clock& clock);
    void run_scavenger(PassNumber number, Clock& clock);
    Result<ScheduleResult> run_scheduler(
        PassNumber number, Clock& clock, const SchedulerCall& call
    );
    PassPorts::Pass pass(
        PassNumber number,
        RuleTarget target,
        const TaskManagerConfig& config,
        MeteredServices* metered
    );
    PassLatency latency_of(PassNumber pass) const;

    const Scenario& scenario_;
    Random random_;
    Services services_;
    Clock& clock_;
    EventQueue& events_;
    ActorSystem& actors_;
    Chronicle& chronicle_;
    PassLog& log_;
    FaultPlan& faults_;
    TaskManager::TaskIds task_ids_;
    CostLedger* ledger_ = nullptr;
    ConsumptionTally* tally_ = nullptr;
    ServiceMetrics* service_metrics_ = nullptr;
    bool takes_time_;
    const Sabotage* sabotage_ = nullptr;
    EcologyMemory orchestrator_memory_;
    EcologyMemory scavenger_memory_;
    MemoryQueueFiles queue_files_;
};

}  // namespace sosw::sim
