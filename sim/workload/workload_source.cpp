#include "sim/workload/workload_source.hpp"

#include <string>

namespace sosw::sim {
namespace {

/// The workload's own payload, then one for each listed instant.
std::vector<PayloadTemplate> payload_templates(const Workload& workload) {
    std::vector<PayloadTemplate> templates{PayloadTemplate{workload.payload}};
    if (const auto* listed = std::get_if<ListedArrivals>(&workload.pattern)) {
        for (const ListedTasks& tasks : *listed) {
            templates.emplace_back(tasks.payload.value_or(std::string{"{}"}));
        }
    }
    return templates;
}

}  // namespace

WorkloadSource::WorkloadSource(
    const Workload& workload,
    const Scenario& scenario,
    const WorkloadRandoms& randoms,
    EventQueue& events,
    TaskCreator& creator
)
    : scenario_{scenario},
      stream_{make_task_stream(
          workload,
          {.scenario_start = scenario.start, .scenario_duration = scenario.duration},
          randoms.arrivals
      )},
      payloads_{payload_templates(workload)},
      payload_random_{randoms.payload},
      events_{events},
      creator_{creator} {}

void WorkloadSource::schedule_next() {
    if (stream_->next(task_)) {
        events_.schedule_at(scenario_.start + task_.at, [this] {
            create_task();
            schedule_next();
        });
    }
}

void WorkloadSource::create_task() {
    const TemplateValues values{.task_number = ++created_, .at = scenario_.start + task_.at};
    creator_.create(
        task_.labourer, {.payload = payloads_[task_.payload].expand(values, payload_random_)}
    );
}

}  // namespace sosw::sim
