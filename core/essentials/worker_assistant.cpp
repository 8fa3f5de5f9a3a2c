#include "core/essentials/worker_assistant.hpp"

#include <string_view>

#include "core/tasks/json_text.hpp"
#include "core/tasks/new_task.hpp"

namespace sosw {

namespace {

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "InvalidEvent", std::move(message));
}

/// The one value of `action`, or of a list `actions`.
Result<std::string> action_of(const Map& event) {
    const AttributeValue* value = event.find("action");
    if (value == nullptr) {
        value = event.find("actions");
    }
    if (value == nullptr) {
        return invalid("the event has no `action`; expected `mark_task_as_completed`");
    }
    if (const auto* list = value->get_if<List>()) {
        if (list->size() != 1) {
            return invalid("`actions` must name exactly one action: " + to_json(*value));
        }
        value = &list->front();
    }
    const auto text = value->as_string();
    if (!text) {
        return invalid("`action` must be a string: " + to_json(*value));
    }
    return std::string{*text};
}

/// An object, or JSON text of one; absent and null are empty.
Result<Map> object_of(const Map& event, const std::string& key) {
    const AttributeValue* value = event.find(key);
    if (value == nullptr || value->is<Null>()) {
        return Map{};
    }
    AttributeValue parsed = *value;
    if (const auto text = value->as_string()) {
        Result<AttributeValue> tree = parse_json(*text);
        if (!tree) {
            return invalid("`" + key + "` is no valid JSON: " + tree.error().message);
        }
        parsed = *std::move(tree);
    }
    if (auto* object = parsed.get_if<Map>()) {
        return std::move(*object);
    }
    return invalid("`" + key + "` must be an object or JSON text of one: " + to_json(*value));
}

Result<CompletionInput> to_completion(const Map& event) {
    CompletionInput input;
    const AttributeValue* task_id = event.find("task_id");
    if (task_id == nullptr) {
        return invalid("the event has no `task_id`, which `mark_task_as_completed` needs");
    }
    const auto id = task_id->as_string();
    if (!id || id->empty()) {
        return invalid("`task_id` must be a string: " + to_json(*task_id));
    }
    input.task_id = *id;
    input.stats = TRY(object_of(event, "stats"));
    input.result = TRY(object_of(event, "result"));
    if (const AttributeValue* labourer = event.find("labourer_id")) {
        if (const auto text = labourer->as_string()) {
            input.labourer_id = std::string{*text};
        }
    }
    if (const AttributeValue* attempts = event.find("attempts")) {
        input.attempts = attempts->as_double();
        if (!input.attempts) {
            return invalid("`attempts` must be a number: " + to_json(*attempts));
        }
    }
    return input;
}

CompletionFields completion_fields(
    const CompletionInput& input, std::int64_t now_seconds, const FieldNames& names
) {
    CompletionFields fields;
    fields.set(names.completed_at, AttributeValue::number(now_seconds));
    for (const Attribute& stat : input.stats) {
        fields.set("stat_" + stat.name, stat.value);
    }
    for (const Attribute& result : input.result) {
        fields.set("result_" + result.name, result.value);
    }
    return fields;
}

/// The attempt that a worker speaks of: payloads carry the count from before the invocation (K2).
std::optional<double> attempt_of(const CompletionInput& input) {
    return input.attempts ? std::optional{*input.attempts + 1} : std::nullopt;
}

Failure stale(const CompletionInput& input, const Item& item, const FieldNames& names) {
    const AttributeValue* attempts = item.find(names.attempts);
    return fail(
        ErrorCode::ConditionFailed,
        "StaleReport",
        "task `" + input.task_id + "` is at attempt " +
            (attempts != nullptr ? to_json(*attempts) : std::string{"0"}) +
            "; the report is of an earlier one"
    );
}

}  // namespace

std::string_view to_string(CompletionResult result) {
    switch (result) {
        case CompletionResult::MarkedCompleted:
            return "marked_completed";
        case CompletionResult::ClosedFromRetry:
            return "closed_from_retry";
        case CompletionResult::AlreadyClosed:
            return "already_closed";
    }
    return "unknown";
}

WorkerAssistant::WorkerAssistant(Clock& clock, DynamoDb& dynamo_db, const TaskManagerConfig& config)
    : clock_{clock}, config_{config}, store_{dynamo_db, config} {}

Result<CompletionResult> WorkerAssistant::handle(const Map& event) {
    const std::string action = TRY(action_of(event));
    if (action != "mark_task_as_completed") {
        return invalid(
            "action `" + action + "` is not supported; expected `mark_task_as_completed`"
        );
    }
    return mark_task_as_completed(TRY(to_completion(event)));
}

Result<CompletionResult> WorkerAssistant::mark_task_as_completed(const CompletionInput& input) {
    const CompletionFields fields =
        completion_fields(input, epoch_seconds(clock_.now()), store_.fields());
    if (TRY(mark_in_tasks(input, fields))) {
        return CompletionResult::MarkedCompleted;
    }
    if (TRY(close_waiting(input, fields))) {
        return CompletionResult::ClosedFromRetry;
    }
    // A Scavenger may have put it back into the queue between the two looks: there it can be
    // marked.
    if (TRY(mark_in_tasks(input, fields))) {
        return CompletionResult::MarkedCompleted;
    }
    if (TRY(store_.get_closed(input.task_id))) {
        return CompletionResult::AlreadyClosed;
    }
    return fail(
        ErrorCode::NotFound,
        "TaskNotFound",
        "task `" + input.task_id + "` is neither queued, running, waiting for retry nor closed"
    );
}

Result<bool> WorkerAssistant::mark_in_tasks(
    const CompletionInput& input, const CompletionFields& fields
) {
    const Result<void> completed = store_.complete(input.task_id, fields, attempt_of(input));
    if (completed) {
        return true;
    }
    if (completed.error().code != ErrorCode::ConditionFailed) {
        return fail(completed.error());
    }
    const auto* found = completed.error().detail<ConditionCheckFailed>();
    if (found != nullptr && found->item.contains(store_.fields().labourer_id)) {
        return stale(input, found->item, store_.fields());
    }
    return false;
}

Result<bool> WorkerAssistant::close_waiting(
    const CompletionInput& input, const CompletionFields& fields
) {
    const std::optional<Item> retry = TRY(find_retry(input));
    if (!retry) {
        return false;
    }
    const std::optional<double> attempt = attempt_of(input);
    if (attempt && to_task(*retry, store_.fields()).attempts_made() != *attempt) {
        return stale(input, *retry, store_.fields());
    }
    Item item = *retry;
    item.erase(store_.fields().desired_launch_time);
    for (const Attribute& field : fields) {
        item.set(field.name, field.value);
    }
    const ClosedItemInput closed{.closed_at = epoch_seconds(clock_.now()), .completed = true};
    const Result<void> moved =
        store_.move_retry_to_closed(*retry, closed_item(std::move(item), closed, store_.fields()));
    if (moved) {
        return true;
    }
    if (moved.error().code == ErrorCode::ConditionFailed) {
        return false;
    }
    return fail(moved.error());
}

Result<std::optional<Item>> WorkerAssistant::find_retry(const CompletionInput& input) {
    if (input.labourer_id) {
        return store_.get_retry(*input.labourer_id, input.task_id);
    }
    for (const LabourerConfig& labourer : config_.labourers) {
        if (std::optional<Item> item = TRY(store_.get_retry(labourer.id, input.task_id))) {
            return item;
        }
    }
    return std::nullopt;
}

}  // namespace sosw
