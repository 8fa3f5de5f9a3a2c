#pragma once

#include <optional>
#include <string>

#include "backends/wrap/faulty_ports.hpp"
#include "backends/wrap/latency.hpp"
#include "backends/wrap/skewed_clock.hpp"
#include "core/base/random.hpp"
#include "core/tasks/task_manager.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/scenario/latency_model.hpp"
#include "sim/workload/task_durations.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/fault_plan.hpp"

namespace sosw::sim {

/// Creates tasks through the real `TaskManager`, on behalf of the scenario's workloads.
///
/// What is known not to have been created is tried again after 1 s, 2 s, 4 s … up to a minute, as
/// any careful client does. After an unknown outcome nothing is: the task may be there, and a
/// second one would be another task.
class TaskCreator {
public:
    struct World {
        Clock& clock;
        EventQueue& events;
        ActorSystem& actors;
        DynamoDb& dynamo_db;  ///< That tells the chronicle of new tasks.
        Lambda& lambda;
        EcologyManager& ecology;
        const TaskManagerConfig& config;
        Chronicle& chronicle;
        FaultPlan& faults;
        TaskDurations& durations;
        const LatencyModel& latency;
    };

    /// All must outlive this object.
    TaskCreator(const World& world, const Random& random, TaskManager::TaskIds task_ids);

    /// `duration`: how long its worker will take, where that is known beforehand.
    void create(
        const std::string& labourer,
        const CreateTaskInput& input,
        std::optional<Duration> duration = std::nullopt
    );

private:
    /// What the calls of those who create tasks go through.
    DynamoDb& tables(const Random& random);

    struct Order {
        std::string labourer;
        CreateTaskInput input;
        std::optional<Duration> duration{};
        int tries = 0;
    };

    void run(const Order& order);
    void repeat(Order order);
    /// Tries once; true where it is known not to have been done and may go well later.
    bool must_repeat(
        const std::string& labourer, const CreateTaskInput& input, std::optional<Duration> duration
    );
    /// A task whose worker will take `duration`.
    Result<std::string> create_lasting(
        const std::string& labourer, CreateTaskInput input, Duration duration
    );

    World world_;
    TaskManager::TaskIds task_ids_;
    SkewedClock clock_;
    CallerFaults faults_;
    std::optional<FaultyDynamoDb> faulty_dynamo_db_;
    std::optional<LatencyDynamoDb> slow_dynamo_db_;
    TaskManager tasks_;
    bool takes_time_;
};

}  // namespace sosw::sim
