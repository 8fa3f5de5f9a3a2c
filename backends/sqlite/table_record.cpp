#include "backends/sqlite/table_record.hpp"

#include <algorithm>

#include "backends/sqlite/item_codec.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sqlite {

namespace {

// A record is kept in the form of an item: one codec less.

AttributeValue number(std::int64_t value) { return AttributeValue::number(value); }
AttributeValue number(Timestamp at) { return number(epoch_microseconds(at)); }
AttributeValue list(List values) { return AttributeValue::Variant{std::move(values)}; }
AttributeValue map(Map values) { return AttributeValue::Variant{std::move(values)}; }

template <typename T>
void set_present(Map& map, std::string_view name, const std::optional<T>& value) {
    if (value) {
        map.set(name, number(*value));
    }
}
void set_text(Map& map, std::string_view name, const std::string& text) {
    if (!text.empty()) {
        map.set(name, text);
    }
}
void set_flag(Map& map, std::string_view name, bool flag) {
    if (flag) {
        map.set(name, AttributeValue::boolean(true));
    }
}

std::int64_t integer_at(const Map& map, std::string_view name) {
    const AttributeValue* value = map.find(name);
    return value != nullptr ? value->as_int64().value_or(0) : 0;
}
std::optional<std::int64_t> optional_integer_at(const Map& map, std::string_view name) {
    return map.contains(name) ? std::optional{integer_at(map, name)} : std::nullopt;
}
Timestamp time_at(const Map& map, std::string_view name) {
    return from_epoch_microseconds(integer_at(map, name));
}
std::optional<Timestamp> optional_time_at(const Map& map, std::string_view name) {
    return map.contains(name) ? std::optional{time_at(map, name)} : std::nullopt;
}
bool flag_at(const Map& map, std::string_view name) { return map.contains(name); }
std::string text_at(const Map& map, std::string_view name) {
    const AttributeValue* value = map.find(name);
    return value != nullptr ? std::string{value->as_string().value_or("")} : "";
}
const List& list_at(const Map& map, std::string_view name) {
    static const List kEmpty;
    const AttributeValue* value = map.find(name);
    const List* found = value != nullptr ? value->get_if<List>() : nullptr;
    return found != nullptr ? *found : kEmpty;
}
const Map& map_of(const AttributeValue& value) {
    const Map* found = value.get_if<Map>();
    ENSURE(found != nullptr);
    return *found;
}
/// Null: there is none.
const Map* map_at(const Map& map, std::string_view name) {
    const AttributeValue* value = map.find(name);
    return value != nullptr ? value->get_if<Map>() : nullptr;
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
    List made;
    for (const SecondaryIndex& index : indexes) {
        Map entry{
            {"name", index.index_name},
            {"hash", index.key_schema.hash},
            {"range", index.key_schema.range},
            {"projection", number(static_cast<int>(index.projection.type))}};
        List attributes;
        for (const std::string& name : index.projection.non_key_attributes) {
            attributes.emplace_back(name);
        }
        entry.set("non_key_attributes", list(std::move(attributes)));
        set_throughput(entry, index.provisioned_throughput);
        made.push_back(map(std::move(entry)));
    }
    return made;
}
std::vector<SecondaryIndex> indexes_at(const Map& item, std::string_view name) {
    std::vector<SecondaryIndex> indexes;
    for (const AttributeValue& value : list_at(item, name)) {
        const Map& entry = map_of(value);
        SecondaryIndex index{
            .index_name = text_at(entry, "name"),
            .key_schema = {.hash = text_at(entry, "hash"), .range = text_at(entry, "range")},
            .projection = {.type = static_cast<ProjectionType>(integer_at(entry, "projection"))},
            .provisioned_throughput = throughput_at(entry)};
        for (const AttributeValue& attribute : list_at(entry, "non_key_attributes")) {
            index.projection.non_key_attributes.emplace_back(attribute.as_string().value_or(""));
        }
        indexes.push_back(std::move(index));
    }
    return indexes;
}

void set_definition(Item& item, const CreateTableInput& input) {
    List attributes;
    for (const AttributeDefinition& definition : input.attribute_definitions) {
        attributes.push_back(map(
            {{"name", definition.attribute_name},
             {"type", number(static_cast<int>(definition.attribute_type))}}
        ));
    }
    item.set("attributes", list(std::move(attributes)));
    item.set("hash", input.key_schema.hash);
    item.set("range", input.key_schema.range);
    item.set("global_indexes", list(to_list(input.global_secondary_indexes)));
    item.set("local_indexes", list(to_list(input.local_secondary_indexes)));
    item.set("billing_mode", number(static_cast<int>(input.billing_mode)));
    set_throughput(item, input.provisioned_throughput);
}
CreateTableInput definition_of(std::string_view name, const Item& item) {
    CreateTableInput input;
    input.table_name = name;
    for (const AttributeValue& value : list_at(item, "attributes")) {
        const Map& attribute = map_of(value);
        input.attribute_definitions.push_back(
            {text_at(attribute, "name"), static_cast<ScalarType>(integer_at(attribute, "type"))}
        );
    }
    input.key_schema = {text_at(item, "hash"), text_at(item, "range")};
    input.global_secondary_indexes = indexes_at(item, "global_indexes");
    input.local_secondary_indexes = indexes_at(item, "local_indexes");
    input.billing_mode = static_cast<BillingMode>(integer_at(item, "billing_mode"));
    input.provisioned_throughput = throughput_at(item);
    return input;
}

Map to_map(const OnDemandThroughput& throughput) {
    Map made;
    set_present(made, "read", throughput.max_read_request_units);
    set_present(made, "write", throughput.max_write_request_units);
    return made;
}
OnDemandThroughput on_demand_of(const Map& map) {
    return {optional_integer_at(map, "read"), optional_integer_at(map, "write")};
}

void set_settings(Item& item, const TableSettings& settings) {
    if (settings.on_demand_throughput) {
        item.set("on_demand", map(to_map(*settings.on_demand_throughput)));
    }
    Map of_indexes;
    for (const auto& [name, throughput] : settings.index_on_demand_throughput) {
        of_indexes.set(name, map(to_map(throughput)));
    }
    if (!of_indexes.empty()) {
        item.set("index_on_demand", map(std::move(of_indexes)));
    }
    if (const auto& stream = settings.stream_specification) {
        item.set("stream_view", stream->stream_view_type);
        set_flag(item, "stream_enabled", stream->stream_enabled);
    }
    if (const auto& sse = settings.sse_specification) {
        item.set("sse_type", sse->sse_type);
        set_flag(item, "sse_enabled", sse->enabled);
        set_text(item, "sse_key", sse->kms_master_key_id);
    }
    set_text(item, "table_class", settings.table_class);
    set_flag(item, "deletion_protection", settings.deletion_protection_enabled);
}
TableSettings settings_of(const Item& item) {
    TableSettings settings{
        .table_class = text_at(item, "table_class"),
        .deletion_protection_enabled = flag_at(item, "deletion_protection")};
    if (const Map* found = map_at(item, "on_demand")) {
        settings.on_demand_throughput = on_demand_of(*found);
    }
    if (const Map* found = map_at(item, "index_on_demand")) {
        for (const Attribute& entry : *found) {
            settings.index_on_demand_throughput.emplace_back(
                entry.name, on_demand_of(map_of(entry.value))
            );
        }
    }
    if (item.contains("stream_view")) {
        settings.stream_specification = {
            flag_at(item, "stream_enabled"), text_at(item, "stream_view")};
    }
    if (item.contains("sse_type")) {
        settings.sse_specification = {
            flag_at(item, "sse_enabled"), text_at(item, "sse_type"), text_at(item, "sse_key")};
    }
    return settings;
}

Map to_map(const StatusChange& change) {
    return {{"status", number(static_cast<int>(change.status))}, {"until", number(change.until)}};
}
StatusChange change_of(const Map& map) {
    return {static_cast<TableStatus>(integer_at(map, "status")), time_at(map, "until")};
}

void set_changes(Item& item, const TableRecord& record) {
    if (record.change) {
        item.set("change", map(to_map(*record.change)));
    }
    List indexes;
    for (const IndexChange& change : record.index_changes) {
        Map entry = to_map(change.change);
        entry.set("index", change.index_name);
        set_flag(entry, "added", change.is_added);
        indexes.push_back(map(std::move(entry)));
    }
    if (!indexes.empty()) {
        item.set("index_changes", list(std::move(indexes)));
    }
    List throughputs;
    for (const ThroughputChange& change : record.throughput_changes) {
        Map entry{{"index", change.index_name}};
        set_throughput(entry, change.to);
        throughputs.push_back(map(std::move(entry)));
    }
    if (!throughputs.empty()) {
        item.set("throughput_changes", list(std::move(throughputs)));
    }
}
void read_changes(const Item& item, TableRecord& record) {
    if (const Map* change = map_at(item, "change")) {
        record.change = change_of(*change);
    }
    for (const AttributeValue& value : list_at(item, "index_changes")) {
        const Map& entry = map_of(value);
        record.index_changes.push_back(
            {text_at(entry, "index"), change_of(entry), flag_at(entry, "added")}
        );
    }
    for (const AttributeValue& value : list_at(item, "throughput_changes")) {
        const Map& entry = map_of(value);
        record.throughput_changes.push_back(
            {text_at(entry, "index"), throughput_at(entry).value_or(ProvisionedThroughput{})}
        );
    }
}

Map to_map(const ThroughputHistory& history) {
    Map made{{"decreases", number(history.decreases_today)}};
    set_present(made, "increase", history.last_increase);
    set_present(made, "decrease", history.last_decrease);
    return made;
}
ThroughputHistory history_of(const Map& map) {
    return {
        optional_time_at(map, "increase"),
        optional_time_at(map, "decrease"),
        integer_at(map, "decreases")};
}

void set_history(Item& item, const TableRecord& record) {
    item.set("throughput_history", map(to_map(record.throughput)));
    Map of_indexes;
    for (const auto& [name, history] : record.index_throughput) {
        of_indexes.set(name, map(to_map(history)));
    }
    if (!of_indexes.empty()) {
        item.set("index_throughput_history", map(std::move(of_indexes)));
    }
    set_flag(item, "was_on_demand", record.was_on_demand);
    set_present(item, "on_demand_since", record.on_demand_since);
    set_present(item, "stream_since", record.stream_since);
    set_present(item, "table_class_since", record.table_class_since);
}
void read_history(const Item& item, TableRecord& record) {
    if (const Map* found = map_at(item, "throughput_history")) {
        record.throughput = history_of(*found);
    }
    if (const Map* found = map_at(item, "index_throughput_history")) {
        for (const Attribute& entry : *found) {
            record.index_throughput.emplace_back(entry.name, history_of(map_of(entry.value)));
        }
    }
    // Tables of files older than these names were on demand by default.
    record.was_on_demand = flag_at(item, "was_on_demand") ||
                           record.definition.billing_mode == BillingMode::PayPerRequest;
    record.on_demand_since = optional_time_at(item, "on_demand_since");
    record.stream_since = optional_time_at(item, "stream_since");
    record.table_class_since = optional_time_at(item, "table_class_since");
}

void set_extras(Item& item, const TableRecord& record) {
    Map tags;
    for (const Tag& tag : record.tags) {
        tags.set(tag.key, tag.value);
    }
    if (!tags.empty()) {
        item.set("tags", map(std::move(tags)));
    }
    if (!record.time_to_live.attribute_name.empty()) {
        item.set("ttl_attribute", record.time_to_live.attribute_name);
        item.set("ttl_settled", number(record.time_to_live.settled_at));
        set_flag(item, "ttl_enabled", record.time_to_live.enabled);
    }
    if (record.recovery_since) {
        item.set("recovery_since", number(*record.recovery_since));
        item.set("recovery_days", number(record.recovery_period_days));
    }
}
void read_extras(const Item& item, TableRecord& record) {
    if (const Map* tags = map_at(item, "tags")) {
        for (const Attribute& tag : *tags) {
            record.tags.push_back({tag.name, std::string{tag.value.as_string().value_or("")}});
        }
    }
    record.time_to_live = {
        flag_at(item, "ttl_enabled"), text_at(item, "ttl_attribute"), time_at(item, "ttl_settled")};
    record.recovery_since = optional_time_at(item, "recovery_since");
    if (record.recovery_since) {
        record.recovery_period_days = integer_at(item, "recovery_days");
    }
}

}  // namespace

