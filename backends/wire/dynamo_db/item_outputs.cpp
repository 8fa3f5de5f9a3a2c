#include "backends/wire/dynamo_db/item_outputs.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "backends/wire/dynamo_db/attribute_codec.hpp"
#include "backends/wire/dynamo_db/legacy_parameters.hpp"
#include "backends/wire/json_writer.hpp"

namespace sosw::wire {

namespace {

/// With a point, as Java writes doubles.
void write_double(JsonWriter& writer, std::string_view name, double value) {
    writer.key(name);
    const std::string text = fmt::format("{}", value);
    writer.raw(text.find_first_of(".e") == text.npos ? text + ".0" : text);
}

enum class Kind { Plain, Transactional };

void write_units(JsonWriter& writer, double units, const ConsumedCapacity& whole, Kind kind) {
    write_double(writer, "CapacityUnits", units);
    if (kind == Kind::Transactional) {
        const bool writes = whole.write_capacity_units > 0;
        write_double(writer, writes ? "WriteCapacityUnits" : "ReadCapacityUnits", units);
    }
}

bool is_local(const CreateTableInput& table, const std::string& index) {
    const auto& local = table.local_secondary_indexes;
    return std::ranges::find(local, index, &SecondaryIndex::index_name) != local.end();
}

void write_indexes(
    JsonWriter& writer,
    const ConsumedCapacity& consumed,
    const CreateTableInput& table,
    bool local,
    Kind kind
) {
    const auto is_wanted = [&](const auto& entry) { return is_local(table, entry.first) == local; };
    if (std::ranges::none_of(consumed.index_units, is_wanted)) {
        return;
    }
    writer.key(local ? "LocalSecondaryIndexes" : "GlobalSecondaryIndexes");
    writer.begin_object();
    for (const auto& [name, units] : consumed.index_units) {
        if (is_local(table, name) == local) {
            writer.key(name);
            writer.begin_object();
            write_units(writer, units, consumed, kind);
            writer.end_object();
        }
    }
    writer.end_object();
}

void write_capacity(
    JsonWriter& writer, const ConsumedCapacity& consumed, const AnswerDetail& detail, Kind kind
) {
    writer.begin_object();
    writer.member("TableName", consumed.table_name);
    write_units(writer, consumed.capacity_units, consumed, kind);
    const CreateTableInput* table = detail.find_table(consumed.table_name);
    if (detail.capacity == ReturnConsumedCapacity::Indexes && table != nullptr) {
        writer.key("Table");
        writer.begin_object();
        write_units(writer, consumed.table_units, consumed, kind);
        writer.end_object();
        write_indexes(writer, consumed, *table, true, kind);
        write_indexes(writer, consumed, *table, false, kind);
    }
    writer.end_object();
}

void write_capacity(
    JsonWriter& writer, const std::optional<ConsumedCapacity>& consumed, const AnswerDetail& detail
) {
    if (consumed) {
        writer.key("ConsumedCapacity");
        write_capacity(writer, *consumed, detail, Kind::Plain);
    }
}

/// One entry per table.
void write_capacities(
    JsonWriter& writer,
    const std::vector<ConsumedCapacity>& consumed,
    const AnswerDetail& detail,
    Kind kind = Kind::Plain
) {
    if (detail.capacity == ReturnConsumedCapacity::None) {
        return;
    }
    writer.key("ConsumedCapacity");
    writer.begin_array();
    for (const ConsumedCapacity& of_table : consumed) {
        write_capacity(writer, of_table, detail, kind);
    }
    writer.end_array();
}

/// What there is to say about an item's collection; nothing for tables without local indexes,
/// which have none.
const AttributeValue* collection_key(
    const AnswerDetail& detail, std::string_view table_name, const Item& item
) {
    const CreateTableInput* table = detail.find_table(table_name);
    return table != nullptr && !table->local_secondary_indexes.empty()
               ? item.find(table->key_schema.hash)
               : nullptr;
}

void write_metrics(JsonWriter& writer, const std::string& hash, const AttributeValue& collection) {
    writer.begin_object();
    writer.key("ItemCollectionKey");
    writer.begin_object();
    writer.key(hash);
    write_attribute_value(writer, collection);
    writer.end_object();
    writer.key("SizeEstimateRangeGB");
    writer.raw("[0.0,1.0]");
    writer.end_object();
}

/// Of the calls that write one item.
void write_single_metrics(JsonWriter& writer, const AnswerDetail& detail) {
    for (const auto& [table, item] : detail.written) {
        if (const AttributeValue* key = collection_key(detail, table, *item)) {
            writer.key("ItemCollectionMetrics");
            write_metrics(writer, detail.find_table(table)->key_schema.hash, *key);
        }
    }
}

/// Of the calls that write many, by table.
void write_all_metrics(JsonWriter& writer, const AnswerDetail& detail) {
    std::string_view open;
    for (const auto& [table, item] : detail.written) {
        const AttributeValue* key = collection_key(detail, table, *item);
        if (key == nullptr) {
            continue;
        }
        if (open.empty()) {
            writer.key("ItemCollectionMetrics");
            writer.begin_object();
        }
        if (open != table) {
            if (!open.empty()) {
                writer.end_array();
            }
            writer.key(table);
            writer.begin_array();
            open = table;
        }
        write_metrics(writer, detail.find_table(table)->key_schema.hash, *key);
    }
    if (!open.empty()) {
        writer.end_array();
        writer.end_object();
    }
}

template <typename Output>
std::string write_single(const Output& output, const AnswerDetail& detail) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    if (output.attributes) {
        writer.key("Attributes");
        write_item(writer, *output.attributes);
    }
    write_capacity(writer, output.consumed_capacity, detail);
    write_single_metrics(writer, detail);
    writer.end_object();
    return text;
}

void write_items(JsonWriter& writer, const std::vector<Item>& items) {
    writer.begin_array();
    for (const Item& item : items) {
        write_item(writer, item);
    }
    writer.end_array();
}

void write_projection(JsonWriter& writer, const KeysAndAttributes& request) {
    if (are_projected_attributes(request.expression_attribute_names)) {
        writer.key("AttributesToGet");
        writer.begin_array();
        for (const auto& [placeholder, name] : request.expression_attribute_names) {
            writer.string(name);
        }
        writer.end_array();
        return;
    }
    if (!request.projection_expression.empty()) {
        writer.member("ProjectionExpression", request.projection_expression);
    }
    if (!request.expression_attribute_names.empty()) {
        writer.key("ExpressionAttributeNames");
        writer.begin_object();
        for (const auto& [placeholder, name] : request.expression_attribute_names) {
            writer.member(placeholder, name);
        }
        writer.end_object();
    }
}

void write_unprocessed_keys(JsonWriter& writer, const BatchGetItemOutput& output) {
    writer.key("UnprocessedKeys");
    writer.begin_object();
    for (const auto& [table, request] : output.unprocessed_keys) {
        writer.key(table);
        writer.begin_object();
        writer.key("Keys");
        write_items(writer, request.keys);
        if (request.consistent_read) {
            writer.key("ConsistentRead");
            writer.boolean(true);
        }
        write_projection(writer, request);
        writer.end_object();
    }
    writer.end_object();
}

void write_request(JsonWriter& writer, const WriteRequest& request) {
    const auto* put = std::get_if<PutRequest>(&request);
    writer.begin_object();
    writer.key(put != nullptr ? "PutRequest" : "DeleteRequest");
    writer.begin_object();
    writer.key(put != nullptr ? "Item" : "Key");
    write_item(writer, put != nullptr ? put->item : std::get<DeleteRequest>(request).key);
    writer.end_object();
    writer.end_object();
}

}  // namespace

