#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "core/ports/dynamo_db.hpp"

/// What calls about items are sent, before its rules are looked at: every member that any of them
/// has, absent where the request lacks it.
///
/// Texts are views into the parsed document.

namespace sosw::wire {

/// An element of `Expected`, `KeyConditions`, `QueryFilter` or `ScanFilter`.
struct LegacyCondition {
    std::string_view attribute;
    std::optional<std::string_view> comparison{};
    std::optional<std::vector<AttributeValue>> values{};  ///< `AttributeValueList`.
    std::optional<AttributeValue> value{};                ///< Of `Expected` only, as is `exists`.
    std::optional<bool> exists{};
    std::optional<Error> problem{};  ///< Of the values, the first.
};
using LegacyConditions = std::vector<LegacyCondition>;

/// An element of `AttributeUpdates`.
struct LegacyUpdate {
    std::string_view attribute;
    std::optional<std::string_view> action{};
    std::optional<AttributeValue> value{};
    std::optional<Error> problem{};
};
using LegacyUpdates = std::vector<LegacyUpdate>;

struct ItemRequest {
    std::optional<std::string_view> table_name{};
    std::optional<std::string_view> index_name{};
    std::optional<std::string_view> conditional_operator{};
    std::optional<std::string_view> return_values{};
    std::optional<std::string_view> return_consumed_capacity{};
    std::optional<std::string_view> return_item_collection_metrics{};
    std::optional<std::string_view> on_condition_check_failure{};
    std::optional<std::string_view> select{};
    std::optional<std::string_view> condition_expression{};
    std::optional<std::string_view> update_expression{};
    std::optional<std::string_view> key_condition_expression{};
    std::optional<std::string_view> filter_expression{};
    std::optional<std::string_view> projection_expression{};
    std::optional<ExpressionAttributeNames> names{};
    std::optional<Checked<ExpressionAttributeValues>> values{};
    std::optional<Checked<Item>> item{};
    std::optional<Checked<Item>> key{};
    std::optional<Checked<Item>> exclusive_start_key{};
    std::optional<LegacyConditions> expected{};
    std::optional<LegacyConditions> key_conditions{};
    std::optional<LegacyConditions> query_filter{};
    std::optional<LegacyConditions> scan_filter{};
    std::optional<LegacyUpdates> attribute_updates{};
    std::optional<std::vector<std::string>> attributes_to_get{};
    std::optional<bool> consistent_read{};
    std::optional<bool> scan_index_forward{};
    std::optional<std::int64_t> limit{};
    std::optional<std::int64_t> segment{};
    std::optional<std::int64_t> total_segments{};
};

/// Reads those members whose names are in `known`, and overlooks all others, as the service does.
/// Errors: `SerializationException`.
Result<ItemRequest> read_item_request(
    const simdjson::dom::object& json, std::span<const std::string_view> known
);

}  // namespace sosw::wire
