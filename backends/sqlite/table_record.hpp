#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ports/table_administration.hpp"

/// What is kept of a table in the catalog: its definition, what it was told to remember, and what
/// is happening to it.

namespace sosw::sqlite {

/// Something is `status` until a moment; then it is active, or gone.
struct StatusChange {
    TableStatus status = TableStatus::Creating;
    Timestamp until{};
};
struct IndexChange {
    std::string index_name;
    StatusChange change{};
    bool is_added = false;  ///< To a table that was there.
};
/// Takes effect when its table or index is done changing.
struct ThroughputChange {
    std::string index_name;  ///< Empty: of the table.
    ProvisionedThroughput to{};
};

struct TimeToLive {
    bool enabled = false;
    std::string attribute_name{};
    Timestamp settled_at{};  ///< When the last change is complete.
};

struct TableRecord {
    std::int64_t id = 0;
    CreateTableInput definition;
    Timestamp creation{};
    /// Equal index keys are served in an arbitrary but fixed order.
    std::optional<std::uint64_t> tie_seed{};
    std::string sql_name{};       ///< Instead of one made of the others. Not kept.
    std::int64_t generation = 0;  ///< Counts the layouts that the table has had.
    std::string table_id{};
    TableSettings settings{};
    std::vector<Tag> tags{};
    TimeToLive time_to_live{};
    std::optional<Timestamp> recovery_since{};  ///< Present: point in time recovery is enabled.
    std::int64_t recovery_period_days = 35;

    std::optional<StatusChange> change{};
    std::vector<IndexChange> index_changes{};
    std::vector<ThroughputChange> throughput_changes{};

    ThroughputHistory throughput{};
    std::vector<std::pair<std::string, ThroughputHistory>> index_throughput{};
    bool was_on_demand = false;
    std::optional<Timestamp> on_demand_since{};
    std::optional<Timestamp> stream_since{};
    std::optional<Timestamp> table_class_since{};

    bool is_changing() const { return change.has_value() || !index_changes.empty(); }
    /// Of the table.
    TableStatus status() const { return change ? change->status : TableStatus::Active; }
    /// Null: the index is active.
    const IndexChange* index_change(std::string_view index_name) const;
    /// Null: there is no such global index.
    SecondaryIndex* global_index(std::string_view index_name);
    /// Made where there was none.
    ThroughputHistory& history_of(std::string_view index_name);
};

/// The record in a form that `parse_record` reads. Without id and name.
std::string to_blob(const TableRecord& record);
/// Reads what this and earlier versions wrote.
TableRecord parse_record(std::int64_t id, std::string_view name, std::string_view blob);

}  // namespace sosw::sqlite
