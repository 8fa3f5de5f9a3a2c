#include "backends/wire/dynamo_db/item_request.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>
#include <simdjson.h>

#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

/// Keeps the first problem.
template <typename T>
T content_of(Checked<T> read, std::optional<Error>& problem) {
    if (!problem) {
        problem = std::move(read.problem);
    }
    return std::move(read.value);
}

Result<ExpressionAttributeNames> read_names(const Json& json) {
    ExpressionAttributeNames names;
    for (const auto [placeholder, name] : TRY(read_map(json, "java.lang.String"))) {
        if (!name.is_null()) {
            names.emplace_back(placeholder, TRY(read_string(name)));
        }
    }
    return names;
}

Result<Checked<ExpressionAttributeValues>> read_values(const Json& json) {
    Checked<ExpressionAttributeValues> values;
    for (const auto [placeholder, content] : TRY(read_map(json, "AttributeValue"))) {
        Checked<AttributeValue> value = TRY(read_attribute_value(content, Place::Element));
        if (value.problem && !values.problem) {
            values.problem = std::move(value.problem);
            values.problem->message = fmt::format(
                "ExpressionAttributeValues contains invalid value: {} for key {}",
                values.problem->message,
                placeholder
            );
        }
        values.value.emplace_back(placeholder, std::move(value.value));
    }
    return values;
}

Result<std::vector<AttributeValue>> read_value_list(
    const Json& json, std::optional<Error>& problem
) {
    std::vector<AttributeValue> values;
    for (const Json element : TRY(read_list(json))) {
        values.push_back(content_of(TRY(read_attribute_value(element, Place::Element)), problem));
    }
    return values;
}

Result<LegacyCondition> read_condition(
    std::string_view attribute, const Json& json, std::string_view type
) {
    LegacyCondition condition{.attribute = attribute};
    const bool expected = type == "ExpectedAttributeValue";
    for (const auto [name, content] : TRY(read_structure(json, type, Place::Element))) {
        if (content.is_null()) {
            continue;
        }
        if (name == "ComparisonOperator") {
            condition.comparison = TRY(read_string(content));
        } else if (name == "AttributeValueList") {
            condition.values = TRY(read_value_list(content, condition.problem));
        } else if (expected && name == "Exists") {
            condition.exists = TRY(read_boolean(content));
        } else if (expected && name == "Value") {
            condition.value =
                content_of(TRY(read_attribute_value(content, Place::Member)), condition.problem);
        }
    }
    return condition;
}

Result<LegacyConditions> read_conditions(const Json& json, std::string_view type) {
    LegacyConditions conditions;
    for (const auto [attribute, condition] : TRY(read_map(json, type))) {
        if (!condition.is_null()) {
            conditions.push_back(TRY(read_condition(attribute, condition, type)));
        }
    }
    return conditions;
}

Result<LegacyUpdate> read_update(std::string_view attribute, const Json& json) {
    LegacyUpdate update{.attribute = attribute};
    for (const auto [name, content] :
         TRY(read_structure(json, "AttributeValueUpdate", Place::Element))) {
        if (content.is_null()) {
            continue;
        }
        if (name == "Action") {
            update.action = TRY(read_string(content));
        } else if (name == "Value") {
            update.value =
                content_of(TRY(read_attribute_value(content, Place::Member)), update.problem);
        }
    }
    return update;
}

Result<LegacyUpdates> read_updates(const Json& json) {
    LegacyUpdates updates;
    for (const auto [attribute, update] : TRY(read_map(json, "AttributeValueUpdate"))) {
        if (!update.is_null()) {
            updates.push_back(TRY(read_update(attribute, update)));
        }
    }
    return updates;
}

Result<std::vector<std::string>> read_texts(const Json& json) {
    std::vector<std::string> texts;
    for (const Json element : TRY(read_list(json))) {
        if (!element.is_null()) {
            texts.emplace_back(TRY(read_string(element)));
        }
    }
    return texts;
}

using Reader = Result<void> (*)(ItemRequest& request, const Json& json);

