#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "backends/wire/dynamo_db/constraints.hpp"
#include "backends/wire/dynamo_db/item_request.hpp"

/// Rules that calls about items share: which values members take, which members go together, and
/// what names of placeholders look like.

namespace sosw::wire {

/// A constraint each, in AWS's words; those of legacy conditions hold for each element.
void constrain_return_consumed_capacity(Constraints& constraints, const ItemRequest& request);
void constrain_return_item_collection_metrics(Constraints& constraints, const ItemRequest& request);
void constrain_return_values(Constraints& constraints, const ItemRequest& request);
void constrain_on_condition_check_failure(Constraints& constraints, const ItemRequest& request);
void constrain_conditional_operator(Constraints& constraints, const ItemRequest& request);
void constrain_select(Constraints& constraints, const ItemRequest& request);
void constrain_attributes_to_get(
    Constraints& constraints,
    std::string_view place,
    const std::optional<std::vector<std::string>>& attributes
);
/// `required`: conditions without operator are refused, as they are everywhere but in `Expected`.
void constrain_comparisons(
    Constraints& constraints,
    std::string_view place,
    const std::optional<LegacyConditions>& conditions,
    bool required
);

struct Parameter {
    std::string_view name;
    bool present = false;
};

/// Expressions and legacy parameters exclude each other, and placeholders need an expression.
Result<void> check_mixing(
    const ItemRequest& request,
    std::span<const Parameter> expressions,
    std::span<const Parameter> others
);
/// Names and values of placeholders, and the values themselves.
Result<void> check_placeholders(const ItemRequest& request);
/// An expression that is present is not empty.
Result<void> check_not_empty(
    std::string_view parameter, const std::optional<std::string_view>& expression
);
/// The problem of what was read, if it has one.
Result<void> check_content(const std::optional<Error>& problem);
Result<void> check_attributes_to_get(const std::optional<std::vector<std::string>>& attributes);
/// An operator needs conditions to join.
Result<void> check_conditional_operator(
    const ItemRequest& request, const std::optional<LegacyConditions>& conditions
);

ReturnConsumedCapacity capacity_wanted(const ItemRequest& request);
ReturnValuesOnConditionCheckFailure failure_values_wanted(const ItemRequest& request);
ReturnValues values_wanted(const ItemRequest& request);
bool metrics_wanted(const ItemRequest& request);

}  // namespace sosw::wire
