#include "backends/sqlite/table_rules.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace sosw::sqlite {

namespace {

constexpr std::size_t kNameMin = 3;
constexpr std::size_t kNameMax = 255;
constexpr std::size_t kKeyNameMax = 255;
constexpr std::size_t kGlobalIndexesMax = 20;
constexpr std::size_t kLocalIndexesMax = 5;
constexpr std::size_t kNonKeyAttributesMax = 20;
constexpr std::size_t kNonKeyAttributesTotalMax = 100;
constexpr std::string_view kInvalidValues = "One or more parameter values were invalid: ";

Failure invalid(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}
Failure invalid_value(const std::string& message) {
    return invalid(std::string{kInvalidValues} + message);
}

Result<void> check_name(const std::string& name, std::string_view parameter) {
    if (name.size() < kNameMin || name.size() > kNameMax) {
        return invalid(
            std::string{parameter} +
            " must be at least 3 characters long and at most 255 characters long"
        );
    }
    const bool legal = std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '.' || c == '-';
    });
    if (!legal) {
        return invalid(
            "1 validation error detected: Value '" + name + "' at '" +
            (parameter == "TableName" ? "tableName" : "indexName") +
            "' failed to satisfy constraint: Member must satisfy regular expression pattern: "
            "[a-zA-Z0-9_.-]+"
        );
    }
    return {};
}

std::string listed(const std::vector<std::string>& names) {
    std::string text = "[";
    for (const std::string& name : names) {
        text.append(text.size() > 1 ? ", " : "").append(name);
    }
    return text.append("]");
}

std::vector<std::string> key_names(const KeySchema& schema) {
    std::vector<std::string> names{schema.hash};
    if (!schema.range.empty()) {
        names.push_back(schema.range);
    }
    return names;
}

std::vector<std::string> defined_names(const CreateTableInput& input) {
    std::vector<std::string> names;
    names.reserve(input.attribute_definitions.size());
    for (const AttributeDefinition& definition : input.attribute_definitions) {
        names.push_back(definition.attribute_name);
    }
    return names;
}

Result<void> check_schema(const KeySchema& schema, const CreateTableInput& input) {
    if (schema.hash.empty()) {
        return invalid_value(
            "No Hash Key specified in schema.  All Dynamo DB tables must have "
            "exactly one hash key"
        );
    }
    if (schema.hash == schema.range) {
        return invalid(
            "Both the Hash Key and the Range Key element in the KeySchema have the "
            "same name"
        );
    }
    const std::vector<std::string> defined = defined_names(input);
    const std::vector<std::string> keys = key_names(schema);
    for (const std::string& key : keys) {
        if (key.size() > kKeyNameMax) {
            return invalid_value("Attribute name is too large, must be less than 256 bytes");
        }
        if (std::ranges::find(defined, key) == defined.end()) {
            return invalid_value(
                "Some index key attributes are not defined in AttributeDefinitions. Keys: " +
                listed(keys) + ", AttributeDefinitions: " + listed(defined)
            );
        }
    }
    return {};
}