/// Reads a member of one of the plain types into its place.
template <auto Member>
Result<void> text(ItemRequest& request, const Json& json) {
    request.*Member = TRY(read_string(json));
    return {};
}
template <auto Member>
Result<void> truth(ItemRequest& request, const Json& json) {
    request.*Member = TRY(read_boolean(json));
    return {};
}
template <auto Member>
Result<void> integer(ItemRequest& request, const Json& json) {
    request.*Member = TRY(read_integer(json, "Integer"));
    return {};
}
template <auto Member>
Result<void> item(ItemRequest& request, const Json& json) {
    request.*Member = TRY(read_item(json));
    return {};
}
template <auto Member>
Result<void> conditions(ItemRequest& request, const Json& json) {
    request.*Member = TRY(read_conditions(json, "Condition"));
    return {};
}

Result<void> expected(ItemRequest& request, const Json& json) {
    request.expected = TRY(read_conditions(json, "ExpectedAttributeValue"));
    return {};
}
Result<void> updates(ItemRequest& request, const Json& json) {
    request.attribute_updates = TRY(read_updates(json));
    return {};
}
Result<void> attributes(ItemRequest& request, const Json& json) {
    request.attributes_to_get = TRY(read_texts(json));
    return {};
}
Result<void> names(ItemRequest& request, const Json& json) {
    request.names = TRY(read_names(json));
    return {};
}
Result<void> values(ItemRequest& request, const Json& json) {
    request.values = TRY(read_values(json));
    return {};
}

struct MemberReader {
    std::string_view name;
    Reader read;
};

constexpr std::array<MemberReader, 29> kMembers{{
    {"TableName", text<&ItemRequest::table_name>},
    {"Item", item<&ItemRequest::item>},
    {"Key", item<&ItemRequest::key>},
    {"ExpressionAttributeNames", names},
    {"ExpressionAttributeValues", values},
    {"UpdateExpression", text<&ItemRequest::update_expression>},
    {"ConditionExpression", text<&ItemRequest::condition_expression>},
    {"KeyConditionExpression", text<&ItemRequest::key_condition_expression>},
    {"FilterExpression", text<&ItemRequest::filter_expression>},
    {"ProjectionExpression", text<&ItemRequest::projection_expression>},
    {"IndexName", text<&ItemRequest::index_name>},
    {"ReturnValues", text<&ItemRequest::return_values>},
    {"ReturnConsumedCapacity", text<&ItemRequest::return_consumed_capacity>},
    {"ReturnItemCollectionMetrics", text<&ItemRequest::return_item_collection_metrics>},
    {"ReturnValuesOnConditionCheckFailure", text<&ItemRequest::on_condition_check_failure>},
    {"ConsistentRead", truth<&ItemRequest::consistent_read>},
    {"ScanIndexForward", truth<&ItemRequest::scan_index_forward>},
    {"Limit", integer<&ItemRequest::limit>},
    {"ExclusiveStartKey", item<&ItemRequest::exclusive_start_key>},
    {"Select", text<&ItemRequest::select>},
    {"Segment", integer<&ItemRequest::segment>},
    {"TotalSegments", integer<&ItemRequest::total_segments>},
    {"ConditionalOperator", text<&ItemRequest::conditional_operator>},
    {"Expected", expected},
    {"AttributeUpdates", updates},
    {"AttributesToGet", attributes},
    {"KeyConditions", conditions<&ItemRequest::key_conditions>},
    {"QueryFilter", conditions<&ItemRequest::query_filter>},
    {"ScanFilter", conditions<&ItemRequest::scan_filter>},
}};

}  // namespace

Result<ItemRequest> read_item_request(
    const simdjson::dom::object& json, std::span<const std::string_view> known
) {
    ItemRequest request;
    for (const auto [name, content] : json) {
        if (content.is_null() || std::ranges::find(known, name) == known.end()) {
            continue;
        }
        const auto* member = std::ranges::find(kMembers, name, &MemberReader::name);
        ENSURE(member != kMembers.end());
        TRY(member->read(request, content));
    }
    return request;
}

}  // namespace sosw::wire
