#include "sim/world/worker_model.hpp"

#include "core/base/ensure.hpp"

namespace sosw::sim {

WorkerModel::WorkerModel(
    const Scenario& scenario,
    const Random& random,
    EventQueue& events,
    WorkerAssistant& assistant,
    Chronicle& chronicle
)
    : completion_{scenario.completion},
      events_{events},
      assistant_{assistant},
      chronicle_{chronicle},
      completion_random_{random.fork("completion")} {
    for (const FunctionModel& model : scenario.functions) {
        workers_.emplace(
            model.name, Worker{.model = &model, .random = random.fork("worker/" + model.name)}
        );
    }
}

void WorkerModel::start(const FunctionInvocation& invocation, FunctionResults& results) {
    Worker& worker = workers_.at(invocation.function_name);
    const FunctionModel& model = *worker.model;
    const bool cold = worker.random.chance(model.cold_start.probability);
    Duration length = model.duration.sample(worker.random);
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
        events_.schedule_after(length, [this, request_id] { end_in_failure(request_id); });
    } else {
        events_.schedule_after(length, [this, request_id] { succeed(request_id); });
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
    if (workers_.find(execution->function)->second.model->completes && execution->invoked) {
        const TaskNumber task = execution->invoked->task;
        const Duration latency = completion_.latency.sample(completion_random_);
        if (latency == Duration::zero()) {
            report(task, request_id);
        } else {
            events_.schedule_after(latency, [this, task, request_id] { report(task, request_id); });
        }
    }
    results_->finish(request_id, {.payload = "null"});
}

void WorkerModel::report(TaskNumber task, const std::string& request_id) {
    const std::string task_id{chronicle_.ledger().task(task).task_id};
    chronicle_.reporting(task, request_id);
    chronicle_.reported(task, request_id, assistant_.mark_task_as_completed({.task_id = task_id}));
}

}  // namespace sosw::sim