Result<void> check_projection(const SecondaryIndex& index) {
    const Projection& projection = index.projection;
    const std::size_t count = projection.non_key_attributes.size();
    if (projection.type != ProjectionType::Include) {
        if (count > 0) {
            const bool all = projection.type == ProjectionType::All;
            return invalid_value(
                std::string{"ProjectionType is "} + (all ? "ALL" : "KEYS_ONLY") +
                ", but NonKeyAttributes is specified"
            );
        }
        return {};
    }
    if (count == 0) {
        return invalid_value("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
    }
    if (count > kNonKeyAttributesMax) {
        return invalid_value(
            "Number of NonKeyAttributes of an index must not exceed 20: " + index.index_name
        );
    }
    return {};
}

Result<void> check_index(const SecondaryIndex& index, const CreateTableInput& input) {
    TRY(check_name(index.index_name, "IndexName"));
    TRY(check_schema(index.key_schema, input));
    return check_projection(index);
}

Result<void> check_local_index(const SecondaryIndex& index, const CreateTableInput& input) {
    TRY(check_index(index, input));
    if (input.key_schema.range.empty()) {
        return invalid_value(
            "Table KeySchema does not have a range key, which is required when specifying a "
            "LocalSecondaryIndex"
        );
    }
    if (index.key_schema.hash != input.key_schema.hash) {
        return invalid_value(
            "Index KeySchema does not have the same leading hash key as table KeySchema for "
            "index: " +
            index.index_name + ". index hash key: " + index.key_schema.hash +
            ", table hash key: " + input.key_schema.hash
        );
    }
    if (index.key_schema.range.empty()) {
        return invalid_value(
            "Index KeySchema does not have a range key for index: " + index.index_name
        );
    }
    return {};
}

Result<void> check_counts(const CreateTableInput& input) {
    if (input.global_secondary_indexes.size() > kGlobalIndexesMax) {
        return invalid_value("GlobalSecondaryIndex count exceeds the per-table limit of 20");
    }
    if (input.local_secondary_indexes.size() > kLocalIndexesMax) {
        return invalid_value("Number of LocalSecondaryIndexes exceeds per-table limit of 5");
    }
    std::size_t projected = 0;
    std::vector<std::string> names;
    for (const auto* indexes : {&input.global_secondary_indexes, &input.local_secondary_indexes}) {
        for (const SecondaryIndex& index : *indexes) {
            projected += index.projection.non_key_attributes.size();
            if (std::ranges::find(names, index.index_name) != names.end()) {
                return invalid_value("Duplicate index name: " + index.index_name);
            }
            names.push_back(index.index_name);
        }
    }
    if (projected > kNonKeyAttributesTotalMax) {
        return invalid_value("Number of NonKeyAttributes over all indexes must not exceed 100");
    }
    return {};
}

/// Each definition must serve a key, and be there once.
Result<void> check_definitions(const CreateTableInput& input) {
    std::vector<std::string> used = key_names(input.key_schema);
    for (const auto* indexes : {&input.global_secondary_indexes, &input.local_secondary_indexes}) {
        for (const SecondaryIndex& index : *indexes) {
            const std::vector<std::string> keys = key_names(index.key_schema);
            used.insert(used.end(), keys.begin(), keys.end());
        }
    }
    std::vector<std::string> defined = defined_names(input);
    for (const std::string& name : defined) {
        if (std::ranges::count(defined, name) > 1) {
            return invalid("Cannot have two attributes with the same name");
        }
        if (std::ranges::find(used, name) == used.end()) {
            return invalid_value(
                "Some AttributeDefinitions are not used. AttributeDefinitions: " + listed(defined) +
                ", keys used: " + listed(used)
            );
        }
    }
    return {};
}

Result<void> check_billing(const CreateTableInput& input) {
    const bool provisioned = input.billing_mode == BillingMode::Provisioned;
    if (provisioned && !input.provisioned_throughput) {
        return invalid_value(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when "
            "BillingMode is PROVISIONED"
        );
    }
    if (!provisioned && input.provisioned_throughput) {
        return invalid_value(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
            "when BillingMode is PAY_PER_REQUEST"
        );
    }
    if (provisioned && (input.provisioned_throughput->read_capacity_units < 1 ||
                        input.provisioned_throughput->write_capacity_units < 1)) {
        return invalid("Provisioned throughput must be at least 1 read and 1 write capacity unit");
    }
    return {};
}

}  // namespace

Result<void> validate_table(const CreateTableInput& input) {
    TRY(check_name(input.table_name, "TableName"));
    TRY(check_billing(input));
    TRY(check_schema(input.key_schema, input));
    TRY(check_counts(input));
    for (const SecondaryIndex& index : input.global_secondary_indexes) {
        TRY(check_index(index, input));
    }
    for (const SecondaryIndex& index : input.local_secondary_indexes) {
        TRY(check_local_index(index, input));
    }
    return check_definitions(input);
}

}  // namespace sosw::sqlite
