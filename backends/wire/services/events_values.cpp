#include "backends/wire/services/events_values.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "backends/wire/services/json_values.hpp"

namespace sosw::wire {
namespace {

/// What `RuleTarget` has a field for; the rest is kept as it came.
constexpr std::array<std::string_view, 6> kKnownSettings = {
    "Id", "Arn", "RoleArn", "Input", "InputPath", "InputTransformer"};

std::string other_settings_of(const Value& target) {
    Value others = Value::structure();
    bool any = false;
    for (const Value::Member& member : *target.get_if<Value::Structure>()) {
        const bool known = std::ranges::find(kKnownSettings, member.name) != kKnownSettings.end();
        if (!known && !member.value.is_null()) {
            others.set(member.name, member.value);
            any = true;
        }
    }
    return any ? write_json(others) : "";
}

InputTransformer read_transformer(const FieldReader& fields) {
    return {
        .input_paths_map = fields.map("InputPathsMap"),
        .input_template = fields.text("InputTemplate")};
}

Value write_transformer(const InputTransformer& transformer) {
    Value value = Value::structure();
    if (!transformer.input_paths_map.empty()) {
        Value::Structure paths;
        for (const auto& [name, path] : transformer.input_paths_map) {
            paths.push_back({name, Value{path}});
        }
        value.set("InputPathsMap", Value::map(std::move(paths)));
    }
    value.set("InputTemplate", transformer.input_template);
    return value;
}

}  // namespace

Rule read_rule(const FieldReader& fields) {
    return {
        .name = fields.text("Name"),
        .arn = fields.text("Arn"),
        .event_pattern = fields.text("EventPattern"),
        .schedule_expression = fields.text("ScheduleExpression"),
        .state = fields.text("State") == "DISABLED" ? RuleState::Disabled : RuleState::Enabled,
        .description = fields.text("Description"),
        .role_arn = fields.text("RoleArn")};
}

Value write_rule(const Rule& rule) {
    Value value = Value::structure();
    value.set("Name", rule.name);
    value.set_if("Arn", rule.arn);
    value.set_if("EventPattern", rule.event_pattern);
    value.set_if("ScheduleExpression", rule.schedule_expression);
    value.set("State", rule.state == RuleState::Enabled ? "ENABLED" : "DISABLED");
    value.set_if("Description", rule.description);
    value.set_if("RoleArn", rule.role_arn);
    value.set("EventBusName", "default");
    return value;
}

RuleTarget read_target(const FieldReader& fields) {
    RuleTarget target{
        .id = fields.text("Id"),
        .arn = fields.text("Arn"),
        .role_arn = fields.text("RoleArn"),
        .input = fields.optional_text("Input"),
        .input_path = fields.optional_text("InputPath"),
        .other_settings = other_settings_of(fields.value())};
    if (const auto transformer = fields.structure("InputTransformer")) {
        target.input_transformer = read_transformer(*transformer);
    }
    return target;
}

Value write_target(const RuleTarget& target) {
    Value value = Value::structure();
    value.set("Id", target.id);
    value.set("Arn", target.arn);
    value.set_if("RoleArn", target.role_arn);
    value.set_if("Input", target.input);
    value.set_if("InputPath", target.input_path);
    if (target.input_transformer) {
        value.set("InputTransformer", write_transformer(*target.input_transformer));
    }
    const auto others = read_json_structure(target.other_settings);
    if (others) {
        for (const Value::Member& member : *others->get_if<Value::Structure>()) {
            value.set(member.name, member.value);
        }
    }
    return value;
}

PutEventsEntry read_put_events_entry(const FieldReader& fields) {
    return {
        .source = fields.text("Source"),
        .detail_type = fields.text("DetailType"),
        .detail = fields.text("Detail"),
        .resources = fields.texts("Resources"),
        .time = fields.timestamp("Time"),
        .event_bus_name = fields.text("EventBusName")};
}

Value write_put_events_entry(const PutEventsEntry& entry) {
    Value value = Value::structure();
    value.set("Source", entry.source);
    value.set("DetailType", entry.detail_type);
    value.set("Detail", entry.detail);
    if (!entry.resources.empty()) {
        value.set("Resources", Value::list_of(entry.resources));
    }
    value.set_if("Time", entry.time);
    value.set_if("EventBusName", entry.event_bus_name);
    return value;
}

PutEventsResult read_put_events_result(const FieldReader& fields) {
    return {
        .event_id = fields.text("EventId"),
        .error_code = fields.text("ErrorCode"),
        .error_message = fields.text("ErrorMessage")};
}

Value write_put_events_result(const PutEventsResult& result) {
    Value value = Value::structure();
    value.set_if("EventId", result.event_id);
    value.set_if("ErrorCode", result.error_code);
    value.set_if("ErrorMessage", result.error_message);
    return value;
}

}  // namespace sosw::wire
