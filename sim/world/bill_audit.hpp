#pragma once

#include <set>
#include <string>

#include "backends/sqlite/sqlite_lambda.hpp"
#include "core/ports/dynamo_db.hpp"
#include "sim/invariants/bill_check.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/world/consumption_tally.hpp"
#include "sim/world/cost_ledger.hpp"

namespace sosw::sim {

/// Compares the ledger of a run's costs with what the emulations and the record say was consumed.
class BillAudit {
public:
    /// `scenario` must outlive this object.
    explicit BillAudit(const Scenario& scenario) : scenario_{scenario} {}

    ConsumptionTally& tally() { return tally_; }
    /// A local index has no capacity of its own: what is billed for it is consumed of its table.
    void note_local_indexes(const CreateTableInput& table);

    /// Requests to tables since the last time, by payer, table and index: what the ledger is about
    /// to write, and what the tables counted meanwhile.
    Breach check_requests(const CostLedger& ledger);
    /// Executions so far, by function: what was written and what `ledger` still holds, and what the
    /// emulated Lambda counted.
    Breach check_functions(
        sqlite::Database& record, const CostLedger& ledger, const sqlite::SqliteLambda& lambda
    ) const;
    /// At the end of a run, when all was written: executions by labourer, and messages of SNS, in
    /// the record's `cost` and in its `invocation` and `sns_message`.
    Breach check_record(sqlite::Database& record) const;

private:
    const Scenario& scenario_;
    ConsumptionTally tally_;
    std::set<std::string, std::less<>> local_indexes_;  ///< `table/index`.
};

}  // namespace sosw::sim
