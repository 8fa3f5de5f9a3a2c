#include "sim/workload/workload_source.hpp"

#include <string>
#include <utility>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {
namespace {

/// The workload's own payload, then one for each listed instant.
std::vector<PayloadTemplate> payload_templates(const Workload& workload) {
    const auto* replay = std::get_if<TraceReplay>(&workload.pattern);
    std::vector<PayloadTemplate> templates{PayloadTemplate{
        workload.payload, replay != nullptr ? replay->columns : std::vector<std::string>{}}};
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
      creator_{creator},
      has_own_payload_{workload.payload != "{}"} {}

void WorkloadSource::schedule_next() {
    if (stream_->next(task_)) {
        events_.schedule_at(scenario_.start + task_.at, [this] {
            create_task();
            schedule_next();
        });
    }
}

AttributeValue WorkloadSource::payload() {
    if (!has_own_payload_ && !task_.trace_payload.empty()) {
        Result<AttributeValue> traced = parse_json(task_.trace_payload);
        ENSURE(traced.has_value());
        return *std::move(traced);
    }
    const TemplateValues values{
        .task_number = created_, .at = scenario_.start + task_.at, .columns = task_.columns};
    return payloads_[task_.payload].expand(values, payload_random_);
}

void WorkloadSource::create_task() {
    ++created_;
    creator_.create(task_.labourer, {.payload = payload()}, task_.duration);
}

}  // namespace sosw::sim