std::string write_put_item_output(const PutItemOutput& output, const AnswerDetail& detail) {
    return write_single(output, detail);
}
std::string write_delete_item_output(const DeleteItemOutput& output, const AnswerDetail& detail) {
    return write_single(output, detail);
}
std::string write_update_item_output(const UpdateItemOutput& output, const AnswerDetail& detail) {
    return write_single(output, detail);
}

std::string write_get_item_output(const GetItemOutput& output, const AnswerDetail& detail) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    if (output.item) {
        writer.key("Item");
        write_item(writer, *output.item);
    }
    write_capacity(writer, output.consumed_capacity, detail);
    writer.end_object();
    return text;
}

std::string write_page_output(const PageOutput& page, Select select, const AnswerDetail& detail) {
    constexpr std::size_t kUsualItem = 256;
    std::string text;
    text.reserve((page.items.size() + 1) * kUsualItem);
    JsonWriter writer{text};
    writer.begin_object();
    writer.key("Count");
    writer.integer(page.count);
    if (select != Select::Count) {
        writer.key("Items");
        write_items(writer, page.items);
    }
    if (page.last_evaluated_key) {
        writer.key("LastEvaluatedKey");
        write_item(writer, *page.last_evaluated_key);
    }
    writer.key("ScannedCount");
    writer.integer(page.scanned_count);
    write_capacity(writer, page.consumed_capacity, detail);
    writer.end_object();
    return text;
}

std::string write_batch_get_item_output(
    const BatchGetItemOutput& output, const AnswerDetail& detail
) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    writer.key("Responses");
    writer.begin_object();
    for (const auto& [table, items] : output.responses) {
        writer.key(table);
        write_items(writer, items);
    }
    writer.end_object();
    write_unprocessed_keys(writer, output);
    write_capacities(writer, output.consumed_capacity, detail);
    writer.end_object();
    return text;
}

std::string write_batch_write_item_output(
    const BatchWriteItemOutput& output, const AnswerDetail& detail
) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    writer.key("UnprocessedItems");
    writer.begin_object();
    for (const auto& [table, requests] : output.unprocessed_items) {
        writer.key(table);
        writer.begin_array();
        for (const WriteRequest& request : requests) {
            write_request(writer, request);
        }
        writer.end_array();
    }
    writer.end_object();
    write_all_metrics(writer, detail);
    write_capacities(writer, output.consumed_capacity, detail);
    writer.end_object();
    return text;
}

std::string write_transact_write_items_output(
    const TransactWriteItemsOutput& output, const AnswerDetail& detail
) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    write_capacities(writer, output.consumed_capacity, detail, Kind::Transactional);
    write_all_metrics(writer, detail);
    writer.end_object();
    return text;
}

std::string write_transact_get_items_output(
    const TransactGetItemsOutput& output, const AnswerDetail& detail
) {
    std::string text;
    JsonWriter writer{text};
    writer.begin_object();
    writer.key("Responses");
    writer.begin_array();
    for (const std::optional<Item>& item : output.responses) {
        writer.begin_object();
        if (item) {
            writer.key("Item");
            write_item(writer, *item);
        }
        writer.end_object();
    }
    writer.end_array();
    write_capacities(writer, output.consumed_capacity, detail, Kind::Transactional);
    writer.end_object();
    return text;
}

}  // namespace sosw::wire
