#include "backends/sqlite/key_rules.hpp"

#include <algorithm>
#include <utility>

#include "core/ports/attribute_number.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kHashSizeMax = 2048;
constexpr std::size_t kRangeSizeMax = 1024;
constexpr const char* kNoMatch = "The provided key element does not match the schema";
constexpr const char* kBadStart = "The provided starting key is invalid";

std::size_t byte_length(const AttributeValue& value) {
    if (const auto* text = value.get_if<std::string>()) {
        return text->size();
    }
    const auto* binary = value.get_if<Binary>();
    return binary != nullptr ? binary->bytes.size() : 1;
}

Result<void> check_number(const AttributeValue& value) {
    const auto* number = value.get_if<Number>();
    if (number != nullptr && !small_integer(number->text)) {
        TRY(normalise_number(number->text));
    }
    return {};
}

std::string bad_start(const std::string& why) { return std::string{kBadStart} + ": " + why; }

Failure wrong_index_type(
    const IndexLayout& index, const KeyColumn& key, const AttributeValue& value
) {
    return validation_error(
        "One or more parameter values were invalid: Type mismatch for Index Key " + key.attribute +
        " Expected: " + std::string{type_letter(key.type)} +
        " Actual: " + std::string{value.type_name()} + " IndexName: " + index.name
    );
}

std::string empty_value(const AttributeValue& value) {
    return std::string{"The AttributeValue for a key attribute cannot contain an empty "} +
           (value.is<Binary>() ? "binary" : "string") + " value.";
}

Result<void> check_length(const DynamoTable& table, std::size_t column, std::size_t length) {
    const bool is_hash = table.columns()[column].attribute == table.primary().schema.hash;
    if (is_hash && length > kHashSizeMax) {
        return validation_error(
            "One or more parameter values were invalid: Size of hashkey has "
            "exceeded the maximum size limit of2048 bytes"
        );
    }
    if (!is_hash && length > kRangeSizeMax) {
        return validation_error(
            "One or more parameter values were invalid: Aggregated size of all "
            "range keys has exceeded the size limit of 1024 bytes"
        );
    }
    return {};
}

/// A primary key attribute of the right type.
Result<void> check_primary_value(
    const DynamoTable& table, std::size_t column, const AttributeValue& value
) {
    const std::size_t length = byte_length(value);
    if (length == 0) {
        return validation_error(
            "One or more parameter values are not valid. " + empty_value(value) +
            " Key: " + table.columns()[column].attribute
        );
    }
    TRY(check_length(table, column, length));
    return check_number(value);
}

Result<void> check_index_key(
    const DynamoTable& table,
    const IndexLayout& index,
    std::size_t column,
    const Item& item,
    bool updating
) {
    const KeyColumn& key = table.columns()[column];
    const AttributeValue* value = item.find(key.attribute);
    if (value == nullptr) {
        return {};
    }
    if (!has_type(*value, key.type)) {
        return updating ? validation_error(
                              "The update expression attempted to update the secondary index key "
                              "to unsupported type"
                          )
                        : wrong_index_type(index, key, *value);
    }
    const std::size_t length = byte_length(*value);
    if (length == 0) {
        const std::string what =
            updating ? "The update expression attempted to update a secondary index key to a value "
                       "that is "
                       "not supported. "
                     : "A value specified for a secondary index key is not supported. ";
        return validation_error(
            "One or more parameter values are not valid. " + what + empty_value(*value) +
            " IndexName: " + index.name + ", IndexKey: " + key.attribute
        );
    }
    const std::size_t limit = key.attribute == index.schema.hash ? kHashSizeMax : kRangeSizeMax;
    if (length > limit) {
        return validation_error(
            "One or more parameter values were invalid: Size of key attribute " + key.attribute +
            " has exceeded the limit of " + std::to_string(limit) +
            " bytes IndexName: " + index.name
        );
    }
    return {};
}

Result<void> check_index_keys(const DynamoTable& table, const Item& item, bool updating) {
    for (const IndexLayout& index : table.indexes()) {
        const std::size_t keys = index.has_range() ? 2 : 1;
        for (std::size_t position = 0; position < keys; ++position) {
            const std::size_t column = index.order[position];
            if (column >= table.primary_columns()) {
                TRY(check_index_key(table, index, column, item, updating));
            }
        }
    }
    return {};
}

}  // namespace

