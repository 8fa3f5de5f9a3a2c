#include <algorithm>
#include <optional>

#include "backends/sqlite/expression_names.hpp"
#include "backends/sqlite/item_size.hpp"
#include "core/base/ensure.hpp"
#include "core/ports/attribute_number.hpp"
#include "tests/support/memory_dynamo_db.hpp"

// Queries and scans of the reference model: sort everything, then walk over it.

namespace sosw::test {

namespace {

using Comparison = expression::KeyRange::Comparison;

/// The attributes by which entries are ordered: the index's keys, then the table's.
std::vector<std::string> order_of(const MemoryTable& table, const SecondaryIndex* index) {
    std::vector<std::string> names;
    const auto add = [&](const std::string& name) {
        if (!name.empty() && std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    };
    if (index != nullptr) {
        add(index->key_schema.hash);
        add(index->key_schema.range);
    }
    add(table.definition.key_schema.hash);
    add(table.definition.key_schema.range);
    return names;
}

MemoryKey values_of(const Item& item, const std::vector<std::string>& names) {
    MemoryKey key;
    for (const std::string& name : names) {
        key.push_back(*item.find(name));
    }
    return key;
}

Item only(const Item& item, const std::vector<std::string>& names) {
    Item made;
    for (const Attribute& attribute : item) {
        if (std::ranges::find(names, attribute.name) != names.end()) {
            made.append(attribute.name, attribute.value);
        }
    }
    return made;
}

/// What `index` holds of an item.
Item entry_of(const MemoryTable& table, const SecondaryIndex* index, const Item& item) {
    if (index == nullptr || index->projection.type == ProjectionType::All) {
        return item;
    }
    std::vector<std::string> names = order_of(table, index);
    const auto& more = index->projection.non_key_attributes;
    names.insert(names.end(), more.begin(), more.end());
    return only(item, names);
}

std::string_view bytes_of(const AttributeValue& value) {
    const auto* binary = value.get_if<Binary>();
    return binary != nullptr ? std::string_view{binary->bytes} : value.as_string().value_or("");
}

bool satisfies(const AttributeValue& value, const expression::KeyRange& range) {
    constexpr KeyOrder kLess;
    switch (range.comparison) {
        case Comparison::None:
            return true;
        case Comparison::Equal:
            return !kLess(value, range.first) && !kLess(range.first, value);
        case Comparison::Less:
            return kLess(value, range.first);
        case Comparison::LessEqual:
            return !kLess(range.first, value);
        case Comparison::Greater:
            return kLess(range.first, value);
        case Comparison::GreaterEqual:
            return !kLess(value, range.first);
        case Comparison::Between:
            return !kLess(value, range.first) && !kLess(range.second, value);
        case Comparison::BeginsWith:
            return bytes_of(value).starts_with(bytes_of(range.first));
    }
    return false;
}

Result<void> check_operand(
    const MemoryTable& table, const std::string& key, const AttributeValue& value
) {
    const ScalarType type = table.type_of(key);
    const bool fits = type == ScalarType::String   ? value.is<std::string>()
                      : type == ScalarType::Number ? value.is<Number>()
                                                   : value.is<Binary>();
    if (!fits) {
        return memory_error(
            "One or more parameter values were invalid: Condition parameter type "
            "does not match schema type"
        );
    }
    if (!value.is<Number>() && bytes_of(value).empty()) {
        return memory_error(
            std::string{"One or more parameter values are not valid. The AttributeValue for a key "
                        "attribute cannot contain an empty "} +
            (value.is<Binary>() ? "binary" : "string") + " value. Key: " + key
        );
    }
    return {};
}

Result<void> check_range(
    const MemoryTable& table, const KeySchema& schema, const expression::KeyRange& range
) {
    TRY(check_operand(table, schema.hash, range.hash));
    if (range.comparison != Comparison::None) {
        TRY(check_operand(table, schema.range, range.first));
    }
    if (range.comparison == Comparison::Between) {
        TRY(check_operand(table, schema.range, range.second));
    }
    return {};
}

/// An exclusive start key with normalised numbers.
Result<Item> checked_start(
    const MemoryTable& table, const SecondaryIndex* index, const Item& start
) {
    const std::vector<std::string> names = order_of(table, index);
    Item made;
    for (const std::string& name : names) {
        const AttributeValue* value = start.find(name);
        if (value == nullptr || start.size() != names.size()) {
            return memory_error("The provided starting key is invalid");
        }
        if (const auto* number = value->get_if<Number>()) {
            const auto text = normalise_number(number->text);
            if (!text) {
                return memory_error("The provided starting key is invalid");
            }
            made.append(name, AttributeValue::number(*text));
        } else {
            made.append(name, *value);
        }
        const AttributeValue& kept = *made.find(name);
        if (!check_operand(table, name, kept) && !bytes_of(kept).empty()) {
            return memory_error("The provided starting key is invalid");
        }
    }
    return made;
}

Result<const SecondaryIndex*> find_index(
    const std::vector<SecondaryIndex>& indexes, const std::string& name
) {
    if (name.empty()) {
        return nullptr;
    }
    const auto found = std::ranges::find(indexes, name, &SecondaryIndex::index_name);
    if (found == indexes.end()) {
        return memory_error("The table does not have the specified index: " + name);
    }
    return &*found;
}

bool is_global(const MemoryTable& table, const SecondaryIndex* index) {
    return index != nullptr && std::ranges::find(
                                   table.definition.global_secondary_indexes,
                                   index->index_name,
                                   &SecondaryIndex::index_name
                               ) != table.definition.global_secondary_indexes.end();
}

/// Where an index lacks what is asked: from the table for a local one, an error for a global one.
template <typename Input>
Result<bool> whole_items(
    const MemoryTable& table,
    const SecondaryIndex* index,
    const Input& input,
    const expression::ProjectionPaths* projection,
    const expression::Bindings& bindings
) {
    if (index == nullptr || index->projection.type == ProjectionType::All) {
        return false;
    }
    bool missing = input.select == Select::AllAttributes;
    if (projection != nullptr) {
        std::vector<std::string> names = order_of(table, index);
        const auto& more = index->projection.non_key_attributes;
        names.insert(names.end(), more.begin(), more.end());
        for (const std::string& name : sqlite::top_level_names(*projection, bindings)) {
            missing = missing || std::ranges::find(names, name) == names.end();
        }
    }
    if (missing && is_global(table, index)) {
        return memory_error(
            "One or more parameter values were invalid: the global secondary index "
            "does not project it"
        );
    }
    return missing;
}

Result<void> check_select(Select select, bool has_projection, const SecondaryIndex* index) {
    const bool contradicts = has_projection
                                 ? select != Select::Default && select != Select::SpecificAttributes
                                 : select == Select::SpecificAttributes;
    if (contradicts || (select == Select::AllProjectedAttributes && index == nullptr)) {
        return memory_error("Select does not fit");
    }
    return {};
}

template <typename Input>
Result<MemoryPageRequest> make_request(
    expression::ExpressionCache& cache,
    const MemoryTable& table,
    const SecondaryIndex* index,
    const Input& input,
    expression::ConditionPointer& filter,
    expression::ProjectionPointer& projection,
    const expression::KeyCondition* key_condition
) {
    const expression::Bindings bindings{
        input.expression_attribute_names, input.expression_attribute_values};
    if (!input.filter_expression.empty()) {
        filter = TRY(cache.condition(input.filter_expression, "FilterExpression"));
    }
    if (!input.projection_expression.empty()) {
        projection = TRY(cache.projection(input.projection_expression));
    }
    if (input.limit && *input.limit < 1) {
        return memory_error("The limit must be at least 1");
    }
    if (input.consistent_read && is_global(table, index)) {
        return memory_error("Consistent reads are not supported on global secondary indexes");
    }
    TRY(check_select(input.select, projection != nullptr, index));
    if (filter != nullptr || projection != nullptr || key_condition != nullptr ||
        !bindings.names.empty() || !bindings.values.empty()) {
        TRY(expression::validate(
            {.projection = projection.get(),
             .key_condition = key_condition,
             .filter = filter.get()},
            bindings
        ));
    }
    const bool whole = TRY(whole_items(table, index, input, projection.get(), bindings));
    return MemoryPageRequest{
        .table = table,
        .index = index,
        .entries = ordered_entries(table, index),
        .limit = input.limit.value_or(0),
        .count_only = input.select == Select::Count,
        .whole_items = whole,
        .filter = filter.get(),
        .projection = projection.get(),
        .bindings = bindings};
}

/// True if `entry` lies behind `start` in the direction of the walk.
bool is_behind(const MemoryPageRequest& request, const Item& entry, const Item& start) {
    const std::vector<std::string> order = order_of(request.table, request.index);
    const MemoryKey left = values_of(start, order);
    const MemoryKey right = values_of(entry, order);
    return request.forward ? KeyOrder{}(left, right) : KeyOrder{}(right, left);
}

}  // namespace

std::vector<Item> ordered_entries(const MemoryTable& table, const SecondaryIndex* index) {
    std::vector<Item> entries;
    const std::vector<std::string> order = order_of(table, index);
    for (const auto& [key, item] : table.items) {
        if (std::ranges::all_of(order, [&](const std::string& name) {
                return item.contains(name);
            })) {
            entries.push_back(item);
        }
    }
    std::ranges::sort(entries, [&](const Item& left, const Item& right) {
        return KeyOrder{}(values_of(left, order), values_of(right, order));
    });
    return entries;
}

Result<PageOutput> memory_page(MemoryPageRequest request) {
    if (!request.forward) {
        std::ranges::reverse(request.entries);
    }
    PageOutput page;
    const std::vector<std::string> order = order_of(request.table, request.index);
    std::int64_t size = 0;
    for (const Item& item : request.entries) {
        if (request.start != nullptr && !is_behind(request, item, *request.start)) {
            continue;
        }
        const Item entry = entry_of(request.table, request.index, item);
        size += sqlite::item_size(entry);
        ++page.scanned_count;
        page.last_evaluated_key = only(item, order);
        if (request.filter == nullptr ||
            TRY(expression::evaluate(*request.filter, request.bindings, &entry))) {
            ++page.count;
            const Item& shown = request.whole_items ? item : entry;
            if (!request.count_only) {
                page.items.push_back(
                    request.projection != nullptr
                        ? expression::project(*request.projection, request.bindings, shown)
                        : shown
                );
            }
        }
        if (page.scanned_count == request.limit || size >= sqlite::kPageSizeMax) {
            return page;
        }
    }
    page.last_evaluated_key.reset();
    return page;
}

Result<QueryOutput> MemoryDynamoDb::query(const QueryInput& input) {
    const MemoryTable* table = TRY(find_table(input.table_name));
    const std::vector<SecondaryIndex> indexes = table->indexes();
    const SecondaryIndex* index = TRY(find_index(indexes, input.index_name));
    const KeySchema& schema = index != nullptr ? index->key_schema : table->definition.key_schema;
    if (input.key_condition_expression.empty()) {
        return memory_error("A query needs a key condition");
    }
    const auto condition = TRY(expressions_.key_condition(input.key_condition_expression));
    expression::ConditionPointer filter;
    expression::ProjectionPointer projection;
    MemoryPageRequest request =
        TRY(make_request(expressions_, *table, index, input, filter, projection, condition.get()));
    if (filter != nullptr) {
        for (const std::string& name : sqlite::top_level_names(*filter, request.bindings)) {
            if (name == schema.hash || name == schema.range) {
                return memory_error(
                    "Filter Expression can only contain non-primary key attributes: Primary key "
                    "attribute: " +
                    name
                );
            }
        }
    }
    const expression::KeyRange range =
        TRY(expression::bind_key_condition(*condition, request.bindings, schema));
    TRY(check_range(*table, schema, range));
    const auto is_outside = [&](const Item& entry) {
        return KeyOrder{}(*entry.find(schema.hash), range.hash) ||
               KeyOrder{}(range.hash, *entry.find(schema.hash)) ||
               (!schema.range.empty() && !satisfies(*entry.find(schema.range), range));
    };
    std::erase_if(request.entries, is_outside);
    request.forward = input.scan_index_forward;
    Item start;
    if (input.exclusive_start_key) {
        start = TRY(checked_start(*table, index, *input.exclusive_start_key));
        if (!schema.range.empty() && !satisfies(*start.find(schema.range), range)) {
            return memory_error("The provided starting key does not match the range key predicate");
        }
        if (is_outside(start)) {
            return memory_error(
                "The provided starting key is outside query boundaries based on "
                "provided conditions"
            );
        }
        request.start = &start;
    }
    return memory_page(std::move(request));
}

Result<ScanOutput> MemoryDynamoDb::scan(const ScanInput& input) {
    const MemoryTable* table = TRY(find_table(input.table_name));
    const std::vector<SecondaryIndex> indexes = table->indexes();
    const SecondaryIndex* index = TRY(find_index(indexes, input.index_name));
    if (input.segment.has_value() != input.total_segments.has_value() ||
        (input.segment && (*input.segment < 0 || *input.segment >= *input.total_segments))) {
        return memory_error("The segments do not fit");
    }
    expression::ConditionPointer filter;
    expression::ProjectionPointer projection;
    MemoryPageRequest request =
        TRY(make_request(expressions_, *table, index, input, filter, projection, nullptr));
    if (input.segment) {
        // Any partition by hash key will do.
        std::erase_if(request.entries, [&](const Item& entry) {
            const AttributeValue& hash = *entry.find(table->definition.key_schema.hash);
            const auto* number = hash.get_if<Number>();
            const std::string_view bytes = number != nullptr ? number->text : bytes_of(hash);
            const auto segment = std::hash<std::string_view>{}(bytes) %
                                 static_cast<std::size_t>(*input.total_segments);
            return segment != static_cast<std::size_t>(*input.segment);
        });
    }
    Item start;
    if (input.exclusive_start_key) {
        start = TRY(checked_start(*table, index, *input.exclusive_start_key));
        request.start = &start;
    }
    return memory_page(std::move(request));
}

}  // namespace sosw::test
