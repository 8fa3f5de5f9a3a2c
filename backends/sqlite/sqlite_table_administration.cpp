#include "backends/sqlite/sqlite_table_administration.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "backends/sqlite/dynamo_engine.hpp"
#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/table_lifecycle.hpp"
#include "backends/sqlite/table_request_rules.hpp"
#include "backends/sqlite/table_update.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kTagsMax = 50;

/// With the decreases of today alone.
ThroughputHistory as_of(ThroughputHistory history, Timestamp now) {
    using std::chrono::days;
    const bool today = history.last_decrease && std::chrono::floor<days>(*history.last_decrease) ==
                                                    std::chrono::floor<days>(now);
    history.decreases_today = today ? history.decreases_today : 0;
    return history;
}

TableStatus status_of(const TableRecord& record, const IndexChange* change) {
    if (change != nullptr) {
        return change->change.status;
    }
    const TableStatus table = record.status();
    return table == TableStatus::Updating ? TableStatus::Active : table;
}

IndexDetails describe_index(
    const DynamoTable& table, const IndexLayout& index, TableTotals::Count totals, Timestamp now
) {
    TableRecord record = table.record();
    const IndexChange* change = record.index_change(index.name);
    IndexDetails details{
        .index_name = index.name,
        .status = status_of(record, change),
        .item_count = totals.items,
        .size_bytes = totals.bytes,
        .throughput = as_of(record.history_of(index.name), now)};
    if (change != nullptr && change->is_added && details.status == TableStatus::Creating) {
        details.backfilling = !record.change.has_value();
        details.item_count = details.size_bytes = 0;
    }
    return details;
}

TableDetails describe(DynamoTable& table, Timestamp now) {
    const TableRecord& record = table.record();
    const TableTotals& totals = table.totals();
    TableDetails details{
        .definition = record.definition,
        .settings = record.settings,
        .status = record.status(),
        .table_id = record.table_id,
        .creation = record.creation,
        .item_count = totals.table.items,
        .size_bytes = totals.table.bytes,
        .throughput = as_of(record.throughput, now),
        .was_on_demand = record.was_on_demand,
        .stream_since = record.stream_since,
        .table_class_since = record.table_class_since};
    if (record.on_demand_since && *record.on_demand_since <= now && !record.change) {
        details.on_demand_since = record.on_demand_since;
    }
    for (std::size_t i = 0; i < table.indexes().size(); ++i) {
        details.indexes.push_back(describe_index(table, table.indexes()[i], totals.indexes[i], now)
        );
    }
    return details;
}

Result<DynamoTable*> find(DynamoEngine& engine, const std::string& name) {
    DynamoTable* table = engine.find(name);
    return table != nullptr ? Result<DynamoTable*>{table} : table_not_found(name);
}

/// Where recovery is concerned, the same error has another name.
Result<DynamoTable*> find_for_recovery(DynamoEngine& engine, const std::string& name) {
    DynamoTable* table = engine.find(name);
    if (table == nullptr) {
        return fail(ErrorCode::NotFound, "TableNotFoundException", "Table not found: " + name);
    }
    return table;
}

TimeToLiveStatus time_to_live_status(const TimeToLive& ttl, Timestamp now) {
    if (ttl.settled_at > now) {
        return ttl.enabled ? TimeToLiveStatus::Enabling : TimeToLiveStatus::Disabling;
    }
    return ttl.enabled ? TimeToLiveStatus::Enabled : TimeToLiveStatus::Disabled;
}

Result<void> check_time_to_live(const TimeToLive& now, const TimeToLiveSpecification& wanted) {
    if (now.enabled && now.attribute_name != wanted.attribute_name) {
        return validation_error(
            "TimeToLive is active on a different AttributeName: current AttributeName is " +
            now.attribute_name
        );
    }
    if (now.enabled == wanted.enabled) {
        return validation_error(
            wanted.enabled ? "TimeToLive is already enabled" : "TimeToLive is already disabled"
        );
    }
    return {};
}

void set_tag(std::vector<Tag>& tags, const Tag& tag) {
    const auto found = std::ranges::find(tags, tag.key, &Tag::key);
    if (found != tags.end()) {
        found->value = tag.value;
    } else {
        tags.push_back(tag);
    }
}

Result<void> check_tags(const std::vector<Tag>& tags) {
    if (tags.size() > kTagsMax) {
        return invalid_parameter("The number of tags exceeds the limit of 50 for a resource");
    }
    return {};
}

PointInTimeRecovery recovery_of(const TableRecord& record, Timestamp now) {
    PointInTimeRecovery recovery{
        .enabled = record.recovery_since.has_value(),
        .recovery_period_days = record.recovery_period_days};
    if (record.recovery_since) {
        const Timestamp oldest = now - std::chrono::days{record.recovery_period_days};
        recovery.earliest_restorable = std::max(*record.recovery_since, oldest);
        // AWS: "typically five minutes before the current time".
        recovery.latest_restorable =
            std::max(*record.recovery_since, now - Duration{std::chrono::minutes{5}});
    }
    return recovery;
}

}  // namespace

SqliteTableAdministration::SqliteTableAdministration(SqliteDynamoDb& tables)
    : engine_{*tables.engine_} {}

