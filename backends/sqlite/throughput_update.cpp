#include "backends/sqlite/throughput_update.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/table_request_rules.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::int64_t kIndexUnitsMax = 1'000'000'000'000;
constexpr std::int64_t kFreeDecreases = 4;

std::chrono::sys_days day_of(Timestamp at) { return std::chrono::floor<std::chrono::days>(at); }

Result<void> check_index_units(
    const UpdateIndexAction& action, const TableRecord& record, BillingMode wanted
) {
    const auto& throughput = action.provisioned_throughput;
    if (throughput && (throughput->read_capacity_units > kIndexUnitsMax ||
                       throughput->write_capacity_units > kIndexUnitsMax)) {
        return validation_error(
            "This operation cannot be performed with given input values. Please contact DynamoDB "
            "service team for more info: Action Blocked: IndexUpdate"
        );
    }
    const auto& indexes = record.definition.global_secondary_indexes;
    if (std::ranges::find(indexes, action.index_name, &SecondaryIndex::index_name) ==
        indexes.end()) {
        return no_such_index();
    }
    if (throughput && wanted == BillingMode::PayPerRequest) {
        return invalid_parameter(fmt::format(
            "ProvisionedThroughput should not be specified for index: {} when BillingMode is "
            "PAY_PER_REQUEST",
            action.index_name
        ));
    }
    return {};
}

/// Who leaves on demand says what each index gets.
Result<void> check_all_are_provisioned(
    const TableRecord& record, const std::vector<ThroughputChange>& changes
) {
    std::vector<std::string> missing;
    for (const SecondaryIndex& index : record.definition.global_secondary_indexes) {
        if (std::ranges::find(changes, index.index_name, &ThroughputChange::index_name) ==
            changes.end()) {
            missing.push_back(index.index_name);
        }
    }
    if (!missing.empty()) {
        return invalid_parameter(fmt::format(
            "ProvisionedThroughput must be specified for index: {}", fmt::join(missing, ",")
        ));
    }
    return {};
}

ProvisionedThroughput current(TableRecord& record, const std::string& index_name) {
    const SecondaryIndex* index = record.global_index(index_name);
    const auto& throughput =
        index != nullptr ? index->provisioned_throughput : record.definition.provisioned_throughput;
    return throughput.value_or(ProvisionedThroughput{});
}

Failure unchanged(const ThroughputChange& change, const ProvisionedThroughput& old) {
    const std::string what = change.index_name.empty() ? "table" : "index " + change.index_name;
    return validation_error(fmt::format(
        "The provisioned throughput for the {0} will not change. The requested value equals the "
        "current value. Current ReadCapacityUnits provisioned for the {0}: {1}. Requested "
        "ReadCapacityUnits: {2}. Current WriteCapacityUnits provisioned for the {0}: {3}. "
        "Requested WriteCapacityUnits: {4}. Refer to the Amazon DynamoDB Developer Guide for "
        "current limits and how to request higher limits.",
        what,
        old.read_capacity_units,
        change.to.read_capacity_units,
        old.write_capacity_units,
        change.to.write_capacity_units
    ));
}

Result<void> note_decrease(ThroughputHistory& history, Timestamp now) {
    if (history.last_decrease && day_of(*history.last_decrease) != day_of(now)) {
        history.decreases_today = 0;
    }
    if (history.decreases_today >= kFreeDecreases &&
        now - *history.last_decrease < std::chrono::hours{1}) {
        return limit_exceeded(fmt::format(
            "Provisioned throughput decreases are limited within a given UTC day. After the first "
            "4 decreases, each subsequent decrease in the same UTC day can be performed at most "
            "once every 3600 seconds. Number of decreases today: {}.",
            history.decreases_today
        ));
    }
    history.last_decrease = now;
    return {};
}

}  // namespace

Failure limit_exceeded(std::string_view message) {
    return fail(
        ErrorCode::InvalidRequest,
        "LimitExceededException",
        fmt::format("Subscriber limit exceeded: {}", message)
    );
}

Failure no_such_index() {
    return fail(ErrorCode::NotFound, "ResourceNotFoundException", "Requested resource not found");
}

Result<std::vector<ThroughputChange>> throughput_changes(
    const TableRecord& record, const UpdateTableRequest& request
) {
    const BillingMode was = record.definition.billing_mode;
    const BillingMode wanted = request.billing_mode.value_or(was);
    std::vector<ThroughputChange> changes;
    if (request.provisioned_throughput) {
        changes.push_back({"", *request.provisioned_throughput});
    }
    for (const IndexUpdate& update : request.global_secondary_index_updates) {
        if (!update.update) {
            continue;
        }
        TRY(check_index_units(*update.update, record, wanted));
        if (update.update->provisioned_throughput) {
            changes.push_back({update.update->index_name, *update.update->provisioned_throughput});
        }
    }
    if (wanted == BillingMode::Provisioned && was != BillingMode::Provisioned) {
        TRY(check_all_are_provisioned(record, changes));
    }
    return changes;
}

Result<void> note_change(TableRecord& record, const ThroughputChange& change, Timestamp now) {
    const ProvisionedThroughput old = current(record, change.index_name);
    const auto reads = change.to.read_capacity_units - old.read_capacity_units;
    const auto writes = change.to.write_capacity_units - old.write_capacity_units;
    if (reads == 0 && writes == 0) {
        return unchanged(change, old);
    }
    ThroughputHistory& history = record.history_of(change.index_name);
    if (reads < 0 || writes < 0) {
        TRY(note_decrease(history, now));
    }
    if (reads > 0 || writes > 0) {
        history.last_increase = now;
    }
    return {};
}

}  // namespace sosw::sqlite
