#include "backends/sqlite/event_checks.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "backends/json_syntax.hpp"
#include "backends/sqlite/event_input.hpp"
#include "backends/sqlite/event_pattern.hpp"
#include "core/base/schedule_expression.hpp"

namespace sosw::sqlite {
namespace {

constexpr std::size_t kNameMax = 64;

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

bool is_name_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '_';
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= kNameMax && std::ranges::all_of(name, is_name_character);
}

Failure invalid_name(std::string_view member, const std::string& name) {
    return invalid(
        "1 validation error detected: Value '" + name + "' at '" + std::string{member} +
        "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
        "[\\.\\-_A-Za-z0-9]+"
    );
}

bool is_arn(std::string_view arn) {
    return arn.starts_with("arn:") && std::ranges::count(arn, ':') >= 5;
}

PutEventsResult required(std::string_view argument) {
    const std::string name{argument};
    return {
        .error_code = "InvalidArgument",
        .error_message =
            "Parameter " + name + " is not valid. Reason: " + name + " is a required argument."};
}

}  // namespace

Result<void> check(const Rule& rule) {
    if (!is_name(rule.name)) {
        return invalid_name("name", rule.name);
    }
    if (rule.event_pattern.empty() && rule.schedule_expression.empty()) {
        return invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    if (!rule.schedule_expression.empty()) {
        const auto schedule = ScheduleExpression::parse(rule.schedule_expression);
        if (!schedule) {
            return invalid(
                "Parameter ScheduleExpression is not valid. " + schedule.error().message
            );
        }
    }
    return rule.event_pattern.empty() ? Result<void>{} : check_event_pattern(rule.event_pattern);
}

Result<void> check(const RuleTarget& target) {
    if (!is_name(target.id)) {
        return invalid_name("targets.1.member.id", target.id);
    }
    if (!is_arn(target.arn)) {
        return invalid(
            "Parameter " + target.arn +
            " is not valid. Reason: Provided Arn is not in correct format."
        );
    }
    const int inputs =
        (target.input ? 1 : 0) + (target.input_path ? 1 : 0) + (target.input_transformer ? 1 : 0);
    if (inputs > 1) {
        return invalid(
            "Only one of Input, InputPath, or InputTransformer must be provided for target " +
            target.id + "."
        );
    }
    if (target.input && !is_json(*target.input)) {
        return invalid("JSON syntax error in input for target " + target.id + ".");
    }
    if (target.input_path && !is_json_path(*target.input_path)) {
        return invalid("Invalid InputPath for target " + target.id + ".");
    }
    for (const auto& [name, path] :
         target.input_transformer.value_or(InputTransformer{}).input_paths_map) {
        if (!is_json_path(path)) {
            return invalid("Invalid InputPath for target " + target.id + ": " + name + ".");
        }
    }
    return {};
}

PutEventsResult problem_of(const PutEventsEntry& entry) {
    if (entry.source.empty()) {
        return required("Source");
    }
    if (entry.detail_type.empty()) {
        return required("DetailType");
    }
    if (entry.detail.empty()) {
        return required("Detail");
    }
    if (!json_members(entry.detail)) {
        return {.error_code = "MalformedDetail", .error_message = "Detail is malformed."};
    }
    if (entry.source.starts_with("aws.")) {
        return {
            .error_code = "NotAuthorizedForSourceException",
            .error_message = "Not authorized for the source."};
    }
    return {};
}

std::size_t size_of(const PutEventsEntry& entry) {
    constexpr std::size_t kTimeSize = 14;
    std::size_t size = entry.time ? kTimeSize : 0;
    size += entry.source.size() + entry.detail_type.size() + entry.detail.size();
    for (const std::string& resource : entry.resources) {
        size += resource.size();
    }
    return size;
}

}  // namespace sosw::sqlite
