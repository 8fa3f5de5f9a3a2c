#include "sim/world/recount.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

const std::string& table_of(TaskState state, const TaskManagerConfig& config) {
    switch (state) {
        case TaskState::Retry:
            return config.sosw_retry_tasks_table;
        case TaskState::Closed:
            return config.sosw_closed_tasks_table;
        case TaskState::Queued:
        case TaskState::Invoked:
        case TaskState::Completed:
            break;
    }
    return config.dynamo_db.table_name;
}

class Recount {
public:
    Recount(DynamoDb& dynamo_db, const TaskManagerConfig& config, Chronicle& chronicle)
        : dynamo_db_{dynamo_db},
          config_{config},
          chronicle_{chronicle},
          seen_(static_cast<std::size_t>(chronicle.ledger().tasks())) {}

    void read(const std::string& table) {
        ScanInput scan{
            .table_name = table,
            .projection_expression = "#task_id, #completed_at",
            .expression_attribute_names = {
                {"#task_id", config_.dynamo_db.field_names.task_id},
                {"#completed_at", config_.dynamo_db.field_names.completed_at}}};
        do {
            Result<ScanOutput> page = dynamo_db_.scan(scan);
            ENSURE(page.has_value());
            for (const Item& item : page->items) {
                check(table, item);
            }
            scan.exclusive_start_key = std::move(page->last_evaluated_key);
        } while (scan.exclusive_start_key);
    }

    void find_lost() {
        for (std::size_t i = 0; i < seen_.size(); ++i) {
            if (seen_[i] == 0) {
                const auto number = static_cast<TaskNumber>(i + 1);
                report("none_lost", number, "is in no table");
            }
        }
    }

private:
    void check(const std::string& table, const Item& item) {
        const AttributeValue* id = item.find(config_.dynamo_db.field_names.task_id);
        const auto text = id != nullptr ? id->as_string() : std::nullopt;
        const auto number = text ? chronicle_.ledger().find(*text) : std::nullopt;
        if (!number) {
            chronicle_.violated(Violation{
                .invariant = "none_invented",
                .message = fmt::format(
                    "{} has an item `{}` that nobody created", table, text.value_or("?")
                ),
            });
            return;
        }
        const TaskState state = chronicle_.ledger().task(*number).state;
        if (++seen_[static_cast<std::size_t>(*number - 1)] > 1) {
            report("one_place", *number, "is in two tables, and one is " + table);
        } else if (table != table_of(state, config_)) {
            report("one_place", *number, "is in " + table);
        } else if (table == config_.dynamo_db.table_name &&
                   item.contains(config_.dynamo_db.field_names.completed_at) !=
                       (state == TaskState::Completed)) {
            report("completed", *number, "is completed in one of the two books only");
        }
    }

    void report(std::string_view invariant, TaskNumber number, const std::string& what) {
        const LedgerTask& task = chronicle_.ledger().task(number);
        chronicle_.violated(
            Violation{
                .invariant = std::string{invariant},
                .message = fmt::format(
                    "task {} {}; it should be {}", task.task_id, what, to_string(task.state)
                ),
            },
            number
        );
    }

    DynamoDb& dynamo_db_;
    const TaskManagerConfig& config_;
    Chronicle& chronicle_;
    std::vector<std::uint8_t> seen_;
};

}  // namespace

void recount(DynamoDb& dynamo_db, const TaskManagerConfig& config, Chronicle& chronicle) {
    Recount count{dynamo_db, config, chronicle};
    count.read(config.dynamo_db.table_name);
    count.read(config.sosw_retry_tasks_table);
    count.read(config.sosw_closed_tasks_table);
    count.find_lost();
}

}  // namespace sosw::sim
