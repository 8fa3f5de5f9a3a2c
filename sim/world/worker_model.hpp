#pragma once

#include <map>
#include <string>

#include "backends/function_runtime.hpp"
#include "backends/wrap/latency.hpp"
#include "core/base/random.hpp"
#include "core/config/config.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/workload/task_durations.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/execution_log.hpp"
#include "sim/world/fault_plan.hpp"

namespace sosw::sim {

/// What the functions of a scenario do: take their time, fail now and then, and report their task
/// as completed.
///
/// An execution is one event, at its end; one that would run beyond its deadline is none, since
/// Lambda ends it. A worker that succeeded tells the real `WorkerAssistant` before its function
/// returns, or a `completion` latency later. Each function draws from a random stream of its own.
class WorkerModel final : public FunctionRuntime {
public:
    struct World {
        const Scenario& scenario;
        Clock& clock;
        EventQueue& events;
        ActorSystem& actors;
        DynamoDb& dynamo_db;  ///< That tells the chronicle of moved tasks.
        Chronicle& chronicle;
        FaultPlan& faults;
        const TaskDurations& durations;
    };

    /// All must outlive this object.
    WorkerModel(const World& world, const Random& random);
    /// The log that knows the executions. Required before the first `start`.
    void set_log(ExecutionLog& log) { log_ = &log; }

    void start(const FunctionInvocation& invocation, FunctionResults& results) override;
    /// Nothing to do: an execution that runs into its deadline has no end of its own.
    void stop(const std::string& request_id) override;

private:
    struct Worker {
        const FunctionModel* model = nullptr;
        Random random;
    };

    /// How long the task of this execution takes, all in all, where its trace says so.
    std::optional<Duration> traced_duration(std::string_view request_id) const;
    void end_in_failure(const std::string& request_id);
    /// The work is done.
    void succeed(const std::string& request_id);
    /// Sends the report on its way, or loses it, as the faults want it.
    void send_report(std::string_view function, TaskNumber task, const std::string& request_id);
    /// `attempt` counts from 1: the worker's client tries again what was throttled.
    void report_after(
        Duration delay, TaskNumber task, const std::string& request_id, int attempt = 1
    );
    void report(TaskNumber task, const std::string& request_id, int attempt);
    void carry_out_report(TaskNumber task, const std::string& request_id, int attempt);

    World world_;
    ExecutionLog* log_ = nullptr;
    FunctionResults* results_ = nullptr;  ///< Lambda, from the first start on.
    Random completion_random_;
    std::map<std::string, Worker, std::less<>> workers_;  ///< By function name.
    LatencySampler latency_;                              ///< Of reports.
    bool calls_fail_;
    bool calls_take_time_;
};

}  // namespace sosw::sim
