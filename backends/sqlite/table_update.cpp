#include "backends/sqlite/table_update.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "backends/sqlite/key_rules.hpp"
#include "backends/sqlite/table_lifecycle.hpp"
#include "backends/sqlite/table_request_rules.hpp"
#include "backends/sqlite/throughput_update.hpp"

namespace sosw::sqlite {

namespace {

constexpr std::size_t kIndexUpdatesMax = 5;
constexpr std::size_t kGlobalIndexesMax = 20;

Failure one_index_at_a_time() {
    return limit_exceeded("Only 1 online index can be created or deleted simultaneously per table");
}

template <typename T>
void set_or_add(
    std::vector<std::pair<std::string, T>>& entries, const std::string& name, const T& value
) {
    std::erase_if(entries, [&](const auto& entry) { return entry.first == name; });
    entries.emplace_back(name, value);
}

/// Works on a copy of the table's record, which takes its place when all of the request is sound.
class TableUpdate {
public:
    TableUpdate(DynamoEngine& engine, DynamoTable& table, const UpdateTableRequest& request)
        : engine_{engine},
          table_{table},
          request_{request},
          now_{engine.clock.now()},
          record_{table.record()},
          was_{record_.definition.billing_mode},
          wanted_{request.billing_mode.value_or(was_)} {}

    Result<DynamoTable*> run() {
        TRY(check_is_active());
        TRY(check_throughput_is_wanted());
        TRY(count_online_indexes());
        changes_ = TRY(throughput_changes(record_, request_));
        TRY(change_throughput());
        TRY(change_indexes());
        TRY(change_stream());
        change_billing_mode();
        change_settings();
        return take_effect();
    }

private:
    Result<void> check_is_active() const {
        if (!record_.change) {
            return {};
        }
        const TableStatus status = record_.change->status;
        return fail(
            ErrorCode::InvalidRequest,
            "ResourceInUseException",
            fmt::format(
                "Attempt to change a resource which is still in use: Table is being {}: {}",
                status == TableStatus::Creating   ? "created"
                : status == TableStatus::Deleting ? "deleted"
                                                  : "updated",
                record_.definition.table_name
            )
        );
    }

    Result<void> check_throughput_is_wanted() const {
        if (wanted_ == BillingMode::PayPerRequest && request_.provisioned_throughput) {
            return invalid_parameter(
                "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when "
                "BillingMode is PAY_PER_REQUEST"
            );
        }
        return {};
    }

    Result<void> count_online_indexes() const {
        const auto& updates = request_.global_secondary_index_updates;
        const auto online = std::ranges::count_if(updates, [](const IndexUpdate& update) {
            return update.create || update.remove;
        });
        if (updates.size() > kIndexUpdatesMax || online > 1) {
            return one_index_at_a_time();
        }
        const bool busy = std::ranges::any_of(record_.index_changes, [](const IndexChange& index) {
            return index.change.status != TableStatus::Updating;
        });
        return busy && online > 0 ? Result<void>{one_index_at_a_time()} : Result<void>{};
    }

    Result<void> change_throughput() {
        for (const ThroughputChange& change : changes_) {
            TRY(note_change(record_, change, now_));
            begin(change.index_name);
        }
        record_.throughput_changes = changes_;
        return {};
    }

    /// From now on the table, or one of its indexes too, is being updated.
    void begin(const std::string& index_name = "") {
        const StatusChange change{
            .status = TableStatus::Updating, .until = now_ + engine_.options.delays.updating};
        record_.change = change;
        if (!index_name.empty() && record_.index_change(index_name) == nullptr) {
            record_.index_changes.push_back({.index_name = index_name, .change = change});
        }
    }

    Result<void> change_indexes() {
        for (const IndexUpdate& update : request_.global_secondary_index_updates) {
            if (update.create) {
                TRY(add_index(*update.create));
            } else if (update.remove) {
                TRY(remove_index(*update.remove));
            } else if (update.update->on_demand_throughput) {
                set_or_add(
                    record_.settings.index_on_demand_throughput,
                    update.update->index_name,
                    *update.update->on_demand_throughput
                );
                begin(update.update->index_name);
            }
        }
        return {};
    }

    Result<void> add_index(const IndexRequest& request) {
        CreateTableInput& definition = record_.definition;
        if (table_.find_index(request.index_name) != nullptr) {
            return validation_error("Attempting to create an index which already exists");
        }
        if (definition.global_secondary_indexes.size() >= kGlobalIndexesMax) {
            return invalid_parameter("GlobalSecondaryIndex count exceeds the per-table limit of 20"
            );
        }
        TRY(merge_definitions());
        definition.global_secondary_indexes.push_back(
            TRY(check_new_index(request, definition.attribute_definitions, wanted_))
        );
        TRY(check_definitions_are_used(request_.attribute_definitions, definition));
        if (request.on_demand_throughput) {
            set_or_add(
                record_.settings.index_on_demand_throughput,
                request.index_name,
                *request.on_demand_throughput
            );
        }
        begin();
        online(request.index_name, TableStatus::Creating, engine_.options.delays.index_creating);
        has_new_index_ = true;
        return {};
    }

