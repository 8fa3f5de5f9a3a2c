#include "tests/support/memory_dynamo_db.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>

#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/item_size.hpp"
#include "backends/sqlite/table_rules.hpp"
#include "core/base/ensure.hpp"
#include "core/ports/attribute_number.hpp"

namespace sosw::test {

namespace {

constexpr const char* kInvalid = "One or more parameter values were invalid: ";
constexpr const char* kNotValid = "One or more parameter values are not valid. ";
constexpr const char* kNoMatch = "The provided key element does not match the schema";

std::string letter(ScalarType type) {
    return type == ScalarType::String ? "S" : type == ScalarType::Number ? "N" : "B";
}

bool is_empty(const AttributeValue& value) {
    const auto* binary = value.get_if<Binary>();
    return value.as_string() == "" || (binary != nullptr && binary->bytes.empty());
}

std::size_t length(const AttributeValue& value) {
    const auto* binary = value.get_if<Binary>();
    return binary != nullptr ? binary->bytes.size() : value.as_string().value_or("").size();
}

std::string empty_text(const AttributeValue& value) {
    return std::string{"The AttributeValue for a key attribute cannot contain an empty "} +
           (value.is<Binary>() ? "binary" : "string") + " value.";
}

Result<void> check_strings(const std::vector<std::string>& values, const std::string& empty) {
    if (values.empty()) {
        return memory_error(kInvalid + empty);
    }
    if (std::set<std::string>(values.begin(), values.end()).size() < values.size()) {
        std::string text;
        for (const std::string& value : values) {
            text += (text.empty() ? "" : ", ") + value;
        }
        return memory_error(
            kInvalid + ("Input collection [" + text + "]") +
            (empty.starts_with("Binary") ? " of type BS" : "") + " contains duplicates."
        );
    }
    return {};
}

Result<Item> normalised(const Item& item);

/// The value as it is stored: numbers normalised, sets checked.
Result<AttributeValue> normalised(const AttributeValue& value) {
    if (const auto* number = value.get_if<Number>()) {
        return AttributeValue::number(TRY(normalise_number(number->text)));
    }
    if (const auto* set = value.get_if<StringSet>()) {
        TRY(check_strings(set->values, "An string set  may not be empty"));
    }
    if (const auto* set = value.get_if<BinarySet>()) {
        TRY(check_strings(set->values, "Binary sets should not be empty"));
    }
    if (const auto* set = value.get_if<NumberSet>()) {
        NumberSet made;
        for (const std::string& number : set->values) {
            made.values.push_back(TRY(normalise_number(number)));
        }
        if (made.values.empty()) {
            return memory_error(std::string{kInvalid} + "An number set  may not be empty");
        }
        if (!check_strings(made.values, "")) {
            return memory_error("Input collection contains duplicates");
        }
        return AttributeValue{made};
    }
    if (const auto* list = value.get_if<List>()) {
        List made;
        for (const AttributeValue& element : *list) {
            made.push_back(TRY(normalised(element)));
        }
        return AttributeValue{made};
    }
    if (const auto* map = value.get_if<Map>()) {
        return AttributeValue{TRY(normalised(*map))};
    }
    return value;
}

Result<Item> normalised(const Item& item) {
    Item made;
    for (const Attribute& attribute : item) {
        made.append(attribute.name, TRY(normalised(attribute.value)));
    }
    return made;
}

std::vector<std::string> key_names(const KeySchema& schema) {
    return schema.range.empty() ? std::vector{schema.hash} : std::vector{schema.hash, schema.range};
}

Result<void> check_primary(
    const MemoryTable& table, const std::string& name, const AttributeValue& value
) {
    if (is_empty(value)) {
        return memory_error(kNotValid + empty_text(value) + " Key: " + name);
    }
    const bool is_hash = name == table.definition.key_schema.hash;
    if (is_hash && length(value) > 2048) {
        return memory_error(
            std::string{kInvalid} +
            "Size of hashkey has exceeded the maximum size limit of2048 bytes"
        );
    }
    if (!is_hash && length(value) > 1024) {
        return memory_error(
            std::string{kInvalid} +
            "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"
        );
    }
    return {};
}

/// The key of a get, update or delete, normalised.
Result<Item> checked_key(const MemoryTable& table, const Item& key) {
    const std::vector<std::string> names = key_names(table.definition.key_schema);
    if (key.size() != names.size()) {
        return memory_error(kNoMatch);
    }
    for (const std::string& name : names) {
        const AttributeValue* value = key.find(name);
        if (value == nullptr || value->type_name() != letter(table.type_of(name))) {
            return memory_error(kNoMatch);
        }
        TRY(check_primary(table, name, *value));
    }
    return normalised(key);
}

Failure index_mismatch(
    const std::string& name,
    const std::string& type,
    const AttributeValue& value,
    const SecondaryIndex& index
) {
    return memory_error(
        kInvalid + ("Type mismatch for Index Key " + name) + " Expected: " + type +
        " Actual: " + std::string{value.type_name()} + " IndexName: " + index.index_name
    );
}

Result<void> check_index_keys(const MemoryTable& table, const Item& item, bool updating) {
    const std::vector<std::string> primary = key_names(table.definition.key_schema);
    for (const SecondaryIndex& index : table.indexes()) {
        for (const std::string& name : key_names(index.key_schema)) {
            const AttributeValue* value = item.find(name);
            if (value == nullptr || std::ranges::find(primary, name) != primary.end()) {
                continue;
            }
            const std::string type = letter(table.type_of(name));
            if (value->type_name() != type) {
                return index_mismatch(name, type, *value, index);
            }
            if (is_empty(*value)) {
                return memory_error(
                    std::string{kNotValid} +
                    (updating ? "The update expression attempted to update a secondary index key "
                                "to a value that is not supported. "
                              : "A value specified for a secondary index key is not supported. ") +
                    empty_text(*value) + " IndexName: " + index.index_name + ", IndexKey: " + name
                );
            }
        }
    }
    return {};
}

/// What is wrong with an update whatever the item is.
Result<void> check_update(
    const MemoryTable& table, const expression::Update& update, const expression::Bindings& bindings
) {
    const std::vector<std::string> changed = sqlite::top_level_names(update, bindings);
    for (const std::string& name : key_names(table.definition.key_schema)) {
        if (std::ranges::find(changed, name) != changed.end()) {
            return memory_error(
                kInvalid + ("Cannot update attribute " + name) +
                ". This attribute is part of the key"
            );
        }
    }
    const std::vector<std::string> nested = sqlite::nested_names(update, bindings);
    for (const SecondaryIndex& index : table.indexes()) {
        for (const std::string& name : key_names(index.key_schema)) {
            const std::string type = letter(table.type_of(name));
            for (const auto& [assigned, value] : sqlite::assigned_values(update, bindings)) {
                if (assigned == name && value->type_name() != type) {
                    return index_mismatch(name, type, *value, index);
                }
            }
            if (std::ranges::find(nested, name) != nested.end()) {
                return memory_error("Key attributes must be scalars: " + name);
            }
        }
    }
    return {};
}

/// An item as it may be stored.
Result<Item> checked_item(const MemoryTable& table, const Item& given) {
    Item item = TRY(normalised(given));
    if (sqlite::item_size(item) > sqlite::kItemSizeMax) {
        return memory_error("Item size has exceeded the maximum allowed size");
    }
    for (const std::string& name : key_names(table.definition.key_schema)) {
        const AttributeValue* value = item.find(name);
        if (value == nullptr) {
            return memory_error(kInvalid + ("Missing the key " + name) + " in the item");
        }
        if (value->type_name() != letter(table.type_of(name))) {
            return memory_error(
                kInvalid + ("Type mismatch for key " + name) + " expected: " +
                letter(table.type_of(name)) + " actual: " + std::string{value->type_name()}
            );
        }
        TRY(check_primary(table, name, *value));
    }
    TRY(check_index_keys(table, item, false));
    return item;
}

Failure condition_failed(const Item* present, ReturnValuesOnConditionCheckFailure wanted) {
    Error error{
        .code = ErrorCode::ConditionFailed,
        .name = "ConditionalCheckFailedException",
        .message = "The conditional request failed"};
    if (present != nullptr && wanted == ReturnValuesOnConditionCheckFailure::AllOld) {
        auto detail = std::make_shared<ConditionCheckFailed>();
        detail->item = *present;
        error.details = detail;
    }
    return fail(error);
}

/// The parsed expressions of a write.
struct Parsed {
    expression::ConditionPointer condition{};
    expression::UpdatePointer update{};
    expression::Bindings bindings;

