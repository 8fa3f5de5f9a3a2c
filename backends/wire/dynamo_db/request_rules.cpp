#include "backends/wire/dynamo_db/request_rules.hpp"

#include <algorithm>
#include <vector>

#include <fmt/core.h>
#include <fmt/ranges.h>

namespace sosw::wire {

namespace {

// In the order in which the service lists them.
constexpr std::array<std::string_view, 3> kCapacities{"INDEXES", "TOTAL", "NONE"};
constexpr std::array<std::string_view, 2> kMetrics{"SIZE", "NONE"};
constexpr std::array<std::string_view, 5> kReturnValues{
    "ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"};
constexpr std::array<std::string_view, 2> kFailureValues{"ALL_OLD", "NONE"};
constexpr std::array<std::string_view, 2> kConditionalOperators{"OR", "AND"};
constexpr std::array<std::string_view, 4> kSelects{
    "SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"};
constexpr std::array<std::string_view, 13> kComparisons{
    "IN",
    "NULL",
    "BETWEEN",
    "LT",
    "NOT_CONTAINS",
    "EQ",
    "GT",
    "NOT_NULL",
    "NE",
    "LE",
    "BEGINS_WITH",
    "GE",
    "CONTAINS"};
constexpr std::size_t kAttributesToGetMax = 255;

std::vector<std::string_view> present(std::span<const Parameter> parameters) {
    std::vector<std::string_view> names;
    for (const Parameter& parameter : parameters) {
        if (parameter.present) {
            names.push_back(parameter.name);
        }
    }
    return names;
}

bool is_placeholder(std::string_view key, char sign) {
    return key.size() > 1 && key.front() == sign && std::ranges::all_of(key.substr(1), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_';
           });
}

template <typename Definitions>
Result<void> check_keys(const Definitions& definitions, char sign, std::string_view parameter) {
    if (definitions.empty()) {
        return validation_error(fmt::format("{} must not be empty", parameter));
    }
    for (const auto& [key, definition] : definitions) {
        if (!is_placeholder(key, sign)) {
            return validation_error(
                fmt::format("{} contains invalid key: Syntax error; key: \"{}\"", parameter, key)
            );
        }
    }
    return {};
}

/// The names of values belong to expressions other than projections.
Result<void> check_values_are_wanted(std::span<const Parameter> expressions) {
    std::vector<std::string_view> takers;
    for (const Parameter& expression : expressions) {
        if (expression.name == "ProjectionExpression") {
            continue;
        }
        if (expression.present) {
            return {};
        }
        takers.push_back(expression.name);
    }
    return validation_error(fmt::format(
        "ExpressionAttributeValues can only be specified when using expressions: {} {} null",
        fmt::join(takers, " and "),
        takers.size() > 1 ? "are" : "is"
    ));
}

}  // namespace

void constrain_return_consumed_capacity(Constraints& constraints, const ItemRequest& request) {
    constraints.one_of("returnConsumedCapacity", request.return_consumed_capacity, kCapacities);
}

void constrain_return_item_collection_metrics(
    Constraints& constraints, const ItemRequest& request
) {
    constraints.one_of(
        "returnItemCollectionMetrics", request.return_item_collection_metrics, kMetrics
    );
}

void constrain_return_values(Constraints& constraints, const ItemRequest& request) {
    constraints.one_of("returnValues", request.return_values, kReturnValues);
}

void constrain_on_condition_check_failure(Constraints& constraints, const ItemRequest& request) {
    constraints.one_of(
        "returnValuesOnConditionCheckFailure", request.on_condition_check_failure, kFailureValues
    );
}

void constrain_conditional_operator(Constraints& constraints, const ItemRequest& request) {
    constraints.one_of("conditionalOperator", request.conditional_operator, kConditionalOperators);
}

void constrain_select(Constraints& constraints, const ItemRequest& request) {
    constraints.one_of("select", request.select, kSelects);
}

void constrain_attributes_to_get(
    Constraints& constraints,
    std::string_view place,
    const std::optional<std::vector<std::string>>& attributes
) {
    if (attributes) {
        const std::string shown = shown_list(*attributes);
        constraints.length_at_least(place, shown, attributes->size(), 1);
        constraints.length_at_most(place, shown, attributes->size(), kAttributesToGetMax);
    }
}

