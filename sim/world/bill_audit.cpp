#include "sim/world/bill_audit.hpp"

#include <chrono>
#include <string_view>

#include "core/base/ensure.hpp"

namespace sosw::sim {

namespace {

constexpr std::string_view kBilledRows = R"sql(
SELECT COALESCE(labourer, ''), COALESCE(resource, ''), item, SUM(quantity) FROM cost
WHERE item IN ('lambda_mb_ms', 'lambda_requests', 'publishes') GROUP BY 1, 2, 3)sql";

/// Lambda bills whole milliseconds, and at least one.
constexpr std::string_view kExecutions = R"sql(
SELECT COALESCE(labourer, ''), function, COUNT(started_us),
       COALESCE(SUM(MAX((finished_us - started_us + 999) / 1000, 1))
                FILTER (WHERE started_us IS NOT NULL AND finished_us IS NOT NULL), 0)
FROM invocation GROUP BY 1, 2)sql";

constexpr std::string_view kMessages = "SELECT COUNT(*) FROM sns_message";

BillKey key_of(std::string_view labourer, std::string_view resource, std::string_view item) {
    return {
        .payer = item == to_string(CostItem::Publishes) ? "somebody" : "function",
        .labourer = std::string{labourer},
        .resource = std::string{resource},
        .item = std::string{item}};
}

std::string payer_of(const CostKey& key) {
    return std::string{to_string(key.payer)} +
           (key.payer == Payer::Pass ? " " + std::to_string(key.pass) : "");
}

bool is_of_requests(CostItem item) {
    return item == CostItem::HalfReadUnits || item == CostItem::HalfWriteUnits;
}

bool is_of_executions(CostItem item) {
    return item == CostItem::LambdaMegabyteMilliseconds || item == CostItem::LambdaRequests;
}

Bill billed_in(sqlite::Database& record) {
    Bill bill;
    sqlite::Statement rows{record, kBilledRows};
    while (rows.step()) {
        bill[key_of(rows.column_text(0), rows.column_text(1), rows.column_text(2))] +=
            rows.column_int64(3);
    }
    return bill;
}

void add_executions(
    Bill& bill,
    std::string_view labourer,
    const FunctionModel& function,
    std::int64_t requests,
    std::int64_t billed_ms
) {
    bill[key_of(labourer, function.name, to_string(CostItem::LambdaRequests))] += requests;
    bill[key_of(labourer, function.name, to_string(CostItem::LambdaMegabyteMilliseconds))] +=
        function.memory_mb * billed_ms;
}

}  // namespace

void BillAudit::note_local_indexes(const CreateTableInput& table) {
    for (const SecondaryIndex& index : table.local_secondary_indexes) {
        local_indexes_.insert(table.table_name + "/" + index.index_name);
    }
}

Breach BillAudit::check_requests(const CostLedger& ledger) {
    Bill billed;
    for (const auto& [key, quantity] : ledger.open()) {
        if (is_of_requests(key.item)) {
            BillKey its{.payer = payer_of(key), .resource = key.resource};
            its.item = to_string(key.item);
            if (local_indexes_.contains(its.resource)) {
                its.resource.resize(its.resource.find('/'));
            }
            billed[std::move(its)] += quantity;
        }
    }
    return check_billed(billed, tally_.take());
}

Breach BillAudit::check_functions(
    sqlite::Database& record, const CostLedger& ledger, const sqlite::SqliteLambda& lambda
) const {
    Bill billed;
    for (const auto& [key, quantity] : billed_in(record)) {
        if (key.payer == "function") {
            billed[key_of({}, key.resource, key.item)] += quantity;
        }
    }
    for (const auto& [key, quantity] : ledger.open()) {
        if (is_of_executions(key.item)) {
            billed[key_of({}, key.resource, to_string(key.item))] += quantity;
        }
    }
    Bill consumed;
    for (const FunctionModel& function : scenario_.functions) {
        const sqlite::FunctionCounters counters = lambda.counters(function.name);
        const std::int64_t billed_ms = counters.billed / std::chrono::milliseconds{1};
        add_executions(consumed, {}, function, counters.started, billed_ms);
    }
    return check_billed(billed, consumed);
}

Breach BillAudit::check_record(sqlite::Database& record) const {
    Bill consumed;
    sqlite::Statement executions{record, kExecutions};
    while (executions.step()) {
        const FunctionModel* function = find_function(scenario_, executions.column_text(1));
        ENSURE(function != nullptr);
        add_executions(
            consumed,
            executions.column_text(0),
            *function,
            executions.column_int64(2),
            executions.column_int64(3)
        );
    }
    sqlite::Statement messages{record, kMessages};
    ENSURE(messages.step());
    consumed[key_of({}, {}, to_string(CostItem::Publishes))] = messages.column_int64(0);
    return check_billed(billed_in(record), consumed);
}

}  // namespace sosw::sim
