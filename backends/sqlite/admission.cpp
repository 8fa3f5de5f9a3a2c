#include "backends/sqlite/admission.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace sosw::sqlite {

namespace {

/// What one part of a request takes of one table.
struct Part {
    const DynamoTable* table = nullptr;
    std::vector<CapacityUse> uses{};

    TableThroughput* throughput() const { return table->throughput(); }
};

/// Takes what was admitted.
void take(const DynamoEngine& engine, CapacityOperation operation, const Part& part) {
    if (part.throughput() != nullptr) {
        part.throughput()->take(operation, part.uses, engine.clock.now());
    }
    if (engine.observer != nullptr) {
        engine.observer->took(part.table->definition().table_name, operation, part.uses);
    }
}

/// Why `part` is refused; empty: it is not.
std::vector<ThrottlingReason> refusals(
    const DynamoEngine& engine, CapacityOperation operation, const Part& part
) {
    if (part.throughput() == nullptr) {
        return {};
    }
    std::vector<ThrottlingReason> reasons =
        part.throughput()->refusals(operation, part.uses, engine.clock.now());
    part.throughput()->count_refused(reasons);
    return reasons;
}

/// Takes what `part` takes, or says why not.
Result<void> admit(const DynamoEngine& engine, CapacityOperation operation, const Part& part) {
    std::vector<ThrottlingReason> reasons = refusals(engine, operation, part);
    if (!reasons.empty()) {
        return fail(part.throughput()->error(std::move(reasons)));
    }
    take(engine, operation, part);
    return {};
}

bool is_lack_of_capacity(const TransactionCanceled::Reason& reason) {
    return reason.code == "ProvisionedThroughputExceeded" || reason.code == "ThrottlingError";
}

Result<void> admit_all(
    const DynamoEngine& engine, CapacityOperation operation, const std::vector<Part>& parts
) {
    std::vector<TransactionCanceled::Reason> cancelled;
    for (const Part& part : parts) {
        const std::vector<ThrottlingReason> reasons = refusals(engine, operation, part);
        cancelled.push_back(
            reasons.empty() ? TransactionCanceled::Reason{.code = "None"}
                            : part.throughput()->cancellation(reasons)
        );
    }
    if (std::ranges::any_of(cancelled, is_lack_of_capacity)) {
        return transaction_cancelled(std::move(cancelled));
    }
    for (const Part& part : parts) {
        take(engine, operation, part);
    }
    return {};
}

/// Of an action whose own condition held nothing but a unit is taken, twice.
std::vector<CapacityUse> cancelled_write_uses(
    const WritePlan& plan, const TransactionCanceled::Reason& reason
) {
    std::vector<CapacityUse> uses = refused_write_uses(plan, true);
    if (reason.code == "None") {
        uses.front().units = 2;
    }
    return uses;
}

bool condition_failed(const Result<void>& planned) {
    return !planned && planned.error().code == ErrorCode::ConditionFailed;
}

}  // namespace

Failure transaction_cancelled(std::vector<TransactionCanceled::Reason> reasons) {
    std::string message =
        "Transaction cancelled, please refer cancellation reasons for specific reasons [";
    std::string throttled;
    for (std::size_t i = 0; i < reasons.size(); ++i) {
        message.append(i > 0 ? ", " : "").append(reasons[i].code);
        if (throttled.empty() && is_lack_of_capacity(reasons[i])) {
            throttled = ": " + reasons[i].message;
        }
    }
    auto detail = std::make_shared<TransactionCanceled>();
    detail->reasons = std::move(reasons);
    return fail(
        {.code = throttled.empty() ? ErrorCode::ConditionFailed : ErrorCode::Throttled,
         .name = "TransactionCanceledException",
         .message = message + "]" + throttled,
         .details = std::move(detail)}
    );
}

Result<void> admit_write(
    const DynamoEngine& engine, const WritePlan& plan, const Result<void>& planned
) {
    if (!engine.counts(*plan.table) || (!planned && !condition_failed(planned))) {
        return planned;
    }
    TRY(admit(
        engine,
        CapacityOperation::Write,
        {.table = plan.table,
         .uses = planned ? write_uses(plan, false) : refused_write_uses(plan, false)}
    ));
    return planned;
}

Result<void> admit_transaction(
    const DynamoEngine& engine, std::span<const WritePlan> plans, const Result<void>& planned
) {
    const auto counts = [&](const WritePlan& plan) { return engine.counts(*plan.table); };
    if (std::ranges::none_of(plans, counts) || (!planned && !condition_failed(planned))) {
        return planned;
    }
    const auto* cancelled = planned ? nullptr : planned.error().detail<TransactionCanceled>();
    std::vector<Part> parts;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        Part part{.table = plans[i].table};
        if (counts(plans[i])) {
            part.uses = cancelled == nullptr
                            ? write_uses(plans[i], true)
                            : cancelled_write_uses(plans[i], cancelled->reasons[i]);
        }
        parts.push_back(std::move(part));
    }
    TRY(admit_all(engine, CapacityOperation::Write, parts));
    return planned;
}

TableReadUse read_use(
    const DynamoEngine& engine, DynamoTable& table, std::int64_t size_bytes, ReadKind kind
) {
    return {
        .table = &table,
        .uses = {
            {.units = read_units(size_bytes, kind),
             .partition = std::string{engine.key_buffer.front().bytes()}}}};
}

Result<void> admit_read(const DynamoEngine& engine, const TableReadUse& read) {
    return admit(engine, CapacityOperation::Read, {.table = read.table, .uses = read.uses});
}

Result<void> admit_transactional_reads(
    const DynamoEngine& engine, std::span<const TableReadUse> reads
) {
    std::vector<Part> parts;
    for (const TableReadUse& read : reads) {
        parts.push_back({.table = read.table, .uses = read.uses});
    }
    return admit_all(engine, CapacityOperation::Read, parts);
}

}  // namespace sosw::sqlite
