#include "backends/sqlite/table_lifecycle.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "backends/sqlite/item_codec.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/lagged_index.hpp"
#include "core/base/ensure.hpp"
#include "core/base/random.hpp"

namespace sosw::sqlite {

namespace {

Failure in_use(std::string message) {
    return fail(ErrorCode::InvalidRequest, "ResourceInUseException", std::move(message));
}

/// In the shape of a UUID; the same for the same table of the same moment.
std::string table_id_of(const TableRecord& record) {
    const auto seed = static_cast<std::uint64_t>(epoch_microseconds(record.creation));
    std::string id = Random{seed}.fork(record.definition.table_name).uuid_hex();
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) {
        id.insert(dash, 1, '-');
    }
    return id;
}

std::optional<Timestamp> first_change(const TableRecord& record) {
    std::optional<Timestamp> first;
    const auto add = [&](Timestamp at) { first = first ? std::min(*first, at) : at; };
    if (record.change) {
        add(record.change->until);
    }
    for (const IndexChange& index : record.index_changes) {
        add(index.change.until);
    }
    return first;
}

/// Whether the throughput of `index_name` (empty: the table's) is still on its way.
bool is_updating(const TableRecord& record, const std::string& index_name) {
    if (index_name.empty()) {
        return record.change.has_value();
    }
    return record.index_change(index_name) != nullptr;
}

void set_throughput(TableRecord& record, const ThroughputChange& change) {
    std::optional<ProvisionedThroughput>* target = &record.definition.provisioned_throughput;
    if (!change.index_name.empty()) {
        SecondaryIndex* index = record.global_index(change.index_name);
        ENSURE(index != nullptr);
        target = &index->provisioned_throughput;
    }
    if (record.definition.billing_mode == BillingMode::Provisioned) {
        *target = change.to;
    }
}

void complete_throughput(TableRecord& record, const ThroughputChange& change, Timestamp now) {
    ProvisionedThroughput old;
    const SecondaryIndex* index = record.global_index(change.index_name);
    const auto& current =
        index != nullptr ? index->provisioned_throughput : record.definition.provisioned_throughput;
    if (current) {
        old = *current;
    }
    ThroughputHistory& history = record.history_of(change.index_name);
    if (change.to.read_capacity_units > old.read_capacity_units ||
        change.to.write_capacity_units > old.write_capacity_units) {
        history.last_increase = now;
    } else {
        ++history.decreases_today;
        history.last_decrease = now;
    }
    set_throughput(record, change);
}

/// What no key needs any more is no longer defined.
void drop_unused_definitions(CreateTableInput& definition) {
    const auto is_key_of = [](const KeySchema& key, const std::string& name) {
        return name == key.hash || name == key.range;
    };
    std::erase_if(definition.attribute_definitions, [&](const AttributeDefinition& attribute) {
        const auto serves = [&](const SecondaryIndex& index) {
            return is_key_of(index.key_schema, attribute.attribute_name);
        };
        return !is_key_of(definition.key_schema, attribute.attribute_name) &&
               std::ranges::none_of(definition.global_secondary_indexes, serves) &&
               std::ranges::none_of(definition.local_secondary_indexes, serves);
    });
}

void remove_index(TableRecord& record, const std::string& name) {
    std::erase_if(record.definition.global_secondary_indexes, [&](const SecondaryIndex& index) {
        return index.index_name == name;
    });
    std::erase_if(record.settings.index_on_demand_throughput, [&](const auto& entry) {
        return entry.first == name;
    });
    std::erase_if(record.index_throughput, [&](const auto& entry) { return entry.first == name; });
    drop_unused_definitions(record.definition);
}

void settle_table(DynamoEngine& engine, DynamoTable& table) {
    const Timestamp now = engine.clock.now();
    TableRecord record = table.record();
    if (record.change && record.change->until <= now) {
        if (record.change->status == TableStatus::Deleting) {
            engine.catalog.remove(record.definition.table_name);
            return;
        }
        record.change.reset();
    }
    std::vector<std::string> removed;
    std::erase_if(record.index_changes, [&](const IndexChange& index) {
        const bool done = index.change.until <= now;
        if (done && index.change.status == TableStatus::Deleting) {
            removed.push_back(index.index_name);
        }
        return done;
    });
    std::erase_if(record.throughput_changes, [&](const ThroughputChange& change) {
        const bool done = !is_updating(record, change.index_name);
        if (done && std::ranges::find(removed, change.index_name) == removed.end()) {
            complete_throughput(record, change, now);
        }
        return done;
    });
    for (const std::string& name : removed) {
        remove_index(record, name);
    }
    if (!removed.empty()) {
        rebuild_table(engine, table, std::move(record));
        return;
    }
    table.mutable_record() = std::move(record);
    engine.catalog.save(table.record());
    enforce_limits(engine, table);
}

void copy_items(Database& database, const DynamoTable& from, DynamoTable& to) {
    Statement all{database, "SELECT item FROM " + from.sql_name() + " ORDER BY id"};
    std::vector<EncodedKey> keys;
    while (all.step()) {
        const std::string_view blob = all.column_blob(0);
        Item item = decode_item(blob);
        erase_unfit_index_keys(to, item);
        to.encode_keys(item, keys);
        to.insert_if_absent(keys, blob);
    }
}

}  // namespace

Failure table_not_found(std::string_view name) {
    return fail(
        ErrorCode::NotFound,
        "ResourceNotFoundException",
        "Requested resource not found: Table: " + std::string{name} + " not found"
    );
}