Result<TableDetails> SqliteTableAdministration::create_table(const CreateTableRequest& request) {
    TableRecord record{.definition = TRY(check_creation(request)), .settings = request.settings};
    TRY(check_tags(request.tags));
    for (const Tag& tag : request.tags) {
        set_tag(record.tags, tag);
    }
    for (const IndexRequest& index :
         request.global_secondary_indexes.value_or(std::vector<IndexRequest>{})) {
        if (index.on_demand_throughput) {
            record.settings.index_on_demand_throughput.emplace_back(
                index.index_name, *index.on_demand_throughput
            );
        }
    }
    DynamoTable* table = TRY(begin_creation(engine_, std::move(record)));
    return describe(*table, engine_.clock.now());
}

Result<TableDetails> SqliteTableAdministration::describe_table(const std::string& table_name) {
    return describe(*TRY(find(engine_, table_name)), engine_.clock.now());
}

Result<TableDetails> SqliteTableAdministration::update_table(const UpdateTableRequest& request) {
    TRY(check_update(request));
    DynamoTable* table = TRY(find(engine_, request.table_name));
    table = TRY(begin_update(engine_, *table, request));
    return describe(*table, engine_.clock.now());
}

Result<TableDetails> SqliteTableAdministration::delete_table(const std::string& table_name) {
    TableDetails details = describe(*TRY(begin_deletion(engine_, table_name)), engine_.clock.now());
    settle();
    return details;
}

TableNames SqliteTableAdministration::list_tables(const std::string& start, std::size_t limit) {
    settle();
    TableNames listed;
    const auto& tables = engine_.catalog.tables();
    for (auto next = tables.upper_bound(start); next != tables.end(); ++next) {
        if (listed.names.size() == limit) {
            listed.last_evaluated = listed.names.back();
            break;
        }
        listed.names.push_back(next->first);
    }
    return listed;
}

Result<TimeToLiveDescription> SqliteTableAdministration::describe_time_to_live(
    const std::string& table_name
) {
    const TimeToLive& ttl = TRY(find(engine_, table_name))->record().time_to_live;
    TimeToLiveDescription description{.status = time_to_live_status(ttl, engine_.clock.now())};
    if (description.status != TimeToLiveStatus::Disabled) {
        description.attribute_name = ttl.attribute_name;
    }
    return description;
}

Result<void> SqliteTableAdministration::update_time_to_live(
    const std::string& table_name, const TimeToLiveSpecification& specification
) {
    TableRecord& record = TRY(find(engine_, table_name))->mutable_record();
    if (!has_items(record, engine_.clock.now())) {
        return fail(
            ErrorCode::InvalidRequest,
            "ResourceInUseException",
            "Attempt to change a resource which is still in use: Table is being " +
                std::string{record.status() == TableStatus::Creating ? "created: " : "deleted: "} +
                table_name
        );
    }
    TRY(check_time_to_live(record.time_to_live, specification));
    record.time_to_live = {
        .enabled = specification.enabled,
        .attribute_name = specification.attribute_name,
        .settled_at = engine_.clock.now() + engine_.options.delays.updating};
    engine_.catalog.save(record);
    return {};
}

Result<std::vector<Tag>> SqliteTableAdministration::tags_of(const std::string& table_name) {
    return TRY(find(engine_, table_name))->record().tags;
}

Result<void> SqliteTableAdministration::tag(
    const std::string& table_name, const std::vector<Tag>& tags
) {
    TableRecord& record = TRY(find(engine_, table_name))->mutable_record();
    std::vector<Tag> all = record.tags;
    for (const Tag& tag : tags) {
        set_tag(all, tag);
    }
    TRY(check_tags(all));
    record.tags = std::move(all);
    engine_.catalog.save(record);
    return {};
}

Result<void> SqliteTableAdministration::untag(
    const std::string& table_name, const std::vector<std::string>& keys
) {
    TableRecord& record = TRY(find(engine_, table_name))->mutable_record();
    std::erase_if(record.tags, [&](const Tag& tag) {
        return std::ranges::find(keys, tag.key) != keys.end();
    });
    engine_.catalog.save(record);
    return {};
}

Result<PointInTimeRecovery> SqliteTableAdministration::describe_point_in_time_recovery(
    const std::string& table_name
) {
    return recovery_of(TRY(find_for_recovery(engine_, table_name))->record(), engine_.clock.now());
}

Result<PointInTimeRecovery> SqliteTableAdministration::update_point_in_time_recovery(
    const std::string& table_name, const PointInTimeRecovery& recovery
) {
    TableRecord& record = TRY(find_for_recovery(engine_, table_name))->mutable_record();
    if (!recovery.enabled) {
        record.recovery_since.reset();
    } else if (!record.recovery_since) {
        record.recovery_since = engine_.clock.now();
    }
    record.recovery_period_days = recovery.recovery_period_days;
    engine_.catalog.save(record);
    return recovery_of(record, engine_.clock.now());
}

std::optional<Timestamp> SqliteTableAdministration::next_change() const {
    return engine_.next_change;
}

void SqliteTableAdministration::settle() { settle_tables(engine_); }

}  // namespace sosw::sqlite