    Result<void> merge_definitions() {
        auto& defined = record_.definition.attribute_definitions;
        for (const AttributeDefinition& attribute : request_.attribute_definitions) {
            const auto known = std::ranges::find(
                defined, attribute.attribute_name, &AttributeDefinition::attribute_name
            );
            if (known == defined.end()) {
                defined.push_back(attribute);
            } else if (known->attribute_type != attribute.attribute_type) {
                return invalid_parameter(
                    "Attributes cannot be redefined. Please check that your attribute has the same "
                    "type as previously defined."
                );
            }
        }
        return {};
    }

    Result<void> remove_index(const std::string& name) {
        if (record_.global_index(name) == nullptr) {
            return no_such_index();
        }
        begin();
        online(name, TableStatus::Deleting, engine_.options.delays.deleting);
        return {};
    }

    void online(const std::string& name, TableStatus status, Duration delay) {
        // The table is done with it first.
        const Timestamp until = now_ + std::max(delay, engine_.options.delays.updating);
        record_.index_changes.push_back(
            {.index_name = name, .change = {status, until}, .is_added = true}
        );
    }

    Result<void> change_stream() {
        if (!request_.stream_specification) {
            return {};
        }
        const bool enabled = record_.stream_since.has_value();
        if (enabled && request_.stream_specification->stream_enabled) {
            return validation_error(
                "Table already has an enabled stream: TableName: " + record_.definition.table_name
            );
        }
        if (!enabled && !request_.stream_specification->stream_enabled) {
            return validation_error(
                "Table has no stream to disable: TableName: " + record_.definition.table_name
            );
        }
        record_.settings.stream_specification = request_.stream_specification;
        record_.stream_since = enabled ? std::nullopt : std::optional{now_};
        begin();
        return {};
    }

    void change_billing_mode() {
        if (wanted_ == was_) {
            return;
        }
        CreateTableInput& definition = record_.definition;
        definition.billing_mode = wanted_;
        begin();
        if (wanted_ == BillingMode::Provisioned) {
            for (const ThroughputChange& change : changes_) {
                auto& throughput =
                    change.index_name.empty()
                        ? definition.provisioned_throughput
                        : record_.global_index(change.index_name)->provisioned_throughput;
                throughput = change.to;
            }
            return;
        }
        record_.was_on_demand = true;
        record_.on_demand_since = record_.change->until;
        definition.provisioned_throughput.reset();
        for (SecondaryIndex& index : definition.global_secondary_indexes) {
            if (std::exchange(index.provisioned_throughput, std::nullopt)) {
                // Counted as a decrease, where the table's own is not.
                record_.throughput_changes.push_back({index.index_name, {}});
            }
            begin(index.index_name);
        }
    }

    void change_settings() {
        if (request_.on_demand_throughput) {
            record_.settings.on_demand_throughput = request_.on_demand_throughput;
            begin();
        }
        if (request_.sse_specification) {
            record_.settings.sse_specification = request_.sse_specification;
            begin();
        }
        if (request_.table_class && *request_.table_class != record_.settings.table_class) {
            record_.settings.table_class = *request_.table_class;
            record_.table_class_since = now_;
            begin();
        }
        if (request_.deletion_protection_enabled) {
            record_.settings.deletion_protection_enabled = *request_.deletion_protection_enabled;
        }
    }

    Result<DynamoTable*> take_effect() {
        DynamoTable* table = &table_;
        Savepoint savepoint{engine_.database};
        if (has_new_index_) {
            table = &rebuild_table(engine_, table_, std::move(record_));
        } else {
            table->mutable_record() = std::move(record_);
            engine_.catalog.save(table->record());
        }
        save_changes(engine_, table->record());
        savepoint.release();
        return table;
    }

    DynamoEngine& engine_;
    DynamoTable& table_;
    const UpdateTableRequest& request_;
    Timestamp now_;
    TableRecord record_;
    BillingMode was_;
    BillingMode wanted_;
    std::vector<ThroughputChange> changes_{};
    bool has_new_index_ = false;
};

}  // namespace

Result<DynamoTable*> begin_update(
    DynamoEngine& engine, DynamoTable& table, const UpdateTableRequest& request
) {
    return TableUpdate{engine, table, request}.run();
}

}  // namespace sosw::sqlite