Failure validation_error(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

Result<void> check_key(const DynamoTable& table, const Item& key) {
    if (key.size() != table.primary_columns()) {
        return validation_error(kNoMatch);
    }
    for (std::size_t column = 0; column < table.primary_columns(); ++column) {
        const AttributeValue* value = key.find(table.columns()[column].attribute);
        if (value == nullptr || !has_type(*value, table.columns()[column].type)) {
            return validation_error(kNoMatch);
        }
        TRY(check_primary_value(table, column, *value));
    }
    return {};
}

Result<void> check_item_keys(const DynamoTable& table, const Item& item) {
    for (std::size_t column = 0; column < table.primary_columns(); ++column) {
        const KeyColumn& key = table.columns()[column];
        const AttributeValue* value = item.find(key.attribute);
        if (value == nullptr) {
            return validation_error(
                "One or more parameter values were invalid: Missing the key " + key.attribute +
                " in the item"
            );
        }
        if (!has_type(*value, key.type)) {
            return validation_error(
                "One or more parameter values were invalid: Type mismatch for key " +
                key.attribute + " expected: " + std::string{type_letter(key.type)} +
                " actual: " + std::string{value->type_name()}
            );
        }
        TRY(check_primary_value(table, column, *value));
    }
    return check_index_keys(table, item, false);
}

Result<void> check_updated_index_keys(const DynamoTable& table, const Item& item) {
    return check_index_keys(table, item, true);
}

void erase_unfit_index_keys(const DynamoTable& table, Item& item) {
    for (const IndexLayout& index : table.indexes()) {
        const std::size_t keys = index.has_range() ? 2 : 1;
        for (std::size_t position = 0; position < keys; ++position) {
            const std::size_t column = index.order[position];
            if (column >= table.primary_columns() &&
                !check_index_key(table, index, column, item, false)) {
                item.erase(table.columns()[column].attribute);
            }
        }
    }
}

Result<void> check_assigned_index_keys(
    const DynamoTable& table,
    std::span<const std::pair<std::string_view, const AttributeValue*>> assigned
) {
    for (const IndexLayout& index : table.indexes()) {
        for (const std::size_t column : std::span{index.order}.first(index.has_range() ? 2 : 1)) {
            const KeyColumn& key = table.columns()[column];
            for (const auto& [name, value] : assigned) {
                if (name == key.attribute && !has_type(*value, key.type)) {
                    return wrong_index_type(index, key, *value);
                }
            }
        }
    }
    return {};
}

Result<void> check_key_paths(const DynamoTable& table, std::span<const std::string> names) {
    for (const KeyColumn& key : table.columns()) {
        if (std::ranges::find(names, key.attribute) != names.end()) {
            const bool is_primary = key.attribute == table.primary().schema.hash ||
                                    key.attribute == table.primary().schema.range;
            return validation_error(
                "Key attributes must be scalars; list random access '[]' and map lookup '.' are "
                "not allowed: " +
                std::string{is_primary ? "Key: " : "IndexKey: "} + key.attribute
            );
        }
    }
    return {};
}

Result<void> check_start_key(
    const DynamoTable& table, const IndexLayout& index, const Item& start, PageKind kind
) {
    const bool is_index = !index.name.empty();
    std::size_t expected = 0;
    for (const std::size_t column : index.order) {
        expected += table.columns()[column].attribute.empty() ? 0 : 1;
    }
    const bool scans_table = kind == PageKind::Scan && !is_index;
    if (start.size() != expected) {
        return validation_error(scans_table ? bad_start(kNoMatch) : kBadStart);
    }
    const std::size_t keys = scans_table ? 0 : (index.has_range() ? 2 : 1);
    for (std::size_t position = 0; position < keys; ++position) {
        const std::size_t column = index.order[position];
        const KeyColumn& key = table.columns()[column];
        const AttributeValue* value = start.find(key.attribute);
        if (value == nullptr) {
            return validation_error(kBadStart);
        }
        if (!has_type(*value, key.type)) {
            return validation_error(kNoMatch);
        }
        TRY(check_primary_value(table, column, *value));
    }
    for (std::size_t column = 0; column < table.primary_columns(); ++column) {
        const KeyColumn& key = table.columns()[column];
        const AttributeValue* value = start.find(key.attribute);
        if (value == nullptr || !has_type(*value, key.type)) {
            return validation_error(bad_start(kNoMatch));
        }
        const Result<void> checked = check_primary_value(table, column, *value);
        if (!checked) {
            return validation_error(bad_start(checked.error().message));
        }
    }
    return {};
}

}  // namespace sosw::sqlite
