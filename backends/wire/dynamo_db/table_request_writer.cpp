#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/wire/dynamo_db/request_members.hpp"
#include "backends/wire/dynamo_db/request_writer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

std::string_view to_string(ScalarType type) {
    switch (type) {
        case ScalarType::String:
            return "S";
        case ScalarType::Number:
            return "N";
        case ScalarType::Binary:
            return "B";
    }
    ENSURE(false);
}

std::string_view to_string(ProjectionType type) {
    switch (type) {
        case ProjectionType::All:
            return "ALL";
        case ProjectionType::KeysOnly:
            return "KEYS_ONLY";
        case ProjectionType::Include:
            return "INCLUDE";
    }
    ENSURE(false);
}

void write_key_schema(Members& to, const KeySchema& schema) {
    const auto element = [&](std::string_view name, std::string_view type) {
        Members members{to.writer()};
        members.text("AttributeName", name);
        members.text("KeyType", type);
    };
    to.key("KeySchema").begin_array();
    element(schema.hash, "HASH");
    if (!schema.range.empty()) {
        element(schema.range, "RANGE");
    }
    to.writer().end_array();
}

void write_throughput(Members& to, const std::optional<ProvisionedThroughput>& throughput) {
    if (!throughput) {
        return;
    }
    Members members{to.key("ProvisionedThroughput")};
    members.integer("ReadCapacityUnits", throughput->read_capacity_units);
    members.integer("WriteCapacityUnits", throughput->write_capacity_units);
}

void write_projection(Members& to, const Projection& projection) {
    Members members{to.key("Projection")};
    members.text("ProjectionType", to_string(projection.type));
    if (!projection.non_key_attributes.empty()) {
        members.list("NonKeyAttributes", projection.non_key_attributes, [&](const auto& name) {
            members.writer().string(name);
        });
    }
}

void write_indexes(Members& to, std::string_view name, const std::vector<SecondaryIndex>& indexes) {
    if (indexes.empty()) {
        return;
    }
    to.list(name, indexes, [&](const SecondaryIndex& index) {
        Members members{to.writer()};
        members.text("IndexName", index.index_name);
        write_key_schema(members, index.key_schema);
        write_projection(members, index.projection);
        write_throughput(members, index.provisioned_throughput);
    });
}

}  // namespace

std::string request_body(const CreateTableInput& input) {
    return object_of([&](Members& to) {
        to.text("TableName", input.table_name);
        to.list("AttributeDefinitions", input.attribute_definitions, [&](const auto& definition) {
            Members members{to.writer()};
            members.text("AttributeName", definition.attribute_name);
            members.text("AttributeType", to_string(definition.attribute_type));
        });
        write_key_schema(to, input.key_schema);
        write_indexes(to, "GlobalSecondaryIndexes", input.global_secondary_indexes);
        write_indexes(to, "LocalSecondaryIndexes", input.local_secondary_indexes);
        const bool on_demand = input.billing_mode == BillingMode::PayPerRequest;
        to.text("BillingMode", on_demand ? "PAY_PER_REQUEST" : "PROVISIONED");
        write_throughput(to, input.provisioned_throughput);
    });
}

std::string table_name_body(const std::string& table_name) {
    return object_of([&](Members& to) { to.text("TableName", table_name); });
}

std::string list_tables_body(const std::string& after) {
    return object_of([&](Members& to) { to.some_text("ExclusiveStartTableName", after); });
}

}  // namespace sosw::wire
