#include "sim/world/job_source.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {

namespace {

/// Lambda's, of asynchronous invocations.
constexpr int kAttemptsMax = 3;

Duration pause_after(int attempt) { return attempt * std::chrono::minutes{1}; }

const ScheduledJob& job_of(const Workload& workload) {
    return std::get<ScheduledJob>(workload.pattern);
}

AttributeValue event_of(const Workload& workload) {
    Result<AttributeValue> event = parse_json(job_of(workload).event);
    ENSURE(event.has_value());
    return *std::move(event);
}

}  // namespace

JobSource::JobSource(
    const Scenario& scenario,
    const Random& random,
    EventQueue& events,
    PassRunner& runner,
    FaultPlan& faults,
    Recorder& recorder
)
    : scenario_{scenario},
      random_{random.fork("jobs")},
      events_{events},
      runner_{runner},
      faults_{faults},
      recorder_{recorder} {}

void JobSource::begin() {
    for (std::size_t i = 0; i < scenario_.workload.size(); ++i) {
        const Workload& workload = scenario_.workload[i];
        if (std::holds_alternative<ScheduledJob>(workload.pattern)) {
            plan(i, job_of(workload).schedule.first_from(scenario_.start + workload.start));
        }
    }
}

void JobSource::plan(std::size_t workload, std::optional<Timestamp> at) {
    const Workload& entry = scenario_.workload[workload];
    const Timestamp end = scenario_.start + std::min(entry.end, scenario_.duration);
    if (!at || *at >= end) {
        return;
    }
    events_.schedule_at(*at, [this, workload, due = *at] {
        const bool twice = faults_.starts_twice(FaultTarget::Scheduler);
        give(workload, due);
        if (twice) {
            give(workload, due);
        }
        const auto next = job_of(scenario_.workload[workload]).schedule.next_after(due);
        ENSURE(!next || *next > due);
        plan(workload, next);
    });
}

void JobSource::give(std::size_t workload, Timestamp due) {
    ++given_;
    const auto job = std::make_shared<Given>(Given{
        .number = given_,
        .workload = workload,
        .due = due,
        .request_ids = random_.fork(std::to_string(given_))});
    invoke({
        .job = job,
        .event = event_of(scenario_.workload[workload]),
        .request_id = job->request_ids.uuid_hex(),
    });
}

void JobSource::invoke(const Invocation& invocation) {
    runner_.schedule({
        .event = invocation.event,
        .request_id = invocation.request_id,
        .spawn_sibling =
            [this, job = invocation.job](Map event) {
                const Invocation sibling{
                    .job = job,
                    .event = AttributeValue::Variant{std::move(event)},
                    .request_id = job->request_ids.uuid_hex()};
                events_.schedule_after(Duration::zero(), [this, sibling] { invoke(sibling); });
            },
        .on_end = [this, invocation](const SchedulerEnd& end) { ended(invocation, end); },
    });
}

void JobSource::ended(Invocation invocation, const SchedulerEnd& end) {
    record(*invocation.job, invocation.request_id, end);
    const bool went_well = end.result && end.result->has_value();
    if (went_well || end.run_ended || invocation.attempt == kAttemptsMax) {
        return;
    }
    const Duration pause = pause_after(invocation.attempt++);
    events_.schedule_after(pause, [this, again = std::move(invocation)] { invoke(again); });
}

void JobSource::record(const Given& job, const std::string& request_id, const SchedulerEnd& end) {
    JobRow row{
        .pass = end.pass,
        .job = job.number,
        .workload = static_cast<std::int64_t>(job.workload),
        .due = job.due,
        .request_id = request_id,
    };
    if (end.result && end.result->has_value()) {
        const ScheduleResult& result = **end.result;
        row.rows = result.rows;
        row.rows_done = result.rows_done;
        row.created = result.tasks_created;
    }
    recorder_.record(row);
}

}  // namespace sosw::sim
