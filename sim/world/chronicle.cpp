#include "sim/world/chronicle.hpp"

#include <string>

#include <fmt/format.h>

#include "core/tasks/json_text.hpp"

namespace sosw::sim {

namespace {

std::optional<std::string_view> text_of(const Item& item, const std::string& field) {
    const AttributeValue* value = item.find(field);
    return value != nullptr ? value->as_string() : std::nullopt;
}

double number_of(const Item& item, const std::string& field) {
    const AttributeValue* value = item.find(field);
    return value != nullptr ? value->as_double().value_or(0) : 0;
}

ClosedAs closed_as(const Item& item, const FieldNames& fields) {
    if (item.contains(fields.completed_at)) {
        return ClosedAs::Completed;
    }
    return item.contains("failure_message") ? ClosedAs::Invalid : ClosedAs::Dead;
}

}  // namespace

Chronicle::Chronicle(
    const TaskManagerConfig& config, const Clock& clock, Recorder& recorder, TaskLedger& ledger
)
    : config_{config}, clock_{clock}, recorder_{recorder}, ledger_{ledger} {}

TaskEventRow Chronicle::event(TaskEventKind kind, TaskNumber task) const {
    const LedgerTask& known = ledger_.task(task);
    return {
        .at = clock_.now(),
        .task = task,
        .labourer = ledger_.labourer_id(known.labourer),
        .event = kind,
        .attempt = known.attempt,
    };
}

void Chronicle::violated(const Breach& breach, std::optional<TaskNumber> task) {
    if (!breach) {
        return;
    }
    recorder_.record(ViolationRow{
        .at = clock_.now(),
        .invariant = breach->invariant,
        .labourer = task ? std::string_view{ledger_.labourer_id(ledger_.task(*task).labourer)}
                         : std::string_view{},
        .task = task,
        .message = breach->message,
    });
}

std::optional<TaskNumber> Chronicle::task_of(const Item& item) {
    const auto task_id = text_of(item, config_.dynamo_db.field_names.task_id);
    const auto task = task_id ? ledger_.find(*task_id) : std::nullopt;
    if (!task) {
        violated(Violation{
            .invariant = "none_invented",
            .message = fmt::format("an item of no known task: {}", to_json(item)),
        });
    }
    return task;
}

void Chronicle::created(const Item& item) {
    const FieldNames& fields = config_.dynamo_db.field_names;
    const auto task_id = text_of(item, fields.task_id);
    const auto labourer_id = text_of(item, fields.labourer_id);
    const auto labourer = labourer_id ? ledger_.find_labourer(*labourer_id) : std::nullopt;
    if (!task_id || !labourer) {
        violated(Violation{
            .invariant = "none_invented",
            .message = fmt::format("a task of no known labourer: {}", to_json(item)),
        });
        return;
    }
    const Timestamp now = clock_.now();
    if (const Breach breach = ledger_.create(std::string{*task_id}, *labourer, now)) {
        violated(breach);
        return;
    }
    const TaskNumber task = ledger_.tasks();
    recorder_.record(TaskRow{
        .task = task, .task_id = *task_id, .labourer = *labourer_id, .created = now});
    recorder_.record(event(TaskEventKind::Created, task));
}

void Chronicle::moved(
    std::string_view from_table,
    std::string_view to_table,
    const Item& item,
    std::optional<PassNumber> pass
) {
    const auto task = task_of(item);
    if (!task) {
        return;
    }
    const FieldNames& fields = config_.dynamo_db.field_names;
    TaskEventRow row = event(TaskEventKind::Closed, *task);
    row.attempt = number_of(item, fields.attempts);
    row.pass = pass;
    if (to_table == config_.sosw_closed_tasks_table) {
        closed(*task, item, row);
        return;
    }
    if (to_table == config_.sosw_retry_tasks_table) {
        violated(ledger_.expire(*task, *row.attempt), task);
        row.event = TaskEventKind::Expired;
        const auto due = static_cast<std::int64_t>(number_of(item, fields.desired_launch_time));
        row.wait = from_epoch_seconds(due) - clock_.now();
    } else if (from_table == config_.sosw_retry_tasks_table) {
        violated(ledger_.retry(*task, clock_.now()), task);
        row.event = TaskEventKind::Retried;
    }
    recorder_.record(row);
}

void Chronicle::closed(TaskNumber task, const Item& item, TaskEventRow row) {
    const ClosedAs closed = closed_as(item, config_.dynamo_db.field_names);
    violated(ledger_.close(task, closed), task);
    row.reason = to_string(closed);
    row.wait = clock_.now() - ledger_.task(task).created;
    recorder_.record(row);
}

std::optional<InvokedTask> Chronicle::read_payload(std::string_view payload) {
    const Result<AttributeValue> value = parse_json(payload);
    const Map* object = value ? value->get_if<Map>() : nullptr;
    if (object == nullptr) {
        return std::nullopt;
    }
    const FieldNames& fields = config_.dynamo_db.field_names;
    const auto task_id = text_of(*object, fields.task_id);
    const auto task = task_id ? ledger_.find(*task_id) : std::nullopt;
    if (!task) {
        return std::nullopt;
    }
    // The payload has the fields as they were before the task was marked (K2).
    return InvokedTask{.task = *task, .attempt = number_of(*object, fields.attempts) + 1};
}

void Chronicle::invoked(
    const InvokedTask& invoked, std::string_view request_id, PassNumber pass, Timestamp pass_started
) {
    const Timestamp queued = ledger_.task(invoked.task).queued;
    violated(
        ledger_.invoke(invoked.task, invoked.attempt, epoch_seconds(pass_started), clock_.now()),
        invoked.task
    );
    TaskEventRow row = event(TaskEventKind::Invoked, invoked.task);
    row.request_id = request_id;
    row.wait = clock_.now() - queued;
    row.pass = pass;
    recorder_.record(row);
}

void Chronicle::refused(std::string_view payload, const Error& error, PassNumber pass) {
    const auto invoked = read_payload(payload);
    if (!invoked) {
        return;
    }
    const std::string reason = to_string(error);
    TaskEventRow row = event(TaskEventKind::Refused, invoked->task);
    row.attempt = invoked->attempt;
    row.reason = reason;
    row.pass = pass;
    recorder_.record(row);
}

void Chronicle::remarked(
    TaskEventKind kind,
    std::string_view task_id,
    double attempt,
    const Error* error,
    PassNumber pass
) {
    const auto task = ledger_.find(task_id);
    if (!task) {
        return;
    }
    const std::string reason = error != nullptr ? to_string(*error) : std::string{};
    TaskEventRow row = event(kind, *task);
    row.attempt = attempt;
    row.reason = reason;
    row.pass = pass;
    recorder_.record(row);
}

void Chronicle::started(const InvokedTask& invoked, std::string_view request_id, Duration waited) {
    TaskEventRow row = event(TaskEventKind::Started, invoked.task);
    row.attempt = invoked.attempt;
    row.request_id = request_id;
    row.wait = waited;
    recorder_.record(row);
}

void Chronicle::failed(
    const InvokedTask& invoked, std::string_view request_id, std::string_view reason, Duration ran
) {
    TaskEventRow row = event(TaskEventKind::Failed, invoked.task);
    row.attempt = invoked.attempt;
    row.request_id = request_id;
    row.reason = reason;
    row.wait = ran;
    recorder_.record(row);
}

void Chronicle::reported(
    TaskNumber task, std::string_view request_id, const Result<CompletionResult>& result
) {
    TaskEventRow row = event(TaskEventKind::Completed, task);
    row.request_id = request_id;
    row.wait = clock_.now() - ledger_.task(task).invoked;
    if (!result) {
        const std::string reason = to_string(result.error());
        row.event = TaskEventKind::ReportLost;
        row.reason = reason;
        recorder_.record(row);
        return;
    }
    if (*result == CompletionResult::MarkedCompleted) {
        const TaskState before = ledger_.task(task).state;
        row.reason = before == TaskState::Invoked ? std::string_view{} : to_string(before);
        violated(ledger_.complete(task), task);
    } else {
        row.reason = to_string(*result);
    }
    recorder_.record(row);
}

}  // namespace sosw::sim
