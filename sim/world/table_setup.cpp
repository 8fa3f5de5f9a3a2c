#include "sim/world/table_setup.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "backends/sqlite/sosw_tables.hpp"
#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

sqlite::UnitRates rates_of(const ThroughputModel& model) {
    sqlite::UnitRates rates;
    rates.read = model.read ? static_cast<double>(*model.read) : rates.read;
    rates.write = model.write ? static_cast<double>(*model.write) : rates.write;
    return rates;
}

sqlite::TableLimits limits_of(const TableModel& model) {
    sqlite::TableLimits limits{
        .billing_mode = model.billing == TableBilling::Provisioned ? BillingMode::Provisioned
                                                                   : BillingMode::PayPerRequest,
        .table = rates_of(model.throughput),
        .burst = model.burst,
        .partition_limits = model.partition_limits};
    for (const TableIndexModel& index : model.indexes) {
        limits.indexes.emplace_back(index.index, rates_of(index.throughput));
    }
    return limits;
}

ProvisionedThroughput provisioned(const sqlite::UnitRates& rates) {
    return {
        .read_capacity_units = static_cast<std::int64_t>(rates.read),
        .write_capacity_units = static_cast<std::int64_t>(rates.write)};
}

/// So that `DescribeTable` says what is in force.
void provision(CreateTableInput& table, const sqlite::TableLimits& limits) {
    table.billing_mode = limits.billing_mode;
    if (limits.billing_mode != BillingMode::Provisioned) {
        return;
    }
    table.provisioned_throughput = provisioned(limits.table);
    for (SecondaryIndex& index : table.global_secondary_indexes) {
        const auto given = std::ranges::find(
            limits.indexes, index.index_name, &std::pair<std::string, sqlite::UnitRates>::first
        );
        index.provisioned_throughput =
            provisioned(given != limits.indexes.end() ? given->second : sqlite::UnitRates{});
    }
}

/// A bug of ours where it fails: names were checked when the scenario was read.
template <typename T>
void require(const Result<T>& result) {
    ENSURE(result.has_value());
}

void let_lag(const TableModel& model, const Random& random, sqlite::SqliteDynamoDb& dynamo_db) {
    for (const TableIndexModel& index : model.indexes) {
        if (index.lag.is_zero()) {
            continue;
        }
        Random own = random.fork("index lag/" + model.table + "/" + index.index);
        require(dynamo_db.set_index_lag(model.table, index.index, [&index, own]() mutable {
            return index.lag.sample(own);
        }));
    }
}

}  // namespace

void create_tables(
    const Scenario& scenario, const Random& random, sqlite::SqliteDynamoDb& dynamo_db
) {
    for (CreateTableInput& table : sqlite::sosw_tables(scenario.config.orchestrator.task_manager)) {
        const auto model = std::ranges::find(scenario.tables, table.table_name, &TableModel::table);
        if (model == scenario.tables.end()) {
            require(dynamo_db.create_table(table));
            continue;
        }
        const sqlite::TableLimits limits = limits_of(*model);
        provision(table, limits);
        require(dynamo_db.create_table(table));
        if (model->billing != TableBilling::Unlimited) {
            require(dynamo_db.set_limits(table.table_name, limits));
        }
        let_lag(*model, random, dynamo_db);
    }
}

bool has_lagging_index(const Scenario& scenario) {
    const auto lags = [](const TableIndexModel& index) { return !index.lag.is_zero(); };
    return std::ranges::any_of(scenario.tables, [&](const TableModel& table) {
        return std::ranges::any_of(table.indexes, lags);
    });
}

bool is_behind(sqlite::SqliteDynamoDb& dynamo_db, const std::string& table) {
    return std::ranges::any_of(dynamo_db.index_states(), [&](const sqlite::IndexState& state) {
        return state.table_name == table && state.pending > 0;
    });
}

void record_capacity(sqlite::SqliteDynamoDb& dynamo_db, Timestamp at, Recorder& recorder) {
    for (const sqlite::CapacityReport& report : dynamo_db.take_capacity_report()) {
        CapacityRow row{
            .at = at,
            .table = report.table_name,
            .index = report.index_name,
            .operation = to_string(report.operation),
            .consumed = report.consumed,
            .units_per_second = report.units_per_second};
        if (report.throttled.empty()) {
            recorder.record(row);
        }
        for (const auto& [reason, requests] : report.throttled) {
            row.throttled = requests;
            row.reason = reason;
            recorder.record(row);
            row.consumed = 0;  // It is told once.
        }
    }
}

}  // namespace sosw::sim
