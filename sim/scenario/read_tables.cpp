#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/scenario/keys.hpp"
#include "sim/scenario/scenario_parts.hpp"

namespace sosw::sim {
namespace {

/// AWS's default quota for each table and index.
constexpr WholeRange kUnits{.min = 1, .max = 40'000};
constexpr std::array<std::string_view, 2> kBillingModes{"PROVISIONED", "PAY_PER_REQUEST"};

TableBilling read_billing(const ScenarioReader& reader, const ConfigValue& object) {
    const ConfigValue* value = ConfigReader::given(object, "billing_mode");
    const auto mode = value != nullptr ? reader.choice(*value, kBillingModes) : std::nullopt;
    if (!mode) {
        return TableBilling::Unlimited;
    }
    return *mode == kBillingModes[0] ? TableBilling::Provisioned : TableBilling::PayPerRequest;
}

/// Reports `name` where it is given although the table's billing mode has no such thing.
void refuse_without(
    const ScenarioReader& reader,
    const ConfigValue& object,
    std::string_view name,
    std::string_view billing_mode
) {
    if (const ConfigValue* value = ConfigReader::given(object, name)) {
        reader.problem(
            *value,
            fmt::format(
                "is for tables with \"billing_mode\": \"{}\"; set that, or leave this out",
                billing_mode
            )
        );
    }
}

void read_units(
    const ScenarioReader& reader,
    const ConfigValue& object,
    std::string_view name,
    std::optional<std::int64_t>& target
) {
    std::int64_t units = 0;
    reader.read(object, name, kUnits, units);
    if (units > 0) {
        target = units;
    }
}

ThroughputModel read_throughput(
    const ScenarioReader& reader, const ConfigValue& object, TableBilling billing
) {
    ThroughputModel throughput;
    if (billing == TableBilling::Provisioned) {
        read_units(reader, object, "read_capacity_units", throughput.read);
        read_units(reader, object, "write_capacity_units", throughput.write);
    } else {
        refuse_without(reader, object, "read_capacity_units", kBillingModes[0]);
        refuse_without(reader, object, "write_capacity_units", kBillingModes[0]);
    }
    if (billing == TableBilling::PayPerRequest) {
        read_units(reader, object, "max_read_request_units", throughput.read);
        read_units(reader, object, "max_write_request_units", throughput.write);
    } else {
        refuse_without(reader, object, "max_read_request_units", kBillingModes[1]);
        refuse_without(reader, object, "max_write_request_units", kBillingModes[1]);
    }
    return throughput;
}

TableIndexModel read_index(
    const ScenarioReader& reader, const ConfigMember& member, TableBilling billing
) {
    TableIndexModel index{.index = member.name};
    if (reader.is_object(member.value, "an index", keys::kTableIndex)) {
        index.throughput = read_throughput(reader, member.value, billing);
        reader.read(member.value, "lag", index.lag);
    }
    return index;
}

TableModel read_table(const ScenarioReader& reader, const ConfigMember& member) {
    TableModel table{.table = member.name};
    const ConfigValue& object = member.value;
    if (!reader.is_object(object, "a table", keys::kTable)) {
        return table;
    }
    table.billing = read_billing(reader, object);
    table.throughput = read_throughput(reader, object, table.billing);
    reader.read(object, "burst", {.max = std::chrono::seconds{300}}, table.burst);
    if (table.billing != TableBilling::Provisioned) {
        refuse_without(reader, object, "burst", kBillingModes[0]);
    }
    reader.read(object, "partition_limits", table.partition_limits);
    if (const ConfigValue* indexes = reader.object(object, "indexes")) {
        for (const ConfigMember& index : indexes->members) {
            table.indexes.push_back(read_index(reader, index, table.billing));
        }
    }
    return table;
}

}  // namespace

std::vector<TableModel> read_tables(const ScenarioReader& reader, const ConfigValue& root) {
    std::vector<TableModel> tables;
    if (const ConfigValue* object = reader.object(root, "tables")) {
        for (const ConfigMember& member : object->members) {
            tables.push_back(read_table(reader, member));
        }
    }
    return tables;
}

}  // namespace sosw::sim
