#include "core/config/scheduler_config.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace sosw {

namespace {

using Kind = ConfigValue::Kind;

constexpr std::array<std::string_view, 1> kSchemaKeys{"chunkable_attrs"};

/// The name of `["section", {}]`, sosw's form of a chunkable attribute.
const ConfigValue* name_of(const ConfigValue& entry) {
    const bool is_pair = entry.is(Kind::List) && !entry.items.empty() && entry.items.size() <= 2;
    return is_pair && entry.items.front().is(Kind::Text) ? &entry.items.front() : nullptr;
}

void read_attribute(const ConfigReader& reader, const ConfigValue& entry, JobSchema& schema) {
    const ConfigValue* value = name_of(entry);
    if (value == nullptr) {
        reader.problems().add(
            entry,
            "expected a chunkable attribute such as [\"section\", {}], found " + quoted(entry)
        );
        return;
    }
    const std::optional<std::string> name = reader.text(*value);
    if (!name) {
        return;
    }
    if (name->ends_with('s')) {
        reader.problems().add(
            *value,
            fmt::format(
                "a chunkable attribute is given in the singular and cannot end with \"s\": {}",
                quoted(*value)
            )
        );
    } else if (std::ranges::find(schema.chunkable_attrs, *name) != schema.chunkable_attrs.end()) {
        reader.problems().add(*value, "this attribute is given twice; keep one of them");
    } else {
        schema.chunkable_attrs.push_back(*name);
    }
}

JobSchema read_schema(const ConfigReader& reader, const ConfigValue& object) {
    reader.refuse_unknown(object, "a job schema", kSchemaKeys);
    JobSchema schema;
    if (const ConfigValue* attributes = reader.list(object, "chunkable_attrs")) {
        for (const ConfigValue& entry : attributes->items) {
            read_attribute(reader, entry, schema);
        }
    }
    return schema;
}

void read_queue_file(const ConfigReader& reader, const ConfigValue& root, std::string& target) {
    std::string name = target;
    reader.read(root, "queue_file", name);
    if (name.find('/') != std::string::npos) {
        reader.problems().add(
            *root.find("queue_file"),
            "expected a file name such as \"tasks_queue.txt\", without folders: \"s3_prefix\" has "
            "those"
        );
        return;
    }
    target = std::move(name);
}

void read_pace(const ConfigReader& reader, const ConfigValue& root, SchedulerConfig& config) {
    if (const ConfigValue* units = ConfigReader::given(root, "write_capacity_units")) {
        config.write_capacity_units =
            reader.number(*units, kAboveZero, "tasks per second, above 0");
    }
    reader.read_seconds(root, "task_operational_overhead_for_ddb", {}, config.task_overhead);
}

}  // namespace

SchedulerConfig read_scheduler_config(const ConfigReader& reader, const ConfigValue& root) {
    SchedulerConfig config;
    bool has_schema = false;
    if (const ConfigValue* schema = reader.object(root, "job_schema")) {
        config.job_schema = read_schema(reader, *schema);
        has_schema = !schema->members.empty();
    }
    if (const ConfigValue* variants = reader.object(root, "job_schema_variants")) {
        for (const ConfigMember& member : variants->members) {
            if (reader.object(*variants, member.name) == nullptr) {
                continue;
            }
            config.job_schema_variants.emplace_back(member.name, read_schema(reader, member.value));
            if (member.name == "default" && !has_schema) {
                config.job_schema = config.job_schema_variants.back().second;
            }
        }
    }
    reader.read(root, "queue_bucket", config.queue_bucket);
    reader.read(root, "s3_prefix", config.s3_prefix);
    read_queue_file(reader, root, config.queue_file);
    reader.read(root, "rows_to_process", 1, config.rows_to_process);
    reader.read_seconds(root, "shutdown_period", {}, config.shutdown_period);
    read_pace(reader, root, config);
    reader.read(root, "time_zone", config.time_zone);
    return config;
}

}  // namespace sosw
