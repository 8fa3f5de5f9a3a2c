#include "backends/wire/dynamo_db/table_description.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "backends/wire/json_writer.hpp"
#include "core/base/ensure.hpp"

namespace sosw::wire {

namespace {

std::string_view type_letter(ScalarType type) {
    return type == ScalarType::String ? "S" : type == ScalarType::Number ? "N" : "B";
}

std::string_view to_string(ProjectionType type) {
    return type == ProjectionType::All        ? "ALL"
           : type == ProjectionType::KeysOnly ? "KEYS_ONLY"
                                              : "INCLUDE";
}

std::string_view to_string(TimeToLiveStatus status) {
    switch (status) {
        case TimeToLiveStatus::Disabled:
            return "DISABLED";
        case TimeToLiveStatus::Enabling:
            return "ENABLING";
        case TimeToLiveStatus::Enabled:
            return "ENABLED";
        case TimeToLiveStatus::Disabling:
            return "DISABLING";
    }
    return "";
}

/// Writes one description; its members in the order in which DynamoDB has them.
class TableWriter {
public:
    TableWriter(std::string& out, const TablePlace& place) : json_{out}, place_{place} {}

    /// `summary`: without keys and indexes.
    void write(const TableDetails& details, bool summary) {
        const CreateTableInput& definition = details.definition;
        const std::string arn = table_arn(place_, definition.table_name);
        json_.begin_object();
        if (!summary) {
            definitions(definition.attribute_definitions);
            key_schema(definition.key_schema);
            time("CreationDateTime", details.creation);
        }
        json_.member("TableName", definition.table_name);
        json_.member("TableStatus", sosw::to_string(details.status));
        json_.member("TableArn", arn);
        json_.member("TableId", details.table_id);
        throughput(definition.provisioned_throughput, details.throughput);
        integer("ItemCount", details.item_count);
        integer("TableSizeBytes", details.size_bytes);
        flag("DeletionProtectionEnabled", details.settings.deletion_protection_enabled);
        billing(details);
        settings(details, arn);
        if (!summary) {
            indexes(details, arn);
        }
        json_.end_object();
    }

private:
    void integer(std::string_view name, std::int64_t value) {
        json_.key(name);
        json_.integer(value);
    }
    void flag(std::string_view name, bool value) {
        json_.key(name);
        json_.boolean(value);
    }
    void time(std::string_view name, Timestamp at) {
        json_.key(name);
        // Microseconds would be read as such, but DynamoDB has milliseconds.
        const std::int64_t milliseconds = epoch_microseconds(at) / 1000;
        json_.number(static_cast<double>(milliseconds) / 1000);
    }
    void time(std::string_view name, const std::optional<Timestamp>& at) {
        if (at) {
            time(name, *at);
        }
    }

    void definitions(const std::vector<AttributeDefinition>& definitions) {
        json_.key("AttributeDefinitions");
        json_.begin_array();
        for (const AttributeDefinition& definition : definitions) {
            json_.begin_object();
            json_.member("AttributeName", definition.attribute_name);
            json_.member("AttributeType", type_letter(definition.attribute_type));
            json_.end_object();
        }
        json_.end_array();
    }

    void key_schema(const KeySchema& schema) {
        json_.key("KeySchema");
        json_.begin_array();
        key_element(schema.hash, "HASH");
        if (!schema.range.empty()) {
            key_element(schema.range, "RANGE");
        }
        json_.end_array();
    }
    void key_element(std::string_view name, std::string_view type) {
        json_.begin_object();
        json_.member("AttributeName", name);
        json_.member("KeyType", type);
        json_.end_object();
    }

    void throughput(
        const std::optional<ProvisionedThroughput>& provisioned, const ThroughputHistory& history
    ) {
        const ProvisionedThroughput units = provisioned.value_or(ProvisionedThroughput{});
        json_.key("ProvisionedThroughput");
        json_.begin_object();
        time("LastIncreaseDateTime", history.last_increase);
        time("LastDecreaseDateTime", history.last_decrease);
        integer("NumberOfDecreasesToday", history.decreases_today);
        integer("ReadCapacityUnits", units.read_capacity_units);
        integer("WriteCapacityUnits", units.write_capacity_units);
        json_.end_object();
    }

