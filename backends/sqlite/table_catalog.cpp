#include "backends/sqlite/table_catalog.hpp"

#include <utility>

#include "backends/sqlite/item_codec.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

// A definition is kept in the form of an item: one codec less.

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }

std::int64_t integer_at(const Map& map, std::string_view name) {
    const AttributeValue* value = map.find(name);
    return value != nullptr ? value->as_int64().value_or(0) : 0;
}

std::string text_at(const Map& map, std::string_view name) {
    const AttributeValue* value = map.find(name);
    return value != nullptr ? std::string{value->as_string().value_or("")} : "";
}

const List& list_at(const Map& map, std::string_view name) {
    static const List kEmpty;
    const AttributeValue* value = map.find(name);
    const List* list = value != nullptr ? value->get_if<List>() : nullptr;
    return list != nullptr ? *list : kEmpty;
}

void set_throughput(Map& map, const std::optional<ProvisionedThroughput>& throughput) {
    if (throughput) {
        map.set("read_capacity_units", number(throughput->read_capacity_units));
        map.set("write_capacity_units", number(throughput->write_capacity_units));
    }
}

std::optional<ProvisionedThroughput> throughput_at(const Map& map) {
    if (!map.contains("read_capacity_units")) {
        return std::nullopt;
    }
    return ProvisionedThroughput{
        integer_at(map, "read_capacity_units"), integer_at(map, "write_capacity_units")};
}

List to_list(const std::vector<SecondaryIndex>& indexes) {
    List list;
    for (const SecondaryIndex& index : indexes) {
        Map map{
            {"name", index.index_name},
            {"hash", index.key_schema.hash},
            {"range", index.key_schema.range},
            {"projection", number(static_cast<int>(index.projection.type))}};
        List attributes;
        for (const std::string& name : index.projection.non_key_attributes) {
            attributes.emplace_back(name);
        }
        map.set("non_key_attributes", AttributeValue::Variant{std::move(attributes)});
        set_throughput(map, index.provisioned_throughput);
        list.emplace_back(AttributeValue::Variant{std::move(map)});
    }
    return list;
}

std::vector<SecondaryIndex> indexes_at(const Map& map, std::string_view name) {
    std::vector<SecondaryIndex> indexes;
    for (const AttributeValue& value : list_at(map, name)) {
        const Map* made = value.get_if<Map>();
        ENSURE(made != nullptr);
        SecondaryIndex index{
            .index_name = text_at(*made, "name"),
            .key_schema = {.hash = text_at(*made, "hash"), .range = text_at(*made, "range")},
            .projection = {.type = static_cast<ProjectionType>(integer_at(*made, "projection"))},
            .provisioned_throughput = throughput_at(*made)};
        for (const AttributeValue& attribute : list_at(*made, "non_key_attributes")) {
            index.projection.non_key_attributes.emplace_back(attribute.as_string().value_or(""));
        }
        indexes.push_back(std::move(index));
    }
    return indexes;
}

Item to_item(const TableRecord& record) {
    const CreateTableInput& input = record.definition;
    List attributes;
    for (const AttributeDefinition& definition : input.attribute_definitions) {
        attributes.emplace_back(AttributeValue::Variant{
            Map{{"name", definition.attribute_name},
                {"type", number(static_cast<int>(definition.attribute_type))}}});
    }
    Item item{
        {"attributes", AttributeValue::Variant{std::move(attributes)}},
        {"hash", input.key_schema.hash},
        {"range", input.key_schema.range},
        {"global_indexes", AttributeValue::Variant{to_list(input.global_secondary_indexes)}},
        {"local_indexes", AttributeValue::Variant{to_list(input.local_secondary_indexes)}},
        {"billing_mode", number(static_cast<int>(input.billing_mode))},
        {"creation_time_us", number(record.creation_time_us)}};
    set_throughput(item, input.provisioned_throughput);
    if (record.tie_seed) {
        item.set("tie_seed", std::to_string(*record.tie_seed));
    }
    return item;
}

TableRecord to_record(std::int64_t id, std::string_view name, const Item& item) {
    TableRecord record{.id = id, .definition = {}};
    CreateTableInput& input = record.definition;
    input.table_name = name;
    for (const AttributeValue& value : list_at(item, "attributes")) {
        const Map* attribute = value.get_if<Map>();
        ENSURE(attribute != nullptr);
        input.attribute_definitions.push_back(
            {text_at(*attribute, "name"), static_cast<ScalarType>(integer_at(*attribute, "type"))}
        );
    }
    input.key_schema = {text_at(item, "hash"), text_at(item, "range")};
    input.global_secondary_indexes = indexes_at(item, "global_indexes");
    input.local_secondary_indexes = indexes_at(item, "local_indexes");
    input.billing_mode = static_cast<BillingMode>(integer_at(item, "billing_mode"));
    input.provisioned_throughput = throughput_at(item);
    record.creation_time_us = integer_at(item, "creation_time_us");
    if (item.contains("tie_seed")) {
        record.tie_seed = std::stoull(text_at(item, "tie_seed"));
    }
    return record;
}

}  // namespace

TableCatalog::TableCatalog(Database& database) : database_{database} {
    database_.execute(
        "CREATE TABLE IF NOT EXISTS dynamo_tables ("
        "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition BLOB NOT NULL)"
    );
    Statement statement{database_, "SELECT id, name, definition FROM dynamo_tables"};
    while (statement.step()) {
        std::string name{statement.column_text(1)};
        TableRecord record =
            to_record(statement.column_int64(0), name, decode_item(statement.column_blob(2)));
        tables_.emplace(
            std::move(name), std::make_unique<DynamoTable>(database_, std::move(record))
        );
    }
}

DynamoTable* TableCatalog::find(std::string_view name) const {
    const auto found = tables_.find(name);
    return found != tables_.end() ? found->second.get() : nullptr;
}

std::vector<std::string> TableCatalog::names() const {
    std::vector<std::string> names;
    names.reserve(tables_.size());
    for (const auto& [name, table] : tables_) {
        names.push_back(name);
    }
    return names;
}

DynamoTable& TableCatalog::add(TableRecord record) {
    std::string blob;
    const auto encoded = encode_item(to_item(record), blob);
    ENSURE(encoded.has_value());
    std::string name = record.definition.table_name;
    Savepoint savepoint{database_};
    Statement{database_, "INSERT INTO dynamo_tables (name, definition) VALUES (?, ?)"}
        .bind_text(1, name)
        .bind_blob(2, blob)
        .run();
    record.id = database_.last_insert_rowid();
    auto table = std::make_unique<DynamoTable>(database_, std::move(record));
    table->create();
    savepoint.release();
    return *tables_.insert_or_assign(std::move(name), std::move(table)).first->second;
}

void TableCatalog::remove(const std::string& name) {
    const auto found = tables_.find(name);
    ENSURE(found != tables_.end());
    Savepoint savepoint{database_};
    found->second->drop();
    Statement{database_, "DELETE FROM dynamo_tables WHERE name = ?"}.bind_text(1, name).run();
    savepoint.release();
    tables_.erase(found);
}

}  // namespace sosw::sqlite
