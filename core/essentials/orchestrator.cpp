#include "core/essentials/orchestrator.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace sosw {

namespace {

/// null means the Orchestrator's own setting, else a default that the user wrote, else
/// TaskManager's (M9).
double max_simultaneous(
    const Labourer& labourer, const OrchestratorConfig& own, const TaskManagerConfig& tasks
) {
    if (labourer.max_simultaneous_invocations) {
        return *labourer.max_simultaneous_invocations;
    }
    if (own.max_simultaneous_invocations) {
        return *own.max_simultaneous_invocations;
    }
    if (own.default_simultaneous_invocations) {
        return *own.default_simultaneous_invocations;
    }
    return tasks.default_simultaneous_invocations.value_or(tasks.max_simultaneous_invocations);
}

std::int64_t desired_invocations(const LabourerDecision& decision) {
    const double allowed = std::floor(decision.max_simultaneous_invocations * decision.coefficient);
    return std::max<std::int64_t>(0, static_cast<std::int64_t>(allowed) - decision.running);
}

std::string describe(const MetricReading& reading) {
    const std::string value =
        reading.value ? fmt::format("{:g}", *reading.value) : std::string{"no data"};
    if (!reading.feeling) {
        return fmt::format("{} = {}, left out", reading.metric, value);
    }
    return fmt::format("{} = {} feels {}", reading.metric, value, to_string(*reading.feeling));
}

}  // namespace

std::int64_t LabourerDecision::count(InvocationResult result) const {
    return std::ranges::count(outcomes, result, &InvocationOutcome::result);
}

std::string LabourerDecision::explanation() const {
    if (!decided) {
        return fmt::format(
            "{}: not served, {}", labourer, error ? to_string(*error) : std::string{"no reason"}
        );
    }
    std::string metrics;
    for (const MetricReading& reading : health.readings) {
        metrics += describe(reading) + "; ";
    }
    std::string text = fmt::format(
        "{}: {}status {} ({}), floor({:g} x {:g}) - {} running = {} desired, {} queued, {} invoked",
        labourer,
        metrics,
        to_number(health.status),
        to_string(health.status),
        max_simultaneous_invocations,
        coefficient,
        running,
        desired,
        fetched,
        count(InvocationResult::Invoked)
    );
    if (error) {
        text += fmt::format("; stopped: {}", to_string(*error));
    }
    if (left > 0) {
        text += fmt::format("; {} left to the next pass", left);
    }
    return text;
}

std::int64_t OrchestratorPass::invoked_tasks() const {
    std::int64_t total = 0;
    for (const LabourerDecision& decision : decisions) {
        total += decision.count(InvocationResult::Invoked);
    }
    return total;
}

std::int64_t OrchestratorPass::concurrent_task_invocations_skipped() const {
    std::int64_t total = 0;
    for (const LabourerDecision& decision : decisions) {
        total += decision.count(InvocationResult::SkippedConcurrent);
    }
    return total;
}

bool OrchestratorPass::failed() const {
    return std::ranges::any_of(decisions, [](const LabourerDecision& decision) {
        return decision.error ||
               std::ranges::any_of(decision.outcomes, [](const InvocationOutcome& outcome) {
                   return outcome.error.has_value();
               });
    });
}

bool OrchestratorPass::stopped() const {
    return decisions.size() < labourers.size() ||
           std::ranges::any_of(decisions, [](const LabourerDecision& decision) {
               return decision.left > 0;
           });
}

Orchestrator::Orchestrator(Clock& clock, TaskManager& tasks, const OrchestratorConfig& config)
    : clock_{clock}, tasks_{tasks}, config_{config} {}

std::vector<Labourer> Orchestrator::get_labourers() { return tasks_.register_labourers(); }

OrchestratorPass Orchestrator::run_once(const StopRequested& stop) {
    OrchestratorPass pass{.started = clock_.now()};
    pass.labourers = get_labourers();
    for (const Labourer& labourer : pass.labourers) {
        if (is_requested(stop)) {
            break;
        }
        pass.decisions.push_back(invoke_for_labourer(labourer, stop));
    }
    return pass;
}

Result<void> Orchestrator::decide(const Labourer& labourer, LabourerDecision& decision) {
    decision.coefficient = config_.invocation_number_coefficient.at(
        static_cast<std::size_t>(to_number(labourer.health.status))
    );
    decision.max_simultaneous_invocations = max_simultaneous(labourer, config_, tasks_.config());
    decision.running = TRY(tasks_.count_running_tasks_for_labourer(labourer));
    decision.desired = desired_invocations(decision);
    decision.decided = true;
    return {};
}

Result<std::int64_t> Orchestrator::get_desired_invocation_number_for_labourer(
    const Labourer& labourer
) {
    if (labourer.error) {
        return fail(*labourer.error);
    }
    LabourerDecision decision;
    TRY(decide(labourer, decision));
    return decision.desired;
}

LabourerDecision Orchestrator::invoke_for_labourer(
    const Labourer& labourer, const StopRequested& stop
) {
    LabourerDecision decision{
        .labourer = labourer.id(), .health = labourer.health, .error = labourer.error};
    if (decision.error) {
        return decision;
    }
    if (const Result<void> decided = decide(labourer, decision); !decided) {
        decision.error = decided.error();
        return decision;
    }
    const Result<std::vector<Task>> tasks =
        tasks_.get_next_for_labourer(labourer, decision.desired);
    if (!tasks) {
        decision.error = tasks.error();
        return decision;
    }
    decision.fetched = std::ssize(*tasks);
    invoke_tasks(labourer, *tasks, stop, decision);
    return decision;
}

void Orchestrator::invoke_tasks(
    const Labourer& labourer,
    const std::vector<Task>& tasks,
    const StopRequested& stop,
    LabourerDecision& decision
) {
    std::span<const Task> rest{tasks};
    while (!rest.empty()) {
        if (is_requested(stop)) {
            decision.left = std::ssize(rest);
            return;
        }
        const std::span<const Task> now =
            rest.first(std::min(rest.size(), tasks_.invoked_together_max()));
        rest = rest.subspan(now.size());
        const std::size_t before = decision.outcomes.size();
        std::ranges::move(
            tasks_.invoke_tasks(labourer, now), std::back_inserter(decision.outcomes)
        );
        const auto trouble = std::ranges::find_if(
            decision.outcomes.begin() + static_cast<std::ptrdiff_t>(before),
            decision.outcomes.end(),
            &ends_the_turn
        );
        if (trouble != decision.outcomes.end()) {
            decision.error = trouble->error;
            return;
        }
    }
}

Result<std::string> Orchestrator::get_db_field_name(const std::string& field) const {
    const FieldNames& names = tasks_.config().dynamo_db.field_names;
    const std::array<std::pair<std::string_view, const std::string*>, 11> known{{
        {"task_id", &names.task_id},
        {"labourer_id", &names.labourer_id},
        {"created_at", &names.created_at},
        {"completed_at", &names.completed_at},
        {"greenfield", &names.greenfield},
        {"attempts", &names.attempts},
        {"closed_at", &names.closed_at},
        {"desired_launch_time", &names.desired_launch_time},
        {"payload", &names.payload},
        {"arn", &names.arn},
        {"labourer_id_task_status", &names.labourer_id_task_status},
    }};
    for (const auto& [name, stored] : known) {
        if (name == field) {
            return *stored;
        }
    }
    return fail(ErrorCode::InvalidRequest, "UnknownField", "sosw has no field `" + field + "`");
}

}  // namespace sosw
