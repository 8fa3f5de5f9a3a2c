#include "core/tasks/new_task.hpp"

#include <array>
#include <utility>

#include "core/ports/attribute_number.hpp"
#include "core/tasks/json_text.hpp"
#include "core/tasks/task_manager.hpp"

namespace sosw {

namespace {

/// The payload as an object, in the forms that sosw accepts; whatever is no object is wrapped
/// (M12).
Map payload_object(const std::optional<AttributeValue>& payload) {
    if (!payload) {
        return {};
    }
    AttributeValue value = *payload;
    if (const auto text = payload->as_string()) {
        if (Result<AttributeValue> parsed = parse_json(*text)) {
            value = *std::move(parsed);
        }
    }
    if (auto* object = value.get_if<Map>()) {
        return std::move(*object);
    }
    return {{"payload", std::move(value)}};
}

std::string type_of(const std::string& field, const DynamoDbConfig& config) {
    for (const auto& [name, type] : config.row_mapper) {
        if (name == field) {
            return type;
        }
    }
    return "S";
}

/// `value` in the type that the row mapper has for `field`; text that reads as a number may stand
/// for an N.
Result<AttributeValue> typed(
    const std::string& field, const AttributeValue& value, const DynamoDbConfig& config
) {
    const std::string type = type_of(field, config);
    if (type == "N") {
        const auto* number = value.get_if<Number>();
        const auto text = value.as_string();
        if (number != nullptr || text) {
            if (auto normal = normalise_number(number != nullptr ? number->text : *text)) {
                return AttributeValue::number(*std::move(normal));
            }
        }
    } else if (value.type_name() == type) {
        return value;
    }
    return fail(
        ErrorCode::InvalidRequest,
        "InvalidTask",
        "`" + field + "` must be of type " + type + ", not " + std::string{value.type_name()} +
            ": " + to_json(value)
    );
}

}  // namespace

Result<Item> new_task_item(
    const GeneratedFields& generated, const CreateTaskInput& input, const DynamoDbConfig& config
) {
    const FieldNames& fields = config.field_names;
    std::array<Attribute, 5> own{{
        {fields.task_id, generated.task_id},
        {fields.labourer_id, generated.labourer_id},
        {fields.created_at, AttributeValue::number(epoch_seconds_text(generated.created_at))},
        {fields.greenfield, AttributeValue::Variant{generated.greenfield}},
        {fields.attempts, AttributeValue::number(0)},
    }};
    Map payload = payload_object(input.payload);
    for (const Attribute& given : input.attributes) {
        const auto generated_field = std::find_if(own.begin(), own.end(), [&](const auto& f) {
            return f.name == given.name;
        });
        if (generated_field == own.end()) {
            payload.set(given.name, given.value);
            continue;
        }
        AttributeValue value = TRY(typed(given.name, given.value, config));
        if (input.strict && !(value == generated_field->value)) {
            return fail(
                ErrorCode::InvalidRequest,
                "InvalidTask",
                "the value of `" + given.name + "` passed to create_task, " + to_json(value) +
                    ", is not the generated " + to_json(generated_field->value) +
                    "; leave it out, or create the task with strict = false"
            );
        }
        generated_field->value = std::move(value);
    }
    Item item;
    item.reserve(own.size() + 1);
    for (Attribute& field : own) {
        item.append(std::move(field.name), std::move(field.value));
    }
    item.append(fields.payload, to_json(payload));
    return item;
}

Item closed_item(Item item, const ClosedItemInput& input, const FieldNames& fields) {
    const AttributeValue* labourer = item.find(fields.labourer_id);
    const auto labourer_id = labourer != nullptr ? labourer->as_string() : std::nullopt;
    item.set(
        fields.labourer_id_task_status,
        status_key(std::string{labourer_id.value_or("")}, input.completed)
    );
    item.set(fields.closed_at, AttributeValue::number(input.closed_at));
    if (!input.message.empty()) {
        item.set("failure_message", input.message);
    }
    return item;
}

std::string status_key(const std::string& labourer_id, bool completed) {
    return labourer_id + (completed ? "_1" : "_0");
}

}  // namespace sosw
