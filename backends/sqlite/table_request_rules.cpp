#include "backends/sqlite/table_request_rules.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "backends/sqlite/key_rules.hpp"

namespace sosw::sqlite {

namespace {

using Definitions = std::vector<AttributeDefinition>;

constexpr std::int64_t kUnitsMax = 1'000'000'000'000;
constexpr std::size_t kGlobalIndexesMax = 20;
constexpr std::size_t kLocalIndexesMax = 5;
constexpr std::size_t kNonKeyAttributesTotalMax = 100;

std::string listed(const std::vector<std::string>& names) {
    return fmt::format("[{}]", fmt::join(names, ", "));
}

std::vector<std::string> names_of(const std::vector<KeySchemaElement>& keys) {
    std::vector<std::string> names;
    names.reserve(keys.size());
    for (const KeySchemaElement& key : keys) {
        names.push_back(key.attribute_name);
    }
    return names;
}
std::vector<std::string> names_of(const Definitions& definitions) {
    std::vector<std::string> names;
    names.reserve(definitions.size());
    for (const AttributeDefinition& definition : definitions) {
        names.push_back(definition.attribute_name);
    }
    return names;
}

Result<void> check_bounds(const std::optional<ProvisionedThroughput>& throughput) {
    if (throughput && throughput->read_capacity_units > kUnitsMax) {
        return validation_error(fmt::format(
            "Given value {} for ReadCapacityUnits is out of bounds", throughput->read_capacity_units
        ));
    }
    if (throughput && throughput->write_capacity_units > kUnitsMax) {
        return validation_error(fmt::format(
            "Given value {} for WriteCapacityUnits is out of bounds",
            throughput->write_capacity_units
        ));
    }
    return {};
}

Result<void> check_billing(const CreateTableRequest& request) {
    if (request.billing_mode == BillingMode::PayPerRequest) {
        if (request.provisioned_throughput) {
            return invalid_parameter(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST"
            );
        }
        return {};
    }
    if (!request.provisioned_throughput) {
        return invalid_parameter(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
            "PROVISIONED"
        );
    }
    return check_bounds(request.provisioned_throughput);
}

Result<void> check_keys_are_defined(
    const std::vector<KeySchemaElement>& keys, const Definitions& definitions
) {
    const std::vector<std::string> defined = names_of(definitions);
    const std::vector<std::string> names = names_of(keys);
    for (const std::string& name : names) {
        if (std::ranges::find(defined, name) == defined.end()) {
            return invalid_parameter(fmt::format(
                "Some index key attributes are not defined in AttributeDefinitions. Keys: {}, "
                "AttributeDefinitions: {}",
                listed(names),
                listed(defined)
            ));
        }
    }
    return {};
}

Result<KeySchema> check_key_types(const std::vector<KeySchemaElement>& keys) {
    if (keys.size() > 1 && keys[0].attribute_name == keys[1].attribute_name) {
        return validation_error(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name"
        );
    }
    if (keys[0].key_type != "HASH") {
        return validation_error(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
        );
    }
    if (keys.size() > 1 && keys[1].key_type != "RANGE") {
        return validation_error(
            "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"
        );
    }
    return KeySchema{keys[0].attribute_name, keys.size() > 1 ? keys[1].attribute_name : ""};
}

Result<KeySchema> check_table_keys(const CreateTableRequest& request) {
    const std::size_t defined = request.attribute_definitions.size();
    if (request.key_schema.size() > defined) {
        return validation_error("Invalid KeySchema: Some index key attribute have no definition");
    }
    TRY(check_keys_are_defined(request.key_schema, request.attribute_definitions));
    KeySchema schema = TRY(check_key_types(request.key_schema));
    const bool has_indexes = request.local_secondary_indexes || request.global_secondary_indexes;
    if (!has_indexes && request.key_schema.size() != defined) {
        return invalid_parameter(
            "Number of attributes in KeySchema does not exactly match number of attributes defined "
            "in AttributeDefinitions"
        );
    }
    return schema;
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
    return "";
}

Result<Projection> check_projection(const IndexRequest& request) {
    if (!request.projection_type) {
        return invalid_parameter("Unknown ProjectionType: null");
    }
    const ProjectionType type = *request.projection_type;
    if (request.non_key_attributes && type != ProjectionType::Include) {
        return invalid_parameter(
            fmt::format("ProjectionType is {}, but NonKeyAttributes is specified", to_string(type))
        );
    }
    if (!request.non_key_attributes && type == ProjectionType::Include) {
        return invalid_parameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified"
        );
    }
    return Projection{type, request.non_key_attributes.value_or(std::vector<std::string>{})};
}

Result<void> check_local_keys(
    const IndexRequest& request, const KeySchema& index, const KeySchema& table
) {
    if (index.range.empty()) {
        return invalid_parameter(
            "Index KeySchema does not have a range key for index: " + request.index_name
        );
    }
    if (index.hash != table.hash) {
        return invalid_parameter(fmt::format(
            "Index KeySchema does not have the same leading hash key as table KeySchema for index: "
            "{}. index hash key: {}, table hash key: {}",
            request.index_name,
            index.hash,
            table.hash
        ));
    }
    return {};
}

Result<void> check_name_is_new(const std::string& name, const CreateTableInput& definition) {
    const auto has = [&](const std::vector<SecondaryIndex>& indexes) {
        return std::ranges::find(indexes, name, &SecondaryIndex::index_name) != indexes.end();
    };
    if (has(definition.local_secondary_indexes) || has(definition.global_secondary_indexes)) {
        return invalid_parameter("Duplicate index name: " + name);
    }
    return {};
}

Result<void> add_local_indexes(const CreateTableRequest& request, CreateTableInput& definition) {
    if (!request.local_secondary_indexes) {
        return {};
    }
    if (request.local_secondary_indexes->empty()) {
        return invalid_parameter("List of LocalSecondaryIndexes is empty");
    }
    if (definition.key_schema.range.empty()) {
        return invalid_parameter(
            "Table KeySchema does not have a range key, which is required when specifying a "
            "LocalSecondaryIndex"
        );
    }
    for (const IndexRequest& index : *request.local_secondary_indexes) {
        TRY(check_keys_are_defined(index.key_schema, request.attribute_definitions));
        KeySchema schema = TRY(check_key_types(index.key_schema));
        TRY(check_local_keys(index, schema, definition.key_schema));
        Projection projection = TRY(check_projection(index));
        TRY(check_name_is_new(index.index_name, definition));
        definition.local_secondary_indexes.push_back(
            {.index_name = index.index_name,
             .key_schema = std::move(schema),
             .projection = std::move(projection)}
        );
    }
    if (request.local_secondary_indexes->size() > kLocalIndexesMax) {
        return invalid_parameter("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
    }
    return {};
}

Result<void> add_global_indexes(const CreateTableRequest& request, CreateTableInput& definition) {
    if (!request.global_secondary_indexes) {
        return {};
    }
    if (request.global_secondary_indexes->empty()) {
        return invalid_parameter("List of GlobalSecondaryIndexes is empty");
    }
    for (const IndexRequest& index : *request.global_secondary_indexes) {
        SecondaryIndex made =
            TRY(check_new_index(index, request.attribute_definitions, definition.billing_mode));
        TRY(check_name_is_new(index.index_name, definition));
        definition.global_secondary_indexes.push_back(std::move(made));
    }
    if (request.global_secondary_indexes->size() > kGlobalIndexesMax) {
        return invalid_parameter("GlobalSecondaryIndex count exceeds the per-table limit of 20");
    }
    return {};
}

Result<void> check_projected_total(const CreateTableInput& definition) {
    std::size_t total = 0;
    for (const auto* indexes :
         {&definition.global_secondary_indexes, &definition.local_secondary_indexes}) {
        for (const SecondaryIndex& index : *indexes) {
            total += index.projection.non_key_attributes.size();
        }
    }
    if (total > kNonKeyAttributesTotalMax) {
        return invalid_parameter("Number of NonKeyAttributes over all indexes must not exceed 100");
    }
    return {};
}

Result<void> check_stream(const std::optional<StreamSpecification>& stream) {
    if (stream && stream->stream_enabled && stream->stream_view_type.empty()) {
        return invalid_parameter("StreamViewType must be specified when StreamEnabled is true");
    }
    if (stream && !stream->stream_enabled && !stream->stream_view_type.empty()) {
        return invalid_parameter(
            "StreamViewType should not be specified when StreamEnabled is false"
        );
    }
    return {};
}

Result<void> check_index_updates(const UpdateTableRequest& request) {
    std::vector<std::string> names;
    for (const IndexUpdate& update : request.global_secondary_index_updates) {
        if (!update.update && !update.create && !update.remove) {
            return invalid_parameter(
                "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
                "GlobalSecondaryIndexUpdate.Delete must not be null"
            );
        }
        const std::string& name = update.update   ? update.update->index_name
                                  : update.create ? update.create->index_name
                                                  : *update.remove;
        if (std::ranges::find(names, name) != names.end()) {
            return invalid_parameter(
                "Only one global secondary index update per index is allowed simultaneously. "
                "Index: " +
                name
            );
        }
        names.push_back(name);
    }
    return {};
}

}  // namespace

Failure invalid_parameter(const std::string& message) {
    return validation_error("One or more parameter values were invalid: " + message);
}

Result<CreateTableInput> check_creation(const CreateTableRequest& request) {
    TRY(check_billing(request));
    KeySchema keys = TRY(check_table_keys(request));
    CreateTableInput definition{
        .table_name = request.table_name,
        .attribute_definitions = request.attribute_definitions,
        .key_schema = std::move(keys),
        .billing_mode = request.billing_mode.value_or(BillingMode::Provisioned),
        .provisioned_throughput = request.provisioned_throughput};
    TRY(add_local_indexes(request, definition));
    TRY(add_global_indexes(request, definition));
    TRY(check_projected_total(definition));
    const std::vector<std::string> defined = names_of(request.attribute_definitions);
    for (const std::string& name : defined) {
        if (std::ranges::count(defined, name) > 1) {
            return validation_error("Cannot have two attributes with the same name");
        }
    }
    TRY(check_definitions_are_used(request.attribute_definitions, definition));
    TRY(check_stream(request.settings.stream_specification));
    return definition;
}

Result<void> check_update(const UpdateTableRequest& request) {
    const bool asks =
        request.provisioned_throughput || request.billing_mode || request.stream_specification ||
        request.sse_specification || request.table_class || request.deletion_protection_enabled ||
        request.on_demand_throughput || !request.global_secondary_index_updates.empty();
    if (!asks) {
        return validation_error(
            "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
            "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required"
        );
    }
    if (request.billing_mode == BillingMode::Provisioned && !request.provisioned_throughput) {
        return invalid_parameter(
            "ProvisionedThroughput must be specified when BillingMode is PROVISIONED"
        );
    }
    TRY(check_bounds(request.provisioned_throughput));
    TRY(check_index_updates(request));
    return check_stream(request.stream_specification);
}

Result<SecondaryIndex> check_new_index(
    const IndexRequest& request, const Definitions& definitions, BillingMode billing_mode
) {
    TRY(check_keys_are_defined(request.key_schema, definitions));
    KeySchema keys = TRY(check_key_types(request.key_schema));
    Projection projection = TRY(check_projection(request));
    SecondaryIndex index{
        .index_name = request.index_name,
        .key_schema = std::move(keys),
        .projection = std::move(projection),
        .provisioned_throughput = request.provisioned_throughput};
    if (billing_mode == BillingMode::PayPerRequest && request.provisioned_throughput) {
        return invalid_parameter(fmt::format(
            "ProvisionedThroughput should not be specified for index: {} when BillingMode is "
            "PAY_PER_REQUEST",
            request.index_name
        ));
    }
    if (billing_mode == BillingMode::Provisioned && !request.provisioned_throughput) {
        return invalid_parameter(
            "ProvisionedThroughput must be specified for index: " + request.index_name
        );
    }
    return index;
}

Result<void> check_definitions_are_used(
    const Definitions& defined, const CreateTableInput& definition
) {
    std::vector<std::string> used;
    const auto add = [&](const KeySchema& schema) {
        for (const std::string& name : {schema.hash, schema.range}) {
            if (!name.empty() && std::ranges::find(used, name) == used.end()) {
                used.push_back(name);
            }
        }
    };
    add(definition.key_schema);
    for (const auto* indexes :
         {&definition.local_secondary_indexes, &definition.global_secondary_indexes}) {
        for (const SecondaryIndex& index : *indexes) {
            add(index.key_schema);
        }
    }
    for (const AttributeDefinition& attribute : defined) {
        if (std::ranges::find(used, attribute.attribute_name) == used.end()) {
            return invalid_parameter(fmt::format(
                "Some AttributeDefinitions are not used. AttributeDefinitions: {}, keys used: {}",
                listed(names_of(defined)),
                listed(used)
            ));
        }
    }
    return {};
}

}  // namespace sosw::sqlite
