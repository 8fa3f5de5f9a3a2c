#include "core/tasks/task.hpp"

#include "core/tasks/json_text.hpp"

namespace sosw {

namespace {

std::string text_or_empty(const AttributeValue* value) {
    const auto text = value != nullptr ? value->as_string() : std::nullopt;
    return text ? std::string{*text} : std::string{};
}

/// As an object; anything else stands under the key `payload`.
Map payload_object(const AttributeValue* stored) {
    if (stored == nullptr) {
        return {};
    }
    if (const auto* object = stored->get_if<Map>()) {
        return *object;
    }
    AttributeValue value = *stored;
    if (const auto text = stored->as_string()) {
        if (Result<AttributeValue> parsed = parse_json(*text)) {
            if (auto* object = parsed->get_if<Map>()) {
                return std::move(*object);
            }
            value = *std::move(parsed);
        }
    }
    Map wrapped;
    wrapped.append("payload", std::move(value));
    return wrapped;
}

}  // namespace

Task to_task(Item item, const FieldNames& fields) {
    Task task;
    task.task_id = text_or_empty(item.find(fields.task_id));
    task.labourer_id = text_or_empty(item.find(fields.labourer_id));
    if (const AttributeValue* greenfield = item.find(fields.greenfield)) {
        if (const auto* number = greenfield->get_if<Number>()) {
            task.greenfield = *number;
        }
    }
    if (const AttributeValue* attempts = item.find(fields.attempts)) {
        task.attempts = attempts->as_double();
    }
    if (const AttributeValue* completed_at = item.find(fields.completed_at)) {
        task.completed_at = completed_at->as_int64();
    }
    task.item = std::move(item);
    return task;
}

std::string invalidity(const Task& task, const DynamoDbConfig& config) {
    for (const std::string& field : config.required_fields) {
        if (!task.item.contains(field)) {
            return "the required field `" + field + "` is missing";
        }
    }
    if (!task.greenfield) {
        return "`" + config.field_names.greenfield + "` is no number";
    }
    if (task.item.contains(config.field_names.attempts) && !task.attempts) {
        return "`" + config.field_names.attempts + "` is no number";
    }
    return {};
}

Map stored_payload(const Item& item, const DynamoDbConfig& config) {
    return payload_object(item.find(config.field_names.payload));
}

std::string invocation_payload(const Task& task, const DynamoDbConfig& config) {
    const std::string& payload_field = config.field_names.payload;
    Map payload = stored_payload(task.item, config);
    for (const auto& [field, type] : config.row_mapper) {
        if (field == payload_field) {
            continue;
        }
        if (const AttributeValue* value = task.item.find(field)) {
            payload.set(field, *value);
        }
    }
    return to_json(payload);
}

}  // namespace sosw