    void billing(const TableDetails& details) {
        if (!details.was_on_demand) {
            return;
        }
        const bool on_demand = details.definition.billing_mode == BillingMode::PayPerRequest;
        const std::string_view mode = on_demand ? "PAY_PER_REQUEST" : "PROVISIONED";
        for (const auto& [summary, member] :
             {std::pair{"BillingModeSummary", "BillingMode"},
              std::pair{"TableThroughputModeSummary", "TableThroughputMode"}}) {
            json_.key(summary);
            json_.begin_object();
            json_.member(member, mode);
            time("LastUpdateToPayPerRequestDateTime", details.on_demand_since);
            json_.end_object();
        }
    }

    void on_demand(const OnDemandThroughput& throughput) {
        json_.key("OnDemandThroughput");
        json_.begin_object();
        integer("MaxReadRequestUnits", throughput.max_read_request_units.value_or(-1));
        integer("MaxWriteRequestUnits", throughput.max_write_request_units.value_or(-1));
        json_.end_object();
    }

    void settings(const TableDetails& details, const std::string& arn) {
        const TableSettings& settings = details.settings;
        if (settings.on_demand_throughput) {
            on_demand(*settings.on_demand_throughput);
        }
        if (!settings.table_class.empty()) {
            json_.key("TableClassSummary");
            json_.begin_object();
            json_.member("TableClass", settings.table_class);
            time("LastUpdateDateTime", details.table_class_since);
            json_.end_object();
        }
        if (settings.stream_specification && settings.stream_specification->stream_enabled) {
            stream(*settings.stream_specification, details.stream_since.value_or(Timestamp{}), arn);
        }
        if (settings.sse_specification && settings.sse_specification->enabled) {
            sse(*settings.sse_specification);
        }
    }

    void stream(const StreamSpecification& stream, Timestamp since, const std::string& arn) {
        json_.key("StreamSpecification");
        json_.begin_object();
        flag("StreamEnabled", true);
        json_.member("StreamViewType", stream.stream_view_type);
        json_.end_object();
        const auto milliseconds = epoch_microseconds(since) / 1000 % 1000;
        const std::string whole = format_timestamp(from_epoch_seconds(epoch_seconds(since)));
        // `2026-03-02T08:00:00.000`, without the Z.
        const std::string label =
            fmt::format("{}.{:03}", whole.substr(0, whole.size() - 1), milliseconds);
        json_.member("LatestStreamLabel", label);
        json_.member("LatestStreamArn", arn + "/stream/" + label);
    }

    void sse(const SseSpecification& sse) {
        json_.key("SSEDescription");
        json_.begin_object();
        json_.member("Status", "ENABLED");
        json_.member("SSEType", sse.sse_type.empty() ? "KMS" : sse.sse_type);
        const std::string key =
            sse.kms_master_key_id.empty() ? "alias/aws/dynamodb" : sse.kms_master_key_id;
        json_.member(
            "KMSMasterKeyArn",
            key.starts_with("arn:")
                ? key
                : fmt::format("arn:aws:kms:{}:{}:key/{}", place_.region, place_.account, key)
        );
        json_.end_object();
    }

    void indexes(const TableDetails& details, const std::string& arn) {
        const auto& global = details.definition.global_secondary_indexes;
        const auto& local = details.definition.local_secondary_indexes;
        ENSURE(details.indexes.size() == global.size() + local.size());
        const bool deleting = details.status == TableStatus::Deleting;
        auto of_index = details.indexes.begin();
        if (deleting) {
            of_index += static_cast<std::ptrdiff_t>(global.size());
        } else if (!global.empty()) {
            json_.key("GlobalSecondaryIndexes");
            json_.begin_array();
            for (const SecondaryIndex& index : global) {
                global_index(index, *of_index++, details, arn);
            }
            json_.end_array();
        }
        if (!local.empty()) {
            json_.key("LocalSecondaryIndexes");
            json_.begin_array();
            for (const SecondaryIndex& index : local) {
                json_.begin_object();
                shared(index, *of_index++, arn);
                json_.end_object();
            }
            json_.end_array();
        }
    }

