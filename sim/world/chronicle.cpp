#include "sim/world/chronicle.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "backends/json_syntax.hpp"
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

/// What the book wants to know of an invocation's payload.
struct PayloadFields {
    std::string task_id;
    double attempts = 0;
};

/// The last member of that name; null where there is none.
const JsonMember* last_member(const std::vector<JsonMember>& members, std::string_view name) {
    const auto found = std::ranges::find(members.rbegin(), members.rend(), name, &JsonMember::name);
    return found != members.rend() ? &*found : nullptr;
}

bool has_escapes(const JsonMember& member) { return member.name.find('\\') != member.name.npos; }

/// Without building the whole payload, which costs ten times as much: each invocation is read.
/// Nothing where something that matters is written with escapes.
std::optional<PayloadFields> read_plain(std::string_view payload, const FieldNames& fields) {
    const auto members = json_members(payload);
    if (!members || std::ranges::any_of(*members, has_escapes)) {
        return std::nullopt;
    }
    const JsonMember* id = last_member(*members, fields.task_id);
    const JsonMember* attempts = last_member(*members, fields.attempts);
    if (id == nullptr || !id->value.starts_with('"') || id->value.find('\\') != id->value.npos) {
        return std::nullopt;
    }
    PayloadFields read{.task_id = std::string{id->value.substr(1, id->value.size() - 2)}};
    if (attempts != nullptr) {
        const std::string number{attempts->value};  // as_double reads nothing else than numbers
        read.attempts = AttributeValue::number(number).as_double().value_or(0);
    }
    return read;
}

std::optional<PayloadFields> read_whole(std::string_view payload, const FieldNames& fields) {
    const Result<AttributeValue> value = parse_json(payload);
    const Map* object = value ? value->get_if<Map>() : nullptr;
    const auto task_id = object != nullptr ? text_of(*object, fields.task_id) : std::nullopt;
    if (!task_id) {
        return std::nullopt;
    }
    return PayloadFields{
        .task_id = std::string{*task_id}, .attempts = number_of(*object, fields.attempts)};
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
    : config_{config},
      clock_{clock},
      recorder_{recorder},
      ledger_{ledger},
      waiting_(ledger.labourers()) {}

void Chronicle::follow(TaskNumber task) {
    const std::size_t labourer = ledger_.task(task).labourer;
    waiting_[labourer].set(ledger_.counts(labourer).waiting, clock_.now());
}

Duration Chronicle::since(Timestamp earlier) const {
    return std::max(when() - earlier, Duration::zero());
}

TaskEventRow Chronicle::event(TaskEventKind kind, TaskNumber task) const {
    const LedgerTask& known = ledger_.task(task);
    return {
        .at = when(),
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
        .at = when(),
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
        violated(broken(
            Invariant::Conservation, fmt::format("an item of no known task: {}", to_json(item))
        ));
    }
    return task;
}

TaskFields Chronicle::fields_of(const Item& item) const {
    const FieldNames& fields = config_.dynamo_db.field_names;
    return {
        .attempts = number_of(item, fields.attempts),
        .greenfield = number_of(item, fields.greenfield),
    };
}

void Chronicle::created(const Item& item, std::optional<PassNumber> pass) {
    const FieldNames& fields = config_.dynamo_db.field_names;
    const auto task_id = text_of(item, fields.task_id);
    const auto labourer_id = text_of(item, fields.labourer_id);
    const auto labourer = labourer_id ? ledger_.find_labourer(*labourer_id) : std::nullopt;
    if (!task_id || !labourer) {
        violated(broken(
            Invariant::NoGhosts, fmt::format("an item of no known labourer: {}", to_json(item))
        ));
        return;
    }
    const Timestamp now = when();
    const std::int64_t known = ledger_.tasks();
    violated(ledger_.create(std::string{*task_id}, *labourer, now, fields_of(item)));
    const TaskNumber task = ledger_.tasks();
    if (task == known) {
        return;  // created twice
    }
    follow(task);
    recorder_.record(TaskRow{
        .task = task, .task_id = *task_id, .labourer = *labourer_id, .created = now});
    const auto payload = text_of(item, fields.payload);
    if (payload && *payload != "{}") {
        recorder_.record(TaskPayloadRow{.task = task, .payload = *payload});
    }
    TaskEventRow row = event(TaskEventKind::Created, task);
    row.pass = pass;
    recorder_.record(row);
}

void Chronicle::updated(const Item& key, const Item& changed) {
    const FieldNames& names = config_.dynamo_db.field_names;
    const auto task_id = text_of(key, names.task_id);
    const auto task = task_id ? ledger_.find(*task_id) : std::nullopt;
    if (!task) {
        violated(broken(
            Invariant::NoGhosts,
            fmt::format("an update of an item that nobody created: {}", to_json(key))
        ));
        return;
    }
    if (changed.contains(names.completed_at)) {
        completed(*task);
    }
    if (!changed.contains(names.greenfield)) {
        return;
    }
    const TaskFields fields = fields_of(changed);  // attempts that were removed count as 0
    if (fields.attempts > ledger_.task(*task).attempts) {
        violated(ledger_.mark(*task, fields, when()), task);
    } else {
        violated(ledger_.take_back(*task, fields), task);
    }
}

void Chronicle::completed(TaskNumber task) {
    TaskEventRow row = event(TaskEventKind::Completed, task);
    const TaskState before = ledger_.task(task).state;
    // A second report that is heard of late may find its task closed meanwhile.
    if (!late_ || before != TaskState::Closed) {
        violated(ledger_.complete(task), task);
        follow(task);
    }
    const auto report = std::ranges::find(reports_, task, &decltype(reports_)::value_type::first);
    if (report != reports_.end()) {
        row.request_id = report->second;
    }
    row.wait = since(ledger_.task(task).invoked);
    row.reason = before == TaskState::Invoked ? std::string_view{} : to_string(before);
    recorder_.record(row);
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
        violated(ledger_.expire(*task, fields_of(item)), task);
        follow(*task);
        row.event = TaskEventKind::Expired;
        const auto due = static_cast<std::int64_t>(number_of(item, fields.desired_launch_time));
        row.wait = from_epoch_seconds(due) - when();
    } else if (from_table == config_.sosw_retry_tasks_table) {
        violated(ledger_.retry(*task, fields_of(item), when()), task);
        follow(*task);
        row.event = TaskEventKind::Retried;
    }
    recorder_.record(row);
}