void constrain_comparisons(
    Constraints& constraints,
    std::string_view place,
    const std::optional<LegacyConditions>& conditions,
    bool required
) {
    if (!conditions) {
        return;
    }
    for (const LegacyCondition& condition : *conditions) {
        const std::string member =
            fmt::format("{}.{}.member.comparisonOperator", place, condition.attribute);
        if (required) {
            constraints.not_null(member, condition.comparison.has_value());
        }
        constraints.one_of(member, condition.comparison, kComparisons);
    }
}

Result<void> check_mixing(
    const ItemRequest& request,
    std::span<const Parameter> expressions,
    std::span<const Parameter> others
) {
    const std::vector<std::string_view> used = present(expressions);
    const std::vector<std::string_view> legacy = present(others);
    if (!used.empty() && !legacy.empty()) {
        return validation_error(fmt::format(
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
            fmt::join(legacy, ", "),
            fmt::join(used, ", ")
        ));
    }
    if (request.names && used.empty()) {
        return validation_error(
            "ExpressionAttributeNames can only be specified when using expressions"
        );
    }
    return request.values ? check_values_are_wanted(expressions) : Result<void>{};
}

Result<void> check_placeholders(const ItemRequest& request) {
    if (request.names) {
        TRY(check_keys(*request.names, '#', "ExpressionAttributeNames"));
    }
    if (request.values) {
        TRY(check_keys(request.values->value, ':', "ExpressionAttributeValues"));
        TRY(check_content(request.values->problem));
    }
    return {};
}

Result<void> check_not_empty(
    std::string_view parameter, const std::optional<std::string_view>& expression
) {
    if (expression && expression->empty()) {
        return validation_error(
            fmt::format("Invalid {}: The expression can not be empty;", parameter)
        );
    }
    return {};
}

Result<void> check_content(const std::optional<Error>& problem) {
    return problem ? Result<void>{fail(*problem)} : Result<void>{};
}

Result<void> check_attributes_to_get(const std::optional<std::vector<std::string>>& attributes) {
    if (!attributes) {
        return {};
    }
    for (auto name = attributes->begin(); name != attributes->end(); ++name) {
        if (std::find(attributes->begin(), name, *name) != name) {
            return validation_error(fmt::format(
                "One or more parameter values were invalid: Duplicate value in attribute name: {}",
                *name
            ));
        }
    }
    return {};
}

Result<void> check_conditional_operator(
    const ItemRequest& request, const std::optional<LegacyConditions>& conditions
) {
    if (request.conditional_operator && (!conditions || conditions->empty())) {
        return validation_error("ConditionalOperator cannot be used without Filter or Expected");
    }
    return {};
}

ReturnConsumedCapacity capacity_wanted(const ItemRequest& request) {
    if (request.return_consumed_capacity == "TOTAL") {
        return ReturnConsumedCapacity::Total;
    }
    return request.return_consumed_capacity == "INDEXES" ? ReturnConsumedCapacity::Indexes
                                                         : ReturnConsumedCapacity::None;
}

ReturnValuesOnConditionCheckFailure failure_values_wanted(const ItemRequest& request) {
    return request.on_condition_check_failure == "ALL_OLD"
               ? ReturnValuesOnConditionCheckFailure::AllOld
               : ReturnValuesOnConditionCheckFailure::None;
}

ReturnValues values_wanted(const ItemRequest& request) {
    const std::string_view wanted = request.return_values.value_or("NONE");
    if (wanted == "ALL_OLD") {
        return ReturnValues::AllOld;
    }
    if (wanted == "ALL_NEW") {
        return ReturnValues::AllNew;
    }
    if (wanted == "UPDATED_OLD") {
        return ReturnValues::UpdatedOld;
    }
    return wanted == "UPDATED_NEW" ? ReturnValues::UpdatedNew : ReturnValues::None;
}

bool metrics_wanted(const ItemRequest& request) {
    return request.return_item_collection_metrics == "SIZE";
}

}  // namespace sosw::wire
