#pragma once

#include <memory>
#include <vector>

#include "core/base/random.hpp"
#include "core/ecology/ecology_manager.hpp"
#include "core/tasks/task_manager.hpp"
#include "sim/engine/actor_system.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/workload/task_durations.hpp"
#include "sim/workload/workload_source.hpp"
#include "sim/world/chronicle.hpp"
#include "sim/world/fault_plan.hpp"
#include "sim/world/job_source.hpp"
#include "sim/world/pass_runner.hpp"
#include "sim/world/rule_source.hpp"
#include "sim/world/task_creator.hpp"

namespace sosw::sim {

/// What makes things happen in a scenario, in a simulated world or live: those who create tasks,
/// those who submit jobs, and the rules that start passes.
class ScenarioSources {
public:
    struct World {
        const Scenario& scenario;
        Clock& clock;
        EventQueue& events;
        ActorSystem& actors;
        DynamoDb& dynamo_db;  ///< That tells the chronicle of new tasks.
        CloudWatch& cloud_watch;
        Lambda& lambda;
        Chronicle& chronicle;
        FaultPlan& faults;
        TaskDurations& durations;
        PassRunner& runner;
        Recorder& recorder;
    };

    /// All must outlive this object. `task_ids`: of the tasks that are created.
    ScenarioSources(const World& world, const Random& random, const TaskManager::TaskIds& task_ids);

    /// Schedules the first event of each, in the order of the scenario.
    void begin();
    /// The labourers, as whoever creates tasks sees them.
    std::vector<Labourer> register_labourers() { return tasks_.register_labourers(); }

private:
    EcologyMemory memory_;
    EcologyManager ecology_;
    TaskManager tasks_;
    TaskCreator creator_;
    std::vector<std::unique_ptr<WorkloadSource>> workloads_;
    JobSource jobs_;
    std::vector<std::unique_ptr<RuleSource>> rules_;
};

}  // namespace sosw::sim
