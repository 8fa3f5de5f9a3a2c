#include "sim/invariants/recount.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/base/ensure.hpp"
#include "core/tasks/json_text.hpp"

namespace sosw::sim {

namespace {

const std::string& table_of(TaskState state, const TaskManagerConfig& config) {
    switch (state) {
        case TaskState::Retry:
            return config.sosw_retry_tasks_table;
        case TaskState::Closed:
            return config.sosw_closed_tasks_table;
        case TaskState::Queued:
        case TaskState::Marked:
        case TaskState::Invoked:
        case TaskState::Completed:
            break;
    }
    return config.dynamo_db.table_name;
}

class Recount {
public:
    Recount(
        DynamoDb& dynamo_db,
        const TaskManagerConfig& config,
        const TaskLedger& ledger,
        const ReportBreach& report
    )
        : dynamo_db_{dynamo_db},
          config_{config},
          ledger_{ledger},
          report_{report},
          seen_(static_cast<std::size_t>(ledger.tasks())) {}

    void read(const std::string& table) {
        const FieldNames& fields = config_.dynamo_db.field_names;
        ScanInput scan{
            .table_name = table,
            .projection_expression = "#id, #labourer",
            .expression_attribute_names = {
                {"#id", fields.task_id}, {"#labourer", fields.labourer_id}}};
        // Most tasks are in the table of closed ones, where their fields decide nothing any more.
        if (table != config_.sosw_closed_tasks_table) {
            scan.projection_expression += ", #completed, #attempts, #greenfield";
            auto& names = scan.expression_attribute_names;
            names.emplace_back("#completed", fields.completed_at);
            names.emplace_back("#attempts", fields.attempts);
            names.emplace_back("#greenfield", fields.greenfield);
        }
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
                breach(Invariant::Conservation, static_cast<TaskNumber>(i + 1), "is in no table");
            }
        }
    }

private:
    void check(const std::string& table, const Item& item) {
        const FieldNames& fields = config_.dynamo_db.field_names;
        const AttributeValue* id = item.find(fields.task_id);
        const auto text = id != nullptr ? id->as_string() : std::nullopt;
        if (!text || !item.contains(fields.labourer_id)) {
            report_(
                broken(Invariant::NoGhosts, table + " has an item of no task: " + to_json(item)),
                std::nullopt
            );
            return;
        }
        const auto number = ledger_.find(*text);
        if (!number) {
            report_(
                broken(
                    Invariant::Conservation,
                    fmt::format("{} has an item `{}` that nobody created", table, *text)
                ),
                std::nullopt
            );
            return;
        }
        const TaskState state = ledger_.task(*number).state;
        if (++seen_[static_cast<std::size_t>(*number - 1)] > 1) {
            breach(Invariant::OnePlace, *number, "is in two tables, and one is " + table);
        } else if (table != table_of(state, config_)) {
            breach(Invariant::OnePlace, *number, "is in " + table);
        } else if (table != config_.sosw_closed_tasks_table) {
            check_fields(*number, item);
        }
    }

    void check_fields(TaskNumber number, const Item& item) {
        const FieldNames& fields = config_.dynamo_db.field_names;
        const LedgerTask& task = ledger_.task(number);
        if (item.contains(fields.completed_at) != (task.state == TaskState::Completed)) {
            breach(Invariant::Completed, number, "is completed in one of the two books only");
        }
        const double attempts = number_of(item, fields.attempts);
        if (attempts != task.attempts) {
            breach(
                Invariant::Attempts,
                number,
                fmt::format("has {:g} attempts and had {:g}", attempts, task.attempts)
            );
        }
        const double greenfield = number_of(item, fields.greenfield);
        if (greenfield != task.greenfield) {
            breach(
                Invariant::Greenfield,
                number,
                fmt::format("has greenfield {:.6f} and had {:.6f}", greenfield, task.greenfield)
            );
        }
    }

    static double number_of(const Item& item, const std::string& field) {
        const AttributeValue* value = item.find(field);
        return value != nullptr ? value->as_double().value_or(0) : 0;
    }

    void breach(Invariant invariant, TaskNumber number, const std::string& what) {
        const LedgerTask& task = ledger_.task(number);
        report_(
            broken(
                invariant,
                fmt::format(
                    "task {} {}; it should be {}", task.task_id, what, to_string(task.state)
                )
            ),
            number
        );
    }

    DynamoDb& dynamo_db_;
    const TaskManagerConfig& config_;
    const TaskLedger& ledger_;
    const ReportBreach& report_;
    std::vector<std::uint8_t> seen_;
};

}  // namespace

void recount(
    DynamoDb& dynamo_db,
    const TaskManagerConfig& config,
    const TaskLedger& ledger,
    const ReportBreach& report
) {
    Recount count{dynamo_db, config, ledger, report};
    count.read(config.dynamo_db.table_name);
    count.read(config.sosw_retry_tasks_table);
    count.read(config.sosw_closed_tasks_table);
    count.find_lost();
}

}  // namespace sosw::sim
