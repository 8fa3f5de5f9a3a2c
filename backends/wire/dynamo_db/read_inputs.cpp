#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "backends/wire/dynamo_db/item_inputs.hpp"
#include "backends/wire/dynamo_db/legacy_parameters.hpp"
#include "backends/wire/dynamo_db/request_rules.hpp"

/// GetItem, Query and Scan.

namespace sosw::wire {

namespace {

constexpr std::array<std::string_view, 7> kGetMembers{
    "TableName",
    "Key",
    "ConsistentRead",
    "ProjectionExpression",
    "ExpressionAttributeNames",
    "ReturnConsumedCapacity",
    "AttributesToGet"};
constexpr std::array<std::string_view, 17> kQueryMembers{
    "TableName",
    "IndexName",
    "KeyConditionExpression",
    "FilterExpression",
    "ProjectionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "Limit",
    "ExclusiveStartKey",
    "ScanIndexForward",
    "ConsistentRead",
    "Select",
    "ReturnConsumedCapacity",
    "KeyConditions",
    "QueryFilter",
    "ConditionalOperator",
    "AttributesToGet"};
constexpr std::array<std::string_view, 16> kScanMembers{
    "TableName",
    "IndexName",
    "FilterExpression",
    "ProjectionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "Limit",
    "ExclusiveStartKey",
    "ConsistentRead",
    "Select",
    "Segment",
    "TotalSegments",
    "ReturnConsumedCapacity",
    "ScanFilter",
    "ConditionalOperator",
    "AttributesToGet"};
constexpr std::int64_t kTotalSegmentsMax = 1'000'000;

Result<void> check_query_constraints(const ItemRequest& request) {
    Constraints constraints;
    constrain_select(constraints, request);
    constraints.index_name(request.index_name);
    constrain_return_consumed_capacity(constraints, request);
    constrain_comparisons(constraints, "queryFilter", request.query_filter, true);
    constraints.table_name(request.table_name);
    constrain_conditional_operator(constraints, request);
    constrain_attributes_to_get(constraints, "attributesToGet", request.attributes_to_get);
    constraints.at_least("limit", request.limit, 1);
    constrain_comparisons(constraints, "keyConditions", request.key_conditions, true);
    return constraints.check();
}

Result<void> check_scan_constraints(const ItemRequest& request) {
    Constraints constraints;
    constrain_select(constraints, request);
    constraints.index_name(request.index_name);
    constraints.at_least("totalSegments", request.total_segments, 1);
    constraints.at_most("totalSegments", request.total_segments, kTotalSegmentsMax);
    constrain_return_consumed_capacity(constraints, request);
    constraints.table_name(request.table_name);
    constrain_conditional_operator(constraints, request);
    constrain_comparisons(constraints, "scanFilter", request.scan_filter, true);
    constraints.at_least("segment", request.segment, 0);
    constraints.at_least("limit", request.limit, 1);
    constrain_attributes_to_get(constraints, "attributesToGet", request.attributes_to_get);
    return constraints.check();
}

/// Some problems of a starting key are introduced by a few words more, and some are not.
Result<void> check_start_key(const ItemRequest& request) {
    if (!request.exclusive_start_key || !request.exclusive_start_key->problem) {
        return {};
    }
    constexpr std::array<std::string_view, 5> kBare{
        "contains duplicates",
        "number set",
        "numeric value",
        "significant digits",
        "number with magnitude"};
    Error problem = *request.exclusive_start_key->problem;
    const bool is_bare = std::ranges::any_of(kBare, [&](std::string_view part) {
        return problem.message.find(part) != std::string::npos;
    });
    if (!is_bare) {
        problem.message = "The provided starting key is invalid: " + problem.message;
    }
    return fail(std::move(problem));
}

Select select_of(const ItemRequest& request) {
    const std::string_view select = request.select.value_or("");
    if (select == "ALL_ATTRIBUTES") {
        return Select::AllAttributes;
    }
    if (select == "ALL_PROJECTED_ATTRIBUTES") {
        return Select::AllProjectedAttributes;
    }
    if (select == "SPECIFIC_ATTRIBUTES") {
        return Select::SpecificAttributes;
    }
    return select == "COUNT" ? Select::Count : Select::Default;
}

/// What may be selected together with a list of attributes.
Result<void> check_select(const ItemRequest& request) {
    const bool lists = request.attributes_to_get.has_value();
    if ((!lists && !request.projection_expression) || !request.select ||
        request.select == "SPECIFIC_ATTRIBUTES") {
        return {};
    }
    return validation_error(fmt::format(
        "Cannot specify the {} when choosing to get {}",
        lists ? "AttributesToGet" : "ProjectionExpression",
        request.select == "COUNT" ? "only the Count" : *request.select
    ));
}

/// Moves over what a query and a scan have in common, once it is checked.
template <typename Input>
void fill_page(
    ItemCall<Input>& call, ItemRequest& request, const std::optional<LegacyConditions>& filter
) {
    Input& input = call.input;
    input.table_name = table_name_of(*request.table_name);
    input.index_name = request.index_name.value_or("");
    input.filter_expression = request.filter_expression.value_or("");
    input.projection_expression = request.projection_expression.value_or("");
    input.limit = request.limit;
    input.consistent_read = request.consistent_read.value_or(false);
    input.select = select_of(request);
    input.return_consumed_capacity = capacity_wanted(request);
    if (request.exclusive_start_key) {
        input.exclusive_start_key = std::move(request.exclusive_start_key->value);
    }
    if (request.names) {
        input.expression_attribute_names = std::move(*request.names);
    }
    if (request.values) {
        input.expression_attribute_values = std::move(request.values->value);
    }
    if (request.attributes_to_get) {
        input.projection_expression =
            project_attributes(*request.attributes_to_get, input.expression_attribute_names);
    }
    if (filter) {
        LegacyTranslation translation{
            input.expression_attribute_names, input.expression_attribute_values};
        input.filter_expression = translation.conditions(*filter, request.conditional_operator);
    }
    call.is_legacy = filter.has_value() || request.attributes_to_get.has_value();
}

Result<void> check_segments(const ItemRequest& request) {
    if (request.segment && !request.total_segments) {
        return validation_error(
            "The TotalSegments parameter is required but was not present in the request when "
            "Segment parameter is present"
        );
    }
    if (request.total_segments && !request.segment) {
        return validation_error(
            "The Segment parameter is required but was not present in the request when parameter "
            "TotalSegments is present"
        );
    }
    if (request.segment && *request.segment >= *request.total_segments) {
        return validation_error(fmt::format(
            "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
            "Segment: {} is not less than TotalSegments: {}",
            *request.segment,
            *request.total_segments
        ));
    }
    return {};
}

Result<void> check_query_mixing(const ItemRequest& request) {
    const std::array expressions{
        Parameter{"ProjectionExpression", request.projection_expression.has_value()},
        Parameter{"FilterExpression", request.filter_expression.has_value()},
        Parameter{"KeyConditionExpression", request.key_condition_expression.has_value()}};
    // Key conditions of the old kind go with expressions of any other.
    const bool both = request.key_conditions && request.key_condition_expression;
    const std::array others{
        Parameter{"AttributesToGet", request.attributes_to_get.has_value()},
        Parameter{"QueryFilter", request.query_filter.has_value()},
        Parameter{"ConditionalOperator", request.conditional_operator.has_value()},
        Parameter{"KeyConditions", both}};
    return check_mixing(request, expressions, others);
}

Result<void> check_scan_mixing(const ItemRequest& request) {
    const std::array expressions{
        Parameter{"ProjectionExpression", request.projection_expression.has_value()},
        Parameter{"FilterExpression", request.filter_expression.has_value()}};
    const std::array others{
        Parameter{"AttributesToGet", request.attributes_to_get.has_value()},
        Parameter{"ScanFilter", request.scan_filter.has_value()},
        Parameter{"ConditionalOperator", request.conditional_operator.has_value()}};
    return check_mixing(request, expressions, others);
}

Result<void> check_key_conditions(const ItemRequest& request) {
    if (!request.key_conditions) {
        return {};
    }
    TRY(check_conditions(*request.key_conditions));
    const std::size_t count = request.key_conditions->size();
    if (count != 1 && count != 2) {
        return validation_error("Conditions can be of length 1 or 2 only");
    }
    return {};
}

Result<void> check_query(const ItemRequest& request) {
    TRY(check_query_constraints(request));
    TRY(check_query_mixing(request));
    if (request.query_filter) {
        TRY(check_conditions(*request.query_filter));
    }
    TRY(check_conditional_operator(request, request.query_filter));
    TRY(check_attributes_to_get(request.attributes_to_get));
    TRY(check_start_key(request));
    if (!request.key_conditions && !request.key_condition_expression) {
        return validation_error(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
            "request."
        );
    }
    TRY(check_placeholders(request));
    TRY(check_not_empty("KeyConditionExpression", request.key_condition_expression));
    TRY(check_not_empty("FilterExpression", request.filter_expression));
    TRY(check_not_empty("ProjectionExpression", request.projection_expression));
    TRY(check_key_conditions(request));
    return check_select(request);
}

Result<void> check_scan(const ItemRequest& request) {
    TRY(check_scan_constraints(request));
    TRY(check_scan_mixing(request));
    TRY(check_attributes_to_get(request.attributes_to_get));
    if (request.scan_filter) {
        TRY(check_conditions(*request.scan_filter));
    }
    TRY(check_conditional_operator(request, request.scan_filter));
    TRY(check_start_key(request));
    TRY(check_segments(request));
    TRY(check_placeholders(request));
    TRY(check_not_empty("FilterExpression", request.filter_expression));
    TRY(check_not_empty("ProjectionExpression", request.projection_expression));
    return check_select(request);
}

}  // namespace

Result<ItemCall<GetItemInput>> read_get_item(const Json& json) {
    ItemRequest request = TRY(read_item_request(json.get_object(), kGetMembers));
    Constraints constraints;
    constrain_return_consumed_capacity(constraints, request);
    constrain_attributes_to_get(constraints, "attributesToGet", request.attributes_to_get);
    constraints.table_name(request.table_name);
    constraints.not_null("key", request.key.has_value());
    TRY(constraints.check());
    const std::array expressions{
        Parameter{"ProjectionExpression", request.projection_expression.has_value()}};
    const std::array others{Parameter{"AttributesToGet", request.attributes_to_get.has_value()}};
    TRY(check_mixing(request, expressions, others));
    TRY(check_content(request.key->problem));
    TRY(check_attributes_to_get(request.attributes_to_get));
    TRY(check_placeholders(request));
    TRY(check_not_empty("ProjectionExpression", request.projection_expression));
    ItemCall<GetItemInput> call;
    GetItemInput& input = call.input;
    input.table_name = table_name_of(*request.table_name);
    input.key = std::move(request.key->value);
    input.consistent_read = request.consistent_read.value_or(false);
    input.projection_expression = request.projection_expression.value_or("");
    input.return_consumed_capacity = capacity_wanted(request);
    if (request.names) {
        input.expression_attribute_names = std::move(*request.names);
    }
    if (request.attributes_to_get) {
        input.projection_expression =
            project_attributes(*request.attributes_to_get, input.expression_attribute_names);
    }
    return call;
}

Result<QueryCall> read_query(const Json& json) {
    ItemRequest request = TRY(read_item_request(json.get_object(), kQueryMembers));
    TRY(check_query(request));
    QueryCall call;
    fill_page(call, request, request.query_filter);
    QueryInput& input = call.input;
    input.scan_index_forward = request.scan_index_forward.value_or(true);
    input.key_condition_expression = request.key_condition_expression.value_or("");
    if (request.key_conditions) {
        for (const LegacyCondition& condition : *request.key_conditions) {
            if (!is_indexable(*condition.comparison)) {
                call.unindexable.emplace_back(condition.attribute);
            }
        }
        LegacyTranslation translation{
            input.expression_attribute_names, input.expression_attribute_values};
        input.key_condition_expression =
            translation.conditions(*request.key_conditions, std::nullopt);
        call.is_legacy = true;
    }
    return call;
}

Result<ItemCall<ScanInput>> read_scan(const Json& json) {
    ItemRequest request = TRY(read_item_request(json.get_object(), kScanMembers));
    TRY(check_scan(request));
    ItemCall<ScanInput> call;
    fill_page(call, request, request.scan_filter);
    call.input.segment = request.segment;
    call.input.total_segments = request.total_segments;
    return call;
}

}  // namespace sosw::wire
