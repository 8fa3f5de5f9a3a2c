#include "sim/scenario/check_jobs.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "backends/time_zone.hpp"
#include "core/essentials/scheduler/job_plan.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {
namespace {

/// A stretch of the scenario in which something may be due; the end is outside.
struct Stretch {
    Timestamp start{};
    Timestamp end{};
};

/// Reports where `first` is not within the stretch.
void check_due(
    const ScenarioReader& reader,
    const ConfigValue& schedule,
    std::optional<Timestamp> first,
    const Stretch& stretch
) {
    if (first && *first < stretch.end) {
        return;
    }
    reader.problem(
        schedule,
        fmt::format(
            "is never due between {} and {}; {}",
            format_timestamp(stretch.start),
            format_timestamp(stretch.end),
            first ? fmt::format("the first time would be {}", format_timestamp(*first))
                  : std::string{"it has no time left"}
        )
    );
}

/// The member of the job that `error` is about, where it names one: "`period`: …". Else null.
const ConfigValue* member_named(const ConfigValue& job, const Error& error) {
    const std::string_view message = error.message;
    std::string_view name = message.starts_with("the period") ? "period" : "";
    if (message.starts_with('`')) {
        name = message.substr(1, message.find('`', 1) - 1);
    }
    const ConfigValue* inner = job.find("job");
    for (const ConfigValue* object : {&job, inner}) {
        const ConfigValue* member = object != nullptr ? object->find(name) : nullptr;
        if (member != nullptr) {
            return member;
        }
    }
    return nullptr;
}

/// What the Scheduler would say of the event on that day.
Result<void> rehearse(const std::string& event, const Scenario& scenario, Date today) {
    const AttributeValue value = TRY(parse_json(event));
    const auto& served = scenario.config.orchestrator.task_manager.labourers;
    for (const Job& job : TRY(extract_jobs(value))) {
        const JobPlan plan = TRY(plan_job(job, scenario.config.scheduler, today));
        if (std::ranges::find(served, plan.labourer_id, &LabourerConfig::id) == served.end()) {
            return fail(
                ErrorCode::InvalidRequest,
                "UnknownLabourer",
                "`lambda_name`: the Orchestrator has no labourer `" + plan.labourer_id +
                    "`; its tasks would wait for ever"
            );
        }
    }
    return {};
}

void check_job(
    const ScenarioReader& reader,
    const ConfigValue& place,
    const Scenario& scenario,
    const Workload& workload
) {
    const auto& job = std::get<ScheduledJob>(workload.pattern);
    const ConfigValue* schedule = ConfigReader::given(place, "schedule");
    const Stretch stretch{
        .start = scenario.start + std::min(workload.start, scenario.duration),
        .end = scenario.start + std::min(workload.end, scenario.duration)};
    const std::optional<Timestamp> first = job.schedule.first_from(stretch.start);
    if (schedule != nullptr && workload.end > workload.start) {
        check_due(reader, *schedule, first, stretch);
    }
    if (job.event.empty() || scenario.config.scheduler.task_manager.labourers.empty()) {
        return;  // reported already
    }
    const Date today =
        local_date_of(scenario.config.scheduler.scheduler)(first.value_or(stretch.start));
    if (const Result<void> done = rehearse(job.event, scenario, today); !done) {
        const ConfigValue& written = *place.find("job");
        const ConfigValue* member = member_named(written, done.error());
        reader.problem(member != nullptr ? *member : written, done.error().message);
    }
}

}  // namespace

void check_jobs(const ScenarioReader& reader, const ConfigValue& root, const Scenario& scenario) {
    for (std::size_t index = 0; index < scenario.workload.size(); ++index) {
        const Workload& workload = scenario.workload[index];
        if (std::holds_alternative<ScheduledJob>(workload.pattern)) {
            check_job(reader, root.find("workload")->items[index], scenario, workload);
        }
    }
    for (std::size_t index = 0; index < scenario.rules.size(); ++index) {
        const Rule& rule = scenario.rules[index];
        if (rule.cron) {
            const ConfigValue& place = root.find("rules")->items[index];
            check_due(
                reader,
                *place.find("schedule"),
                rule.cron->first_from(scenario.start),
                {.start = scenario.start, .end = scenario.end()}
            );
        }
    }
}

}  // namespace sosw::sim