bool has_items(const TableRecord& record, Timestamp now) {
    switch (record.status()) {
        case TableStatus::Active:
        case TableStatus::Updating:
            return true;
        case TableStatus::Creating:
            return record.change->until <= now;
        case TableStatus::Deleting:
            return false;
    }
    return false;
}

Result<void> check_readable(
    const TableRecord& record, const std::string& index_name, Timestamp now
) {
    const IndexChange* index = record.index_change(index_name);
    if (index == nullptr || index->change.status == TableStatus::Updating) {
        return {};
    }
    if (index->change.status == TableStatus::Deleting) {
        return validation_error("The table does not have the specified index: " + index_name);
    }
    if (index->change.until > now) {
        return validation_error(
            "Cannot read from backfilling global secondary index: " + index_name
        );
    }
    return {};
}

Result<DynamoTable*> begin_creation(DynamoEngine& engine, TableRecord record) {
    const std::string& name = record.definition.table_name;
    if (engine.find(name) != nullptr) {
        return in_use("Table already exists: " + name);
    }
    const Timestamp now = engine.clock.now();
    record.creation = now;
    record.tie_seed = engine.options.shuffled_ties_seed;
    record.table_id = table_id_of(record);
    record.was_on_demand = record.definition.billing_mode == BillingMode::PayPerRequest;
    if (record.was_on_demand) {
        record.on_demand_since = now;
    }
    if (const auto& stream = record.settings.stream_specification;
        stream && stream->stream_enabled) {
        record.stream_since = now;
    }
    record.change = {
        .status = TableStatus::Creating, .until = now + engine.options.delays.creating};
    DynamoTable& table = engine.catalog.add(std::move(record));
    enforce_limits(engine, table);
    save_changes(engine, table.record());
    return &table;
}

Result<DynamoTable*> begin_deletion(DynamoEngine& engine, const std::string& name) {
    DynamoTable* table = engine.find(name);
    if (table == nullptr) {
        return table_not_found(name);
    }
    TableRecord& record = table->mutable_record();
    if (record.status() == TableStatus::Deleting) {
        return table;
    }
    if (record.is_changing()) {
        const bool creating = record.status() == TableStatus::Creating;
        return in_use(
            std::string{"Attempt to change a resource which is still in use: Table is being "} +
            (creating ? "created: " : "updated: ") + name
        );
    }
    if (record.settings.deletion_protection_enabled) {
        return validation_error(
            "Resource cannot be deleted as it is currently protected against deletion. Disable "
            "deletion protection first."
        );
    }
    record.change = {
        .status = TableStatus::Deleting,
        .until = engine.clock.now() + engine.options.delays.deleting};
    save_changes(engine, record);
    return table;
}

void save_changes(DynamoEngine& engine, const TableRecord& record) {
    if (const auto first = first_change(record)) {
        engine.next_change = engine.next_change ? std::min(*engine.next_change, *first) : *first;
        engine.catalog.save(record);
    }
}

void settle_tables(DynamoEngine& engine) {
    if (!engine.next_change || *engine.next_change > engine.clock.now()) {
        return;
    }
    engine.next_change.reset();
    for (const std::string& name : engine.catalog.names()) {
        DynamoTable* table = engine.catalog.find(name);
        const auto due = first_change(table->record());
        if (due && *due <= engine.clock.now()) {
            Savepoint savepoint{engine.database};
            settle_table(engine, *table);
            savepoint.release();
            table = engine.catalog.find(name);
        }
        const auto next = table != nullptr ? first_change(table->record()) : std::nullopt;
        if (next) {
            engine.next_change = engine.next_change ? std::min(*engine.next_change, *next) : *next;
        }
    }
}

void open_lifecycles(DynamoEngine& engine) {
    for (const auto& [name, table] : engine.catalog.tables()) {
        const auto first = first_change(table->record());
        if (first) {
            engine.next_change =
                engine.next_change ? std::min(*engine.next_change, *first) : *first;
        }
        if (table->record().table_id.empty()) {
            table->mutable_record().table_id = table_id_of(table->record());
        }
        enforce_limits(engine, *table);
    }
}

DynamoTable& rebuild_table(DynamoEngine& engine, DynamoTable& table, TableRecord record) {
    ++record.generation;
    auto made = std::make_unique<DynamoTable>(engine.database, std::move(record));
    made->create();
    copy_items(engine.database, table, *made);
    made->set_throughput(table.take_throughput());
    std::vector<std::pair<std::string, IndexLag>> lags;
    for (const std::unique_ptr<LaggedIndex>& lagged : table.lagged_indexes()) {
        lags.emplace_back(lagged->index().name, lagged->lag());
    }
    table.drop();
    for (auto& [name, lag] : lags) {
        if (const IndexLayout* index = made->find_index(name)) {
            made->add_lagged(
                    std::make_unique<LaggedIndex>(engine.database, engine.clock, *made, *index)
            )
                .set_lag(std::move(lag));
        }
    }
    DynamoTable& placed = engine.catalog.replace(std::move(made));
    enforce_limits(engine, placed);
    return placed;
}

void enforce_limits(const DynamoEngine& engine, DynamoTable& table) {
    if (!engine.options.enforce_capacity) {
        return;
    }
    const TableLimits limits = limits_of(table.definition(), table.record().settings);
    const Timestamp now = engine.clock.now();
    if (table.throughput() == nullptr) {
        table.set_throughput(std::make_unique<TableThroughput>(table.definition(), limits, now));
    } else {
        table.throughput()->change(table.definition(), limits, now);
    }
}

}  // namespace sosw::sqlite
