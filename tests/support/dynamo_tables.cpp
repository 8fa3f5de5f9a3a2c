#include "tests/support/dynamo_tables.hpp"

#include <utility>

namespace sosw::test {

CreateTableInput items_definition() {
    return {
        .table_name = "items",
        .attribute_definitions =
            {{"id", ScalarType::String},
             {"owner", ScalarType::String},
             {"rank", ScalarType::Number}},
        .key_schema = {.hash = "id"},
        .global_secondary_indexes = {
            {.index_name = "by_owner", .key_schema = {.hash = "owner", .range = "rank"}},
            {.index_name = "owners",
             .key_schema = {.hash = "owner"},
             .projection = {.type = ProjectionType::Include, .non_key_attributes = {"colour"}}}}};
}

CreateTableInput events_definition() {
    return {
        .table_name = "events",
        .attribute_definitions =
            {{"lane", ScalarType::String},
             {"tick", ScalarType::Number},
             {"weight", ScalarType::Number}},
        .key_schema = {.hash = "lane", .range = "tick"},
        .local_secondary_indexes = {
            {.index_name = "by_weight",
             .key_schema = {.hash = "lane", .range = "weight"},
             .projection = {.type = ProjectionType::KeysOnly}}}};
}

AttributeValue n(int value) { return AttributeValue::number(std::int64_t{value}); }
AttributeValue n(std::string text) { return AttributeValue::number(std::move(text)); }
AttributeValue string_set(std::vector<std::string> values) {
    return AttributeValue::Variant{StringSet{std::move(values)}};
}
AttributeValue number_set(std::vector<std::string> values) {
    return AttributeValue::Variant{NumberSet{std::move(values)}};
}

}  // namespace sosw::test
