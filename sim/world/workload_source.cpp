#include "sim/world/workload_source.hpp"

#include <utility>

#include "core/tasks/json_text.hpp"

namespace sosw::sim {

WorkloadSource::WorkloadSource(
    const Workload& workload,
    const Scenario& scenario,
    Random random,
    EventQueue& events,
    TaskCreator& creator
)
    : workload_{workload},
      scenario_{scenario},
      arrivals_{workload, scenario.duration, random},
      events_{events},
      creator_{creator} {
    Result<AttributeValue> payload = parse_json(workload.payload);
    input_.payload = payload ? *std::move(payload) : AttributeValue{workload.payload};
}

void WorkloadSource::schedule_next() {
    if (const auto at = arrivals_.next()) {
        events_.schedule_at(scenario_.start + *at, [this] {
            creator_.create(workload_.labourer, input_);
            schedule_next();
        });
    }
}

}  // namespace sosw::sim
