#include "sim/world/execution_log.hpp"

#include "core/base/ensure.hpp"
#include "sim/invariants/execution_checks.hpp"
#include "sim/world/cost_ledger.hpp"

namespace sosw::sim {

namespace {

std::string_view word(sqlite::InvocationOutcome outcome) {
    switch (outcome) {
        case sqlite::InvocationOutcome::Succeeded:
            return "success";
        case sqlite::InvocationOutcome::Failed:
            return "error";
        case sqlite::InvocationOutcome::TimedOut:
            return "timeout";
    }
    return "unknown";
}

}  // namespace

ExecutionLog::ExecutionLog(
    const Scenario& scenario, Chronicle& chronicle, PassLog& passes, Recorder& recorder
)
    : scenario_{scenario}, chronicle_{chronicle}, passes_{passes}, recorder_{recorder} {}

Execution* ExecutionLog::find(std::string_view request_id) {
    const auto found = executions_.find(request_id);
    return found != executions_.end() ? &found->second : nullptr;
}

FunctionActivity& ExecutionLog::activity_of(std::string_view function) {
    const auto found = activities_.find(function);
    return found != activities_.end() ? found->second : activities_[std::string{function}];
}

FunctionActivity ExecutionLog::activity(std::string_view function) const {
    const auto found = activities_.find(function);
    return found != activities_.end() ? found->second : FunctionActivity{};
}

void ExecutionLog::accepted(const sqlite::InvocationEvent& event) {
    Execution execution{
        .invoked = chronicle_.read_payload(event.payload),
        .function = std::string{event.function_name},
        .accepted = event.accepted_at,
    };
    ++activity_of(event.function_name).waiting;
    const std::optional<InvokedTask> invoked = execution.invoked;
    // It is known before anyone is told of it, who may hear of its start at once.
    executions_.emplace(event.request_id, std::move(execution));
    if (invoked) {
        passes_.task_invoked(*invoked, event.request_id);
    }
}

void ExecutionLog::found(const sqlite::InvocationEvent& event, Unseen why) {
    ENSURE(find(event.request_id) == nullptr);
    Execution execution{
        .invoked = chronicle_.read_payload(event.payload),
        .function = std::string{event.function_name},
        .accepted = event.accepted_at,
        .duplicate = why == Unseen::DeliveredAgain,
    };
    ++activity_of(event.function_name).waiting;
    if (execution.invoked && why == Unseen::ReplyLost) {
        chronicle_.invoked(*execution.invoked, event.request_id, std::nullopt);
    }
    executions_.emplace(event.request_id, std::move(execution));
}

void ExecutionLog::started(const sqlite::InvocationEvent& event) {
    Execution* execution = find(event.request_id);
    ENSURE(execution != nullptr);
    execution->started = event.at;
    execution->execution = event.attempt;
    execution->phase = ExecutionPhase::Running;
    FunctionActivity& activity = activity_of(event.function_name);
    --activity.waiting;
    activity.change_executing(1, level_time(event));
    ++executing_;
    if (heard_by_ == nullptr) {
        check_start(event, activity);
    }
    bill_start(*execution);
    if (execution->invoked) {
        chronicle_.started(*execution->invoked, event.request_id, event.at - event.accepted_at);
    }
}

void ExecutionLog::check_start(
    const sqlite::InvocationEvent& event, const FunctionActivity& activity
) {
    const FunctionModel* function = find_function(scenario_, event.function_name);
    ENSURE(function != nullptr);
    chronicle_.violated(check_in_flight(
        scenario_, *function, {.of_function = activity.executing, .of_account = executing_}
    ));
    chronicle_.violated(check_execution(*function, event.request_id, event.attempt));
}

void ExecutionLog::finished(
    const sqlite::InvocationEvent& event,
    sqlite::InvocationOutcome outcome,
    Duration duration,
    Duration billed
) {
    Execution* execution = find(event.request_id);
    ENSURE(execution != nullptr);
    execution->phase = ExecutionPhase::Ended;
    activity_of(event.function_name).change_executing(-1, level_time(event));
    --executing_;
    bill_end(*execution, billed);
    record(event.request_id, *execution, event.at, word(outcome));
    if (outcome == sqlite::InvocationOutcome::Succeeded) {
        executions_.erase(executions_.find(event.request_id));
    } else if (execution->invoked) {
        chronicle_.failed(*execution->invoked, event.request_id, word(outcome), duration);
    }
}

void ExecutionLog::retried(const sqlite::InvocationEvent& event, Timestamp /*next_attempt_at*/) {
    Execution* execution = find(event.request_id);
    ENSURE(execution != nullptr);
    execution->phase = ExecutionPhase::Waiting;
    execution->execution = event.attempt + 1;
    execution->cold_start = false;
    ++activity_of(event.function_name).waiting;
}

void ExecutionLog::throttled(const sqlite::InvocationEvent& event, sqlite::ThrottleReason reason) {
    const Timestamp minute = std::chrono::floor<std::chrono::minutes>(event.at);
    if (minute != throttled_minute_) {
        record_throttles();
        throttled_minute_ = minute;
    }
    ++throttles_[{std::string{event.function_name}, reason}];
}

void ExecutionLog::record_throttles() {
    for (const auto& [key, count] : throttles_) {
        recorder_.record(ThrottleRow{
            .minute = throttled_minute_,
            .function = key.first,
            .reason = to_string(key.second),
            .count = count,
        });
    }
    throttles_.clear();
}

void ExecutionLog::duplicated(const sqlite::InvocationEvent& event, std::string_view duplicate_id) {
    const Execution* original = find(event.request_id);
    ENSURE(original != nullptr);
    executions_.emplace(
        duplicate_id,
        Execution{
            .invoked = original->invoked,
            .function = original->function,
            .accepted = event.at,
            .duplicate = true,
        }
    );
    ++activity_of(event.function_name).waiting;
}

void ExecutionLog::dropped(const sqlite::InvocationEvent& event, sqlite::DropReason /*reason*/) {
    const auto found = executions_.find(event.request_id);
    ENSURE(found != executions_.end());
    if (found->second.phase == ExecutionPhase::Waiting) {
        --activity_of(event.function_name).waiting;
        record(event.request_id, found->second, event.at, "dropped");
    }
    executions_.erase(found);
}

std::string_view ExecutionLog::labourer_of(const Execution& execution) const {
    const TaskLedger& ledger = chronicle_.ledger();
    return execution.invoked
               ? std::string_view{ledger.labourer_id(ledger.task(execution.invoked->task).labourer)}
               : std::string_view{};
}

void ExecutionLog::bill_start(const Execution& execution) {
    if (ledger_ != nullptr) {
        ledger_->add(
            {.payer = Payer::Function,
             .labourer = std::string{labourer_of(execution)},
             .item = CostItem::LambdaRequests,
             .resource = execution.function},
            1
        );
    }
}

void ExecutionLog::bill_end(const Execution& execution, Duration billed) {
    if (ledger_ != nullptr) {
        const FunctionModel* function = find_function(scenario_, execution.function);
        ENSURE(function != nullptr);
        ledger_->add(
            {.payer = Payer::Function,
             .labourer = std::string{labourer_of(execution)},
             .item = CostItem::LambdaMegabyteMilliseconds,
             .resource = execution.function},
            function->memory_mb * (billed / std::chrono::milliseconds{1})
        );
    }
}

void ExecutionLog::record(
    std::string_view request_id,
    const Execution& execution,
    std::optional<Timestamp> finished,
    std::string_view outcome
) {
    InvocationRow row{
        .request_id = request_id,
        .execution = execution.execution,
        .function = execution.function,
        .queued = execution.accepted,
        .finished = finished,
        .outcome = outcome,
        .cold_start = execution.cold_start,
        .duplicate = execution.duplicate,
    };
    if (execution.invoked) {
        const TaskLedger& ledger = chronicle_.ledger();
        row.labourer = ledger.labourer_id(ledger.task(execution.invoked->task).labourer);
        row.task = execution.invoked->task;
        row.attempt = execution.invoked->attempt;
    }
    if (execution.phase != ExecutionPhase::Waiting) {
        row.started = execution.started;
    }
    recorder_.record(row);
}

void ExecutionLog::record_unfinished() {
    for (const auto& [request_id, execution] : executions_) {
        const bool running = execution.phase == ExecutionPhase::Running;
        record(request_id, execution, std::nullopt, running ? "running" : "queued");
    }
}

}  // namespace sosw::sim
