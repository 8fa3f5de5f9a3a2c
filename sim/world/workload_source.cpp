#include "sim/world/workload_source.hpp"

#include <utility>

#include "core/tasks/json_text.hpp"

namespace sosw::sim {

WorkloadSource::WorkloadSource(
    const Workload& workload,
    const Scenario& scenario,
    Random random,
    EventQueue& events,
    TaskManager& tasks,
    Chronicle& chronicle
)
    : workload_{workload},
      scenario_{scenario},
      arrivals_{workload, scenario.duration, random},
      events_{events},
      tasks_{tasks},
      chronicle_{chronicle} {
    Result<AttributeValue> payload = parse_json(workload.payload);
    input_.payload = payload ? *std::move(payload) : AttributeValue{workload.payload};
}

void WorkloadSource::schedule_next() {
    if (const auto at = arrivals_.next()) {
        events_.schedule_at(scenario_.start + *at, [this] {
            create_task();
            schedule_next();
        });
    }
}

void WorkloadSource::create_task() {
    const Result<std::string> created = tasks_.create_task(workload_.labourer, input_);
    if (!created) {
        chronicle_.violated(Violation{
            .invariant = "created",
            .message = "a task of " + workload_.labourer +
                       " could not be created: " + to_string(created.error()),
        });
    }
}

}  // namespace sosw::sim
