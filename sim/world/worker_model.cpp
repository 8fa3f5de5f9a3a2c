#include "sim/world/worker_model.hpp"

#include <optional>

#include "backends/wrap/faulty_ports.hpp"
#include "backends/wrap/skewed_clock.hpp"
#include "core/base/ensure.hpp"
#include "core/essentials/worker_assistant.hpp"
#include "sim/world/latency_sampler.hpp"
#include "sim/world/sdk_retry.hpp"

namespace sosw::sim {

namespace {

const CallLatency kNoLatency{};

}  // namespace

WorkerModel::WorkerModel(const World& world, const Random& random)
    : world_{world},
      completion_random_{random.fork("completion")},
      latency_{latency_sampler(
          world.scenario.latency.everyone ? world.scenario.latency.dynamodb : kNoLatency,
          random,
          "latency/workers"
      )},
      calls_fail_{world.faults.strikes_calls_of(FaultTarget::Worker)},
      calls_take_time_{
          world.faults.delays_calls_of(FaultTarget::Worker) ||
          (world.scenario.latency.everyone && !world.scenario.latency.dynamodb.is_zero())} {
    for (const FunctionModel& model : world.scenario.functions) {
        workers_.emplace(
            model.name, Worker{.model = &model, .random = random.fork("worker/" + model.name)}
        );
    }
}

std::optional<Duration> WorkerModel::traced_duration(std::string_view request_id) const {
    const Execution* execution = world_.durations.empty() ? nullptr : log_->find(request_id);
    if (execution == nullptr || !execution->invoked) {
        return std::nullopt;
    }
    return world_.durations.find(world_.chronicle.ledger().task(execution->invoked->task).task_id);
}

void WorkerModel::start(const FunctionInvocation& invocation, FunctionResults& results) {
    Worker& worker = workers_.at(invocation.function_name);
    const FunctionModel& model = *worker.model;
    const std::optional<Duration> traced = traced_duration(invocation.request_id);
    const bool cold = !traced && worker.random.chance(model.cold_start.probability);
    Duration length = traced ? *traced : model.duration.sample(worker.random);
    if (cold) {
        length += model.cold_start.duration.sample(worker.random);
        log_->find(invocation.request_id)->cold_start = true;
    }
    const bool fails = worker.random.chance(model.failure_probability);
    if (invocation.started_at + length >= invocation.deadline) {
        return;
    }
    results_ = &results;
    const std::string& request_id = invocation.request_id;
    if (fails) {
        world_.events.schedule_after(length, [this, request_id] { end_in_failure(request_id); });
    } else {
        world_.events.schedule_after(length, [this, request_id] { succeed(request_id); });
    }
}

void WorkerModel::stop(const std::string& /*request_id*/) {}

void WorkerModel::end_in_failure(const std::string& request_id) {
    results_->finish(
        request_id,
        {.error = FunctionError::Unhandled,
         .payload = R"({"errorMessage": "the scenario wanted it so"})"}
    );
}

void WorkerModel::succeed(const std::string& request_id) {
    const Execution* execution = log_->find(request_id);
    ENSURE(execution != nullptr);
    const auto task = execution->invoked ? std::optional{execution->invoked->task} : std::nullopt;
    const auto crash = world_.faults.worker_crash(execution->function, task);
    const bool completes = workers_.find(execution->function)->second.model->completes;
    if (task && completes && crash != FaultMoment::Before) {
        send_report(execution->function, *task, request_id);
    }
    if (crash) {
        end_in_failure(request_id);
    } else {
        results_->finish(request_id, {.payload = "null"});
    }
}

void WorkerModel::send_report(
    std::string_view function, TaskNumber task, const std::string& request_id
) {
    Duration latency = world_.scenario.completion.latency.sample(completion_random_);
    const auto fate = world_.faults.completion(function, task);
    if (fate && fate->how == CompletionFault::Lost) {
        return;
    }
    if (fate && fate->how == CompletionFault::Late) {
        latency += fate->later;
    }
    report_after(latency, task, request_id);
    if (fate && fate->how == CompletionFault::Twice) {
        report_after(latency + fate->later, task, request_id);
    }
}

void WorkerModel::report_after(
    Duration delay, TaskNumber task, const std::string& request_id, int attempt
) {
    if (delay == Duration::zero()) {
        report(task, request_id, attempt);
    } else {
        world_.events.schedule_after(delay, [this, task, request_id, attempt] {
            report(task, request_id, attempt);
        });
    }
}

void WorkerModel::report(TaskNumber task, const std::string& request_id, int attempt) {
    if (calls_take_time_) {
        world_.actors.spawn("report", [this, task, request_id, attempt] {
            carry_out_report(task, request_id, attempt);
        });
    } else {
        carry_out_report(task, request_id, attempt);
    }
}

void WorkerModel::carry_out_report(TaskNumber task, const std::string& request_id, int attempt) {
    const FaultCaller caller{.target = FaultTarget::Worker};
    CallerFaults faults{world_.faults, caller};
    FaultyDynamoDb faulty{world_.clock, world_.dynamo_db, faults};
    SkewedClock clock{world_.clock, world_.faults.clock_skew(caller)};
    LatencyDynamoDb slow{
        world_.clock, calls_fail_ ? faulty : world_.dynamo_db, [this](std::string_view operation) {
            return latency_(operation);
        }};
    WorkerAssistant assistant{clock, slow, world_.scenario.config.orchestrator.task_manager};
    const std::string task_id{world_.chronicle.ledger().task(task).task_id};
    world_.chronicle.reporting(task, request_id);
    const auto result = assistant.mark_task_as_completed({.task_id = task_id});
    const auto again = result ? std::nullopt : sdk_retry_delay(result.error(), attempt);
    if (again) {
        report_after(*again, task, request_id, attempt + 1);
        return;
    }
    world_.chronicle.reported(task, request_id, result);
}

}  // namespace sosw::sim