void Chronicle::closed(TaskNumber task, const Item& item, TaskEventRow row) {
    const ClosedAs closed = closed_as(item, config_.dynamo_db.field_names);
    const TaskState before = ledger_.task(task).state;
    if (before_close_ && closed == ClosedAs::Completed && before != TaskState::Completed &&
        before != TaskState::Retry) {
        before_close_(task, item);
    }
    violated(ledger_.close(task, closed, row.attempt.value_or(0)), task);
    follow(task);
    row.reason = to_string(closed);
    row.wait = since(ledger_.task(task).created);
    recorder_.record(row);
}

std::optional<InvokedTask> Chronicle::read_payload(std::string_view payload) {
    const FieldNames& names = config_.dynamo_db.field_names;
    auto fields = read_plain(payload, names);
    if (!fields) {
        fields = read_whole(payload, names);
    }
    const auto task = fields ? ledger_.find(fields->task_id) : std::nullopt;
    if (!task) {
        return std::nullopt;
    }
    // The payload has the fields as they were before the task was marked (K2).
    return InvokedTask{.task = *task, .attempt = fields->attempts + 1};
}

void Chronicle::invoked(
    const InvokedTask& invoked, std::string_view request_id, std::optional<PassNumber> pass
) {
    const Timestamp queued = ledger_.task(invoked.task).queued;
    violated(ledger_.invoke(invoked.task, invoked.attempt, when()), invoked.task);
    follow(invoked.task);
    TaskEventRow row = event(TaskEventKind::Invoked, invoked.task);
    row.request_id = request_id;
    row.wait = since(queued);
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

void Chronicle::reporting(TaskNumber task, std::string_view request_id) {
    reports_.emplace_back(task, request_id);
}

void Chronicle::reported(
    TaskNumber task, std::string_view request_id, const Result<CompletionResult>& result
) {
    std::erase_if(reports_, [&](const auto& report) {
        return report.first == task && report.second == request_id;
    });
    if (result && *result == CompletionResult::MarkedCompleted) {
        return;  // recorded when it was done
    }
    TaskEventRow row = event(TaskEventKind::Completed, task);
    row.request_id = request_id;
    row.wait = since(ledger_.task(task).invoked);
    const std::string error = result ? std::string{} : to_string(result.error());
    if (!result) {
        row.event = TaskEventKind::ReportLost;
    }
    row.reason = result ? to_string(*result) : std::string_view{error};
    recorder_.record(row);
}

}  // namespace sosw::sim