    Result<void> check(const Item* present, ReturnValuesOnConditionCheckFailure wanted) const {
        if (condition == nullptr || TRY(expression::evaluate(*condition, bindings, present))) {
            return {};
        }
        return condition_failed(present, wanted);
    }
};

template <typename Input>
Result<Parsed> parse(expression::ExpressionCache& cache, const Input& input) {
    Parsed parsed{
        .bindings = {input.expression_attribute_names, input.expression_attribute_values}};
    if (!input.condition_expression.empty()) {
        parsed.condition = TRY(cache.condition(input.condition_expression, "ConditionExpression"));
    }
    if constexpr (requires { input.update_expression; }) {
        if (!input.update_expression.empty()) {
            parsed.update = TRY(cache.update(input.update_expression));
        }
    }
    if (parsed.condition != nullptr || parsed.update != nullptr ||
        !input.expression_attribute_names.empty() || !input.expression_attribute_values.empty()) {
        TRY(expression::validate(
            {.condition = parsed.condition.get(), .update = parsed.update.get()}, parsed.bindings
        ));
    }
    return parsed;
}

Result<void> check_return_values(ReturnValues wanted) {
    if (wanted == ReturnValues::None || wanted == ReturnValues::AllOld) {
        return {};
    }
    return memory_error("Return values set to invalid value");
}

std::optional<Item> returned(
    ReturnValues wanted, const std::optional<Item>& before, const Item& after, const Parsed& parsed
) {
    const bool old = wanted == ReturnValues::AllOld || wanted == ReturnValues::UpdatedOld;
    if (wanted == ReturnValues::None || (old && !before)) {
        return std::nullopt;
    }
    const Item& item = old ? *before : after;
    if (wanted == ReturnValues::AllOld || wanted == ReturnValues::AllNew) {
        return item;
    }
    if (parsed.update == nullptr) {
        return std::nullopt;
    }
    const Item part = expression::updated_part(*parsed.update, parsed.bindings, item);
    return part.empty() ? std::nullopt : std::optional{part};
}

}  // namespace

Failure memory_error(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ValidationException", std::move(message));
}

bool KeyOrder::operator()(const AttributeValue& left, const AttributeValue& right) const {
    if (const auto* number = left.get_if<Number>()) {
        return compare_numbers(number->text, right.get_if<Number>()->text) < 0;
    }
    if (const auto* binary = left.get_if<Binary>()) {
        return binary->bytes < right.get_if<Binary>()->bytes;
    }
    return *left.as_string() < *right.as_string();
}

bool KeyOrder::operator()(
    const std::vector<AttributeValue>& left, const std::vector<AttributeValue>& right
) const {
    return std::ranges::lexicographical_compare(left, right, *this);
}

ScalarType MemoryTable::type_of(const std::string& attribute) const {
    const auto found = std::ranges::find(
        definition.attribute_definitions, attribute, &AttributeDefinition::attribute_name
    );
    ENSURE(found != definition.attribute_definitions.end());
    return found->attribute_type;
}

MemoryKey MemoryTable::key_of(const Item& item) const {
    MemoryKey key;
    for (const std::string& name : key_names(definition.key_schema)) {
        key.push_back(*item.find(name));
    }
    return key;
}

std::vector<SecondaryIndex> MemoryTable::indexes() const {
    std::vector<SecondaryIndex> all = definition.global_secondary_indexes;
    all.insert(
        all.end(),
        definition.local_secondary_indexes.begin(),
        definition.local_secondary_indexes.end()
    );
    return all;
}

Result<MemoryTable*> MemoryDynamoDb::find_table(const std::string& name) {
    const auto found = tables_.find(name);
    if (found == tables_.end()) {
        return fail(
            ErrorCode::NotFound, "ResourceNotFoundException", "Requested resource not found"
        );
    }
    return &found->second;
}

Result<TableDescription> MemoryDynamoDb::create_table(const CreateTableInput& input) {
    TRY(sqlite::validate_table(input));
    if (tables_.contains(input.table_name)) {
        return fail(
            ErrorCode::InvalidRequest,
            "ResourceInUseException",
            "Table already exists: " + input.table_name
        );
    }
    tables_[input.table_name] = {
        .definition = input, .creation_time_us = epoch_microseconds(clock_.now())};
    return describe_table(input.table_name);
}

Result<TableDescription> MemoryDynamoDb::describe_table(const std::string& table_name) {
    const auto found = tables_.find(table_name);
    if (found == tables_.end()) {
        return fail(
            ErrorCode::NotFound,
            "ResourceNotFoundException",
            "Requested resource not found: Table: " + table_name + " not found"
        );
    }
    const MemoryTable& table = found->second;
    TableDescription description{
        .definition = table.definition,
        .item_count = static_cast<std::int64_t>(table.items.size()),
        .creation_time_us = table.creation_time_us};
    for (const auto& [key, item] : table.items) {
        description.table_size_bytes += sqlite::item_size(item);
    }
    return description;
}

Result<TableDescription> MemoryDynamoDb::delete_table(const std::string& table_name) {
    TableDescription description = TRY(describe_table(table_name));
    description.table_status = "DELETING";
    tables_.erase(table_name);
    return description;
}

Result<std::vector<std::string>> MemoryDynamoDb::list_tables() {
    std::vector<std::string> names;
    names.reserve(tables_.size());
    for (const auto& [name, table] : tables_) {
        names.push_back(name);
    }
    return names;
}

Result<PutItemOutput> MemoryDynamoDb::put_item(const PutItemInput& input) {
    MemoryTable* table = TRY(find_table(input.table_name));
    TRY(check_return_values(input.return_values));
    const Parsed parsed = TRY(parse(expressions_, input));
    const Item item = TRY(checked_item(*table, input.item));
    const auto found = table->items.find(table->key_of(item));
    const Item* present = found != table->items.end() ? &found->second : nullptr;
    TRY(parsed.check(present, input.on_condition_check_failure));
    PutItemOutput output;
    if (present != nullptr && input.return_values == ReturnValues::AllOld) {
        output.attributes = *present;
    }
    table->items[table->key_of(item)] = item;
    return output;
}

Result<GetItemOutput> MemoryDynamoDb::get_item(const GetItemInput& input) {
    MemoryTable* table = TRY(find_table(input.table_name));
    const ExpressionAttributeValues no_values;
    const expression::Bindings bindings{input.expression_attribute_names, no_values};
    expression::ProjectionPointer projection;
    if (!input.projection_expression.empty()) {
        projection = TRY(expressions_.projection(input.projection_expression));
    }
    if (projection != nullptr || !input.expression_attribute_names.empty()) {
        TRY(expression::validate({.projection = projection.get()}, bindings));
    }
    const Item key = TRY(checked_key(*table, input.key));
    const auto found = table->items.find(table->key_of(key));
    if (found == table->items.end()) {
        return GetItemOutput{};
    }
    return GetItemOutput{
        .item = projection != nullptr ? expression::project(*projection, bindings, found->second)
                                      : found->second};
}

Result<UpdateItemOutput> MemoryDynamoDb::update_item(const UpdateItemInput& input) {
    MemoryTable* table = TRY(find_table(input.table_name));
    const Parsed parsed = TRY(parse(expressions_, input));
    const Item key = TRY(checked_key(*table, input.key));
    const auto found = table->items.find(table->key_of(key));
    std::optional<Item> before;
    if (found != table->items.end()) {
        before = found->second;
    }
    if (parsed.update != nullptr) {
        TRY(check_update(*table, *parsed.update, parsed.bindings));
    }
    TRY(parsed.check(before ? &*before : nullptr, input.on_condition_check_failure));
    Item item = before.value_or(key);
    std::vector<std::string> touched;
    if (parsed.update != nullptr) {
        TRY(expression::apply(*parsed.update, parsed.bindings, item, touched));
    }
    TRY(check_index_keys(*table, item, true));
    item = TRY(normalised(item));
    if (sqlite::item_size(item) > sqlite::kItemSizeMax) {
        return memory_error("Item size to update has exceeded the maximum allowed size");
    }
    table->items[table->key_of(key)] = item;
    return UpdateItemOutput{.attributes = returned(input.return_values, before, item, parsed)};
}

Result<DeleteItemOutput> MemoryDynamoDb::delete_item(const DeleteItemInput& input) {
    MemoryTable* table = TRY(find_table(input.table_name));
    TRY(check_return_values(input.return_values));
    const Parsed parsed = TRY(parse(expressions_, input));
    const Item key = TRY(checked_key(*table, input.key));
    const auto found = table->items.find(table->key_of(key));
    const Item* present = found != table->items.end() ? &found->second : nullptr;
    TRY(parsed.check(present, input.on_condition_check_failure));
    DeleteItemOutput output;
    if (present != nullptr) {
        if (input.return_values == ReturnValues::AllOld) {
            output.attributes = *present;
        }
        table->items.erase(found);
    }
    return output;
}

Result<void> MemoryDynamoDb::check_action(const TransactWriteItem& action) {
    return std::visit(
        [&](const auto& one) -> Result<void> {
            MemoryTable* table = TRY(find_table(one.table_name));
            TRY(parse(expressions_, one));
            if constexpr (requires { one.item; }) {
                TRY(checked_item(*table, one.item));
            } else {
                TRY(checked_key(*table, one.key));
            }
            return {};
        },
        action
    );
}

}  // namespace sosw::test
