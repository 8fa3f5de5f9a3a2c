#pragma once

#include <memory>
#include <vector>

#include "core/base/random.hpp"
#include "sim/engine/event_queue.hpp"
#include "sim/record/recorder.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/workload/workload_source.hpp"
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
        EventQueue& events;
        TaskCreator& creator;
        PassRunner& runner;
        FaultPlan& faults;
        Recorder& recorder;
    };

    /// All must outlive this object.
    ScenarioSources(const World& world, const Random& random);

    /// Schedules the first event of each, in the order of the scenario.
    void begin();

private:
    std::vector<std::unique_ptr<WorkloadSource>> workloads_;
    JobSource jobs_;
    std::vector<std::unique_ptr<RuleSource>> rules_;
};

}  // namespace sosw::sim
