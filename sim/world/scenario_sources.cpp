#include "sim/world/scenario_sources.hpp"

#include <cstddef>
#include <string>
#include <variant>

namespace sosw::sim {

ScenarioSources::ScenarioSources(
    const World& world, const Random& random, const TaskManager::TaskIds& task_ids
)
    : ecology_{world.clock, world.cloud_watch, world.lambda, memory_},
      tasks_{
          world.clock,
          task_ids,
          world.dynamo_db,
          world.lambda,
          ecology_,
          world.scenario.config.orchestrator.task_manager},
      creator_{
          {.clock = world.clock,
           .events = world.events,
           .actors = world.actors,
           .dynamo_db = world.dynamo_db,
           .lambda = world.lambda,
           .ecology = ecology_,
           .config = world.scenario.config.orchestrator.task_manager,
           .chronicle = world.chronicle,
           .faults = world.faults,
           .durations = world.durations,
           .latency = world.scenario.latency},
          random,
          task_ids},
      jobs_{world.scenario, random, world.events, world.runner, world.faults, world.recorder} {
    const Scenario& scenario = world.scenario;
    for (std::size_t i = 0; i < scenario.workload.size(); ++i) {
        if (std::holds_alternative<ScheduledJob>(scenario.workload[i].pattern)) {
            continue;
        }
        const std::string index = std::to_string(i);
        workloads_.push_back(std::make_unique<WorkloadSource>(
            scenario.workload[i],
            scenario,
            WorkloadRandoms{
                .arrivals = random.fork("arrivals/" + index),
                .payload = random.fork("payload/" + index)},
            world.events,
            creator_
        ));
    }
    for (std::size_t i = 0; i < scenario.rules.size(); ++i) {
        rules_.push_back(std::make_unique<RuleSource>(
            scenario.rules[i],
            scenario,
            random.fork("rule/" + std::to_string(i)),
            world.events,
            world.runner,
            world.recorder
        ));
    }
}

void ScenarioSources::begin() {
    for (const auto& workload : workloads_) {
        workload->begin();
    }
    jobs_.begin();
    for (const auto& rule : rules_) {
        rule->begin();
    }
}

}  // namespace sosw::sim
