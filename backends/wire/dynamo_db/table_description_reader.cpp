#include <simdjson.h>

#include "backends/wire/dynamo_db/response_fields.hpp"
#include "backends/wire/json_fields.hpp"
#include "core/base/time.hpp"

namespace sosw::wire {

namespace {

using simdjson::dom::object;

ScalarType scalar_type_of(std::string_view letter) {
    if (letter == "N") {
        return ScalarType::Number;
    }
    return letter == "B" ? ScalarType::Binary : ScalarType::String;
}

KeySchema key_schema_of(const object& json) {
    KeySchema made;
    for (const object& element : objects_of(json, "KeySchema")) {
        const bool is_range = text_of(element, "KeyType") == "RANGE";
        (is_range ? made.range : made.hash) = text_of(element, "AttributeName");
    }
    return made;
}

Projection projection_of(const object& json) {
    Projection made;
    if (const std::optional<object> found = object_of(json, "Projection")) {
        const std::string type = text_of(*found, "ProjectionType");
        made.type = type == "KEYS_ONLY" ? ProjectionType::KeysOnly
                    : type == "INCLUDE" ? ProjectionType::Include
                                        : ProjectionType::All;
        made.non_key_attributes = texts_of(*found, "NonKeyAttributes");
    }
    return made;
}

/// A table on demand is described with zeros.
std::optional<ProvisionedThroughput> throughput_of(const object& json) {
    const std::optional<object> found = object_of(json, "ProvisionedThroughput");
    const std::int64_t reads = found ? integer_of(*found, "ReadCapacityUnits") : 0;
    const std::int64_t writes = found ? integer_of(*found, "WriteCapacityUnits") : 0;
    if (reads == 0 && writes == 0) {
        return std::nullopt;
    }
    return ProvisionedThroughput{.read_capacity_units = reads, .write_capacity_units = writes};
}

std::vector<SecondaryIndex> indexes_of(const object& json, std::string_view name) {
    std::vector<SecondaryIndex> made;
    for (const object& index : objects_of(json, name)) {
        made.push_back(
            {.index_name = text_of(index, "IndexName"),
             .key_schema = key_schema_of(index),
             .projection = projection_of(index),
             .provisioned_throughput = throughput_of(index)}
        );
    }
    return made;
}

BillingMode billing_mode_of(const object& json) {
    const std::optional<object> summary = object_of(json, "BillingModeSummary");
    return summary && text_of(*summary, "BillingMode") == "PAY_PER_REQUEST"
               ? BillingMode::PayPerRequest
               : BillingMode::Provisioned;
}

}  // namespace

Result<TableDescription> read_table_description(const object& json) {
    TableDescription made{
        .definition =
            {.table_name = text_of(json, "TableName"),
             .attribute_definitions = {},
             .key_schema = key_schema_of(json),
             .global_secondary_indexes = indexes_of(json, "GlobalSecondaryIndexes"),
             .local_secondary_indexes = indexes_of(json, "LocalSecondaryIndexes"),
             .billing_mode = billing_mode_of(json),
             .provisioned_throughput = throughput_of(json)},
        .table_status = text_of(json, "TableStatus"),
        .item_count = integer_of(json, "ItemCount"),
        .table_size_bytes = integer_of(json, "TableSizeBytes"),
        .creation_time_us = from_seconds(number_of(json, "CreationDateTime")).count()};
    for (const object& definition : objects_of(json, "AttributeDefinitions")) {
        made.definition.attribute_definitions.push_back(
            {.attribute_name = text_of(definition, "AttributeName"),
             .attribute_type = scalar_type_of(text_of(definition, "AttributeType"))}
        );
    }
    if (made.definition.table_name.empty()) {
        return unreadable("TableDescription");
    }
    return made;
}

}  // namespace sosw::wire
