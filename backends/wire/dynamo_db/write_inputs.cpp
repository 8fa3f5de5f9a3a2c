#include <array>
#include <string_view>
#include <utility>

#include <simdjson.h>

#include "backends/sqlite/item_size.hpp"
#include "backends/wire/dynamo_db/item_inputs.hpp"
#include "backends/wire/dynamo_db/legacy_parameters.hpp"
#include "backends/wire/dynamo_db/request_rules.hpp"

/// PutItem, UpdateItem and DeleteItem.

namespace sosw::wire {

namespace {

constexpr std::array<std::string_view, 11> kPutMembers{
    "TableName",
    "Item",
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValues",
    "ReturnConsumedCapacity",
    "ReturnItemCollectionMetrics",
    "ReturnValuesOnConditionCheckFailure",
    "Expected",
    "ConditionalOperator"};
constexpr std::array<std::string_view, 11> kDeleteMembers{
    "TableName",
    "Key",
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValues",
    "ReturnConsumedCapacity",
    "ReturnItemCollectionMetrics",
    "ReturnValuesOnConditionCheckFailure",
    "Expected",
    "ConditionalOperator"};
constexpr std::array<std::string_view, 13> kUpdateMembers{
    "TableName",
    "Key",
    "UpdateExpression",
    "ConditionExpression",
    "ExpressionAttributeNames",
    "ExpressionAttributeValues",
    "ReturnValues",
    "ReturnConsumedCapacity",
    "ReturnItemCollectionMetrics",
    "ReturnValuesOnConditionCheckFailure",
    "AttributeUpdates",
    "Expected",
    "ConditionalOperator"};
constexpr std::array<std::string_view, 3> kActions{"ADD", "PUT", "DELETE"};

bool has_text(const std::optional<std::string_view>& text) { return text.has_value(); }

/// The operator counts as a legacy parameter where it stands alone.
Parameter lone_operator(const ItemRequest& request) {
    return {"ConditionalOperator", request.conditional_operator && !request.expected};
}

Result<void> check_put_constraints(const ItemRequest& request) {
    Constraints constraints;
    constrain_return_consumed_capacity(constraints, request);
    constraints.table_name(request.table_name);
    constraints.not_null("item", request.item.has_value());
    constrain_conditional_operator(constraints, request);
    constrain_comparisons(constraints, "expected", request.expected, false);
    constrain_return_values(constraints, request);
    constrain_return_item_collection_metrics(constraints, request);
    constrain_on_condition_check_failure(constraints, request);
    return constraints.check();
}

Result<void> check_delete_constraints(const ItemRequest& request) {
    Constraints constraints;
    constrain_return_consumed_capacity(constraints, request);
    constraints.table_name(request.table_name);
    constrain_return_values(constraints, request);
    constrain_return_item_collection_metrics(constraints, request);
    constraints.not_null("key", request.key.has_value());
    constrain_conditional_operator(constraints, request);
    constrain_comparisons(constraints, "expected", request.expected, false);
    constrain_on_condition_check_failure(constraints, request);
    return constraints.check();
}

Result<void> check_update_constraints(const ItemRequest& request) {
    Constraints constraints;
    constrain_return_consumed_capacity(constraints, request);
    constraints.table_name(request.table_name);
    constrain_return_item_collection_metrics(constraints, request);
    constrain_return_values(constraints, request);
    constraints.not_null("key", request.key.has_value());
    constrain_conditional_operator(constraints, request);
    constrain_comparisons(constraints, "expected", request.expected, false);
    constrain_on_condition_check_failure(constraints, request);
    for (const LegacyUpdate& update : request.attribute_updates.value_or(LegacyUpdates{})) {
        constraints.one_of(
            "attributeUpdates." + std::string{update.attribute} + ".member.action",
            update.action,
            kActions
        );
    }
    return constraints.check();
}

Result<void> check_condition(const ItemRequest& request) {
    if (request.expected) {
        TRY(check_expected(*request.expected));
    }
    return check_conditional_operator(request, request.expected);
}

/// What all three calls have in common, once it is checked.
template <typename Input>
void fill_write(ItemCall<Input>& call, ItemRequest& request) {
    Input& input = call.input;
    input.table_name = table_name_of(*request.table_name);
    input.return_values = values_wanted(request);
    input.on_condition_check_failure = failure_values_wanted(request);
    input.return_consumed_capacity = capacity_wanted(request);
    input.condition_expression = request.condition_expression.value_or("");
    if (request.names) {
        input.expression_attribute_names = std::move(*request.names);
    }
    if (request.values) {
        input.expression_attribute_values = std::move(request.values->value);
    }
    if (request.expected) {
        LegacyTranslation translation{
            input.expression_attribute_names, input.expression_attribute_values};
        input.condition_expression =
            translation.conditions(*request.expected, request.conditional_operator);
    }
    call.wants_metrics = metrics_wanted(request);
    call.is_legacy = request.expected.has_value() || request.attribute_updates.has_value();
}

Failure wrong_return_values(std::string message) { return validation_error(std::move(message)); }

bool is_none_or_all_old(const ItemRequest& request) {
    return !request.return_values || request.return_values == "NONE" ||
           request.return_values == "ALL_OLD";
}

/// Only a large body can hold an item that is too large.
Result<void> check_item_size(const Item& item, std::size_t body_size) {
    if (body_size > static_cast<std::size_t>(sqlite::kItemSizeMax) &&
        sqlite::item_size(item) > sqlite::kItemSizeMax) {
        return validation_error("Item size has exceeded the maximum allowed size");
    }
    return {};
}

}  // namespace

Result<ItemCall<PutItemInput>> read_put_item(const Json& json, std::size_t body_size) {
    ItemRequest request = TRY(read_item_request(json.get_object(), kPutMembers));
    TRY(check_put_constraints(request));
    const std::array expressions{
        Parameter{"ConditionExpression", has_text(request.condition_expression)}};
    const std::array others{
        Parameter{"Expected", request.expected.has_value()}, lone_operator(request)};
    TRY(check_mixing(request, expressions, others));
    TRY(check_content(request.item->problem));
    if (!is_none_or_all_old(request)) {
        return wrong_return_values("ReturnValues can only be ALL_OLD or NONE");
    }
    TRY(check_item_size(request.item->value, body_size));
    TRY(check_condition(request));
    TRY(check_placeholders(request));
    TRY(check_not_empty("ConditionExpression", request.condition_expression));
    ItemCall<PutItemInput> call;
    fill_write(call, request);
    call.input.item = std::move(request.item->value);
    return call;
}

Result<ItemCall<DeleteItemInput>> read_delete_item(const Json& json) {
    ItemRequest request = TRY(read_item_request(json.get_object(), kDeleteMembers));
    TRY(check_delete_constraints(request));
    const std::array expressions{
        Parameter{"ConditionExpression", has_text(request.condition_expression)}};
    const std::array others{
        Parameter{"Expected", request.expected.has_value()}, lone_operator(request)};
    TRY(check_mixing(request, expressions, others));
    TRY(check_content(request.key->problem));
    if (!is_none_or_all_old(request)) {
        return wrong_return_values("Return values set to invalid value");
    }
    TRY(check_condition(request));
    TRY(check_placeholders(request));
    TRY(check_not_empty("ConditionExpression", request.condition_expression));
    ItemCall<DeleteItemInput> call;
    fill_write(call, request);
    call.input.key = std::move(request.key->value);
    return call;
}

Result<UpdateItemCall> read_update_item(const Json& json) {
    ItemRequest request = TRY(read_item_request(json.get_object(), kUpdateMembers));
    TRY(check_update_constraints(request));
    const std::array expressions{
        Parameter{"UpdateExpression", has_text(request.update_expression)},
        Parameter{"ConditionExpression", has_text(request.condition_expression)}};
    const std::array others{
        Parameter{"AttributeUpdates", request.attribute_updates.has_value()},
        Parameter{"Expected", request.expected.has_value()},
        lone_operator(request)};
    TRY(check_mixing(request, expressions, others));
    TRY(check_content(request.key->problem));
    if (request.attribute_updates) {
        TRY(check_updates(*request.attribute_updates));
    }
    TRY(check_condition(request));
    TRY(check_placeholders(request));
    TRY(check_not_empty("UpdateExpression", request.update_expression));
    TRY(check_not_empty("ConditionExpression", request.condition_expression));
    UpdateItemCall call;
    fill_write(call, request);
    call.input.key = std::move(request.key->value);
    call.input.update_expression = request.update_expression.value_or("");
    if (request.attribute_updates) {
        call.condition_names = call.input.expression_attribute_names.size();
        call.condition_values = call.input.expression_attribute_values.size();
        LegacyTranslation translation{
            call.input.expression_attribute_names, call.input.expression_attribute_values};
        call.input.update_expression = translation.updates(*request.attribute_updates);
        call.only_deletes = only_deletes(*request.attribute_updates);
    }
    return call;
}

}  // namespace sosw::wire