const IndexChange* TableRecord::index_change(std::string_view index_name) const {
    const auto found = std::ranges::find(index_changes, index_name, &IndexChange::index_name);
    return found != index_changes.end() ? &*found : nullptr;
}

SecondaryIndex* TableRecord::global_index(std::string_view index_name) {
    auto& indexes = definition.global_secondary_indexes;
    const auto found = std::ranges::find(indexes, index_name, &SecondaryIndex::index_name);
    return found != indexes.end() ? &*found : nullptr;
}

ThroughputHistory& TableRecord::history_of(std::string_view index_name) {
    if (index_name.empty()) {
        return throughput;
    }
    const auto found = std::ranges::find(index_throughput, index_name, [](const auto& entry) {
        return std::string_view{entry.first};
    });
    return found != index_throughput.end()
               ? found->second
               : index_throughput.emplace_back(index_name, ThroughputHistory{}).second;
}

std::string to_blob(const TableRecord& record) {
    Item item;
    set_definition(item, record.definition);
    item.set("creation_time_us", number(record.creation));
    if (record.tie_seed) {
        item.set("tie_seed", std::to_string(*record.tie_seed));
    }
    item.set("generation", number(record.generation));
    set_text(item, "table_id", record.table_id);
    set_settings(item, record.settings);
    set_extras(item, record);
    set_changes(item, record);
    set_history(item, record);
    std::string blob;
    const Result<void> encoded = encode_item(item, blob);
    ENSURE(encoded.has_value());
    return blob;
}

TableRecord parse_record(std::int64_t id, std::string_view name, std::string_view blob) {
    const Item item = decode_item(blob);
    TableRecord record{
        .id = id,
        .definition = definition_of(name, item),
        .creation = time_at(item, "creation_time_us"),
        .generation = integer_at(item, "generation"),
        .table_id = text_at(item, "table_id"),
        .settings = settings_of(item)};
    if (item.contains("tie_seed")) {
        record.tie_seed = std::stoull(text_at(item, "tie_seed"));
    }
    read_extras(item, record);
    read_changes(item, record);
    read_history(item, record);
    return record;
}

}  // namespace sosw::sqlite