    void global_index(
        const SecondaryIndex& index,
        const IndexDetails& details,
        const TableDetails& table,
        const std::string& arn
    ) {
        json_.begin_object();
        shared(index, details, arn);
        json_.member("IndexStatus", sosw::to_string(details.status));
        if (details.backfilling) {
            flag("Backfilling", *details.backfilling);
        }
        throughput(index.provisioned_throughput, details.throughput);
        const auto& maxima = table.settings.index_on_demand_throughput;
        const auto found = std::ranges::find_if(maxima, [&](const auto& entry) {
            return entry.first == index.index_name;
        });
        if (found != maxima.end()) {
            on_demand(found->second);
        }
        json_.end_object();
    }

    void shared(const SecondaryIndex& index, const IndexDetails& details, const std::string& arn) {
        json_.member("IndexName", index.index_name);
        key_schema(index.key_schema);
        json_.key("Projection");
        json_.begin_object();
        json_.member("ProjectionType", to_string(index.projection.type));
        if (!index.projection.non_key_attributes.empty()) {
            json_.key("NonKeyAttributes");
            json_.begin_array();
            for (const std::string& name : index.projection.non_key_attributes) {
                json_.string(name);
            }
            json_.end_array();
        }
        json_.end_object();
        integer("IndexSizeBytes", details.size_bytes);
        integer("ItemCount", details.item_count);
        json_.member("IndexArn", arn + "/index/" + index.index_name);
    }

    JsonWriter json_;
    const TablePlace& place_;
};

}  // namespace

std::string table_arn(const TablePlace& place, std::string_view table_name) {
    return fmt::format("arn:aws:dynamodb:{}:{}:table/{}", place.region, place.account, table_name);
}

std::string write_table(
    std::string_view member, const TableDetails& details, const TablePlace& place
) {
    std::string out;
    out.append("{\"").append(member).append("\":");
    TableWriter{out, place}.write(details, false);
    return out + "}";
}

std::string write_deleted_table(const TableDetails& details, const TablePlace& place) {
    std::string out = R"({"TableDescription":)";
    TableWriter{out, place}.write(details, true);
    return out + "}";
}

std::string write_table_names(const TableNames& names) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.key("TableNames");
    json.begin_array();
    for (const std::string& name : names.names) {
        json.string(name);
    }
    json.end_array();
    if (names.last_evaluated) {
        json.member("LastEvaluatedTableName", *names.last_evaluated);
    }
    json.end_object();
    return out;
}

std::string write_time_to_live(const TimeToLiveDescription& description) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.key("TimeToLiveDescription");
    json.begin_object();
    json.member("TimeToLiveStatus", to_string(description.status));
    if (!description.attribute_name.empty()) {
        json.member("AttributeName", description.attribute_name);
    }
    json.end_object();
    json.end_object();
    return out;
}

std::string write_time_to_live(const TimeToLiveSpecification& specification) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.key("TimeToLiveSpecification");
    json.begin_object();
    json.key("Enabled");
    json.boolean(specification.enabled);
    json.member("AttributeName", specification.attribute_name);
    json.end_object();
    json.end_object();
    return out;
}

std::string write_continuous_backups(const PointInTimeRecovery& recovery) {
    std::string out;
    JsonWriter json{out};
    const auto time = [&](std::string_view name, const std::optional<Timestamp>& at) {
        if (at) {
            json.key(name);
            json.integer(epoch_seconds(*at));
        }
    };
    json.begin_object();
    json.key("ContinuousBackupsDescription");
    json.begin_object();
    json.member("ContinuousBackupsStatus", "ENABLED");
    json.key("PointInTimeRecoveryDescription");
    json.begin_object();
    json.member("PointInTimeRecoveryStatus", recovery.enabled ? "ENABLED" : "DISABLED");
    if (recovery.enabled) {
        json.key("RecoveryPeriodInDays");
        json.integer(recovery.recovery_period_days);
    }
    time("EarliestRestorableDateTime", recovery.earliest_restorable);
    time("LatestRestorableDateTime", recovery.latest_restorable);
    json.end_object();
    json.end_object();
    json.end_object();
    return out;
}

std::string write_tags(const std::vector<Tag>& tags) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.key("Tags");
    json.begin_array();
    for (const Tag& tag : tags) {
        json.begin_object();
        json.member("Key", tag.key);
        json.member("Value", tag.value);
        json.end_object();
    }
    json.end_array();
    json.end_object();
    return out;
}

}  // namespace sosw::wire
