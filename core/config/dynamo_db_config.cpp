#include "core/config/dynamo_db_config.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace sosw {
namespace {

using Kind = ConfigValue::Kind;

struct LogicalField {
    std::string_view name;
    std::string FieldNames::*stored;
    std::string_view type;  ///< DynamoDB's letter; empty: not in the row mapper.
    bool required = false;
};

/// sosw's fields in the order of its row mapper.
constexpr std::array<LogicalField, 11> kFields{{
    {"task_id", &FieldNames::task_id, "S", true},
    {"labourer_id", &FieldNames::labourer_id, "S", true},
    {"created_at", &FieldNames::created_at, "N", true},
    {"completed_at", &FieldNames::completed_at, "N"},
    {"greenfield", &FieldNames::greenfield, "N", true},
    {"attempts", &FieldNames::attempts, "N"},
    {"closed_at", &FieldNames::closed_at, "N"},
    {"desired_launch_time", &FieldNames::desired_launch_time, "N"},
    {"arn", &FieldNames::arn, "S"},
    {"payload", &FieldNames::payload, "S"},
    {"labourer_id_task_status", &FieldNames::labourer_id_task_status, ""},
}};

constexpr std::array<std::string_view, 11> kFieldWords{
    "task_id",
    "labourer_id",
    "created_at",
    "completed_at",
    "greenfield",
    "attempts",
    "closed_at",
    "desired_launch_time",
    "arn",
    "payload",
    "labourer_id_task_status"};
constexpr std::array<std::string_view, 10> kTypes{
    "S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"};
constexpr std::array<std::string_view, 8> kKeys{
    "table_name",
    "index_greenfield",
    "field_names",
    "row_mapper",
    "required_fields",
    "hash_key",
    "range_key",
    "dont_json_loads_results"};

const LogicalField* logical_field(std::string_view name) {
    const auto* const found = std::ranges::find(kFields, name, &LogicalField::name);
    return found == kFields.end() ? nullptr : found;
}

const LogicalField* field_stored_as(const FieldNames& names, std::string_view stored) {
    const auto* const found = std::ranges::find_if(kFields, [&](const LogicalField& field) {
        return names.*field.stored == stored;
    });
    return found == kFields.end() ? nullptr : found;
}

void read_field_names(const ConfigReader& reader, const ConfigValue& object, FieldNames& names) {
    reader.refuse_unknown(object, "field_names", kFieldWords);
    for (const LogicalField& field : kFields) {
        reader.read(object, field.name, names.*field.stored);
    }
    for (const LogicalField& field : kFields) {
        const ConfigValue* written = ConfigReader::given(object, field.name);
        if (written == nullptr || !written->is(Kind::Text)) {
            continue;
        }
        for (const LogicalField& other : kFields) {
            const bool reported_there =
                ConfigReader::given(object, other.name) != nullptr && &other > &field;
            if (&other != &field && !reported_there && names.*other.stored == names.*field.stored) {
                reader.problems().add(
                    *written,
                    fmt::format(
                        "{} is the stored name of \"{}\" too; each field needs its own",
                        quoted(*written),
                        other.name
                    )
                );
            }
        }
    }
}

/// sosw's own rows, under the stored names.
void set_default_rows(DynamoDbConfig& config) {
    for (const LogicalField& field : kFields) {
        const std::string& stored = config.field_names.*field.stored;
        if (!field.type.empty()) {
            config.row_mapper.emplace_back(stored, field.type);
        }
        if (field.required) {
            config.required_fields.push_back(stored);
        }
    }
}

void read_row(const ConfigReader& reader, const ConfigMember& row, DynamoDbConfig& config) {
    const ConfigValue& type = row.value;
    if (!type.is(Kind::Text) || std::ranges::find(kTypes, type.text) == kTypes.end()) {
        reader.refuse_choice(type, kTypes);
        return;
    }
    const LogicalField* field = field_stored_as(config.field_names, row.name);
    if (field != nullptr && !field->type.empty() && field->type != type.text) {
        reader.problems().add(
            type,
            fmt::format(
                "sosw's field \"{}\" has the type \"{}\", found {}",
                field->name,
                field->type,
                quoted(type)
            )
        );
        return;
    }
    if (std::ranges::find(
            config.row_mapper, row.name, &std::pair<std::string, std::string>::first
        ) == config.row_mapper.end()) {
        config.row_mapper.emplace_back(row.name, type.text);
    }
}

void read_required_fields(
    const ConfigReader& reader, const ConfigValue& list, DynamoDbConfig& config
) {
    config.required_fields.clear();
    for (const ConfigValue& item : list.items) {
        std::optional<std::string> name = reader.text(item);
        if (!name) {
            continue;
        }
        // A list copied from sosw's defaults names the fields as they were before renaming.
        const LogicalField* field = logical_field(*name);
        if (field != nullptr && field_stored_as(config.field_names, *name) == nullptr) {
            name = config.field_names.*field->stored;
        }
        config.required_fields.push_back(std::move(*name));
    }
}

}  // namespace

DynamoDbConfig read_dynamo_db_config(const ConfigReader& reader, const ConfigValue& object) {
    reader.refuse_unknown(object, "dynamo_db_config", kKeys);
    DynamoDbConfig config;
    reader.read(object, "table_name", config.table_name);
    reader.read(object, "index_greenfield", config.index_greenfield);
    if (const ConfigValue* names = reader.object(object, "field_names")) {
        read_field_names(reader, *names, config.field_names);
    }
    set_default_rows(config);
    if (const ConfigValue* rows = reader.object(object, "row_mapper")) {
        for (const ConfigMember& row : rows->members) {
            if (!row.value.is(Kind::Null)) {
                read_row(reader, row, config);
            }
        }
    }
    if (const ConfigValue* required = reader.list(object, "required_fields")) {
        read_required_fields(reader, *required, config);
    }
    return config;
}

DynamoDbConfig default_dynamo_db_config() {
    DynamoDbConfig config;
    set_default_rows(config);
    return config;
}

}  // namespace sosw
