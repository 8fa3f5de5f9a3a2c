#include "backends/sqlite/admission.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace sosw::sqlite {

namespace {

/// What one part of a request takes of one table.
struct Part {
    TableThroughput* throughput = nullptr;  ///< Null: no limits.
    std::vector<CapacityUse> uses{};
};

/// Takes what `part` takes, or says why not.
Result<void> admit(const DynamoEngine& engine, CapacityOperation operation, const Part& part) {
    const Timestamp now = engine.clock.now();
    std::vector<ThrottlingReason> reasons = part.throughput->refusals(operation, part.uses, now);
    if (!reasons.empty()) {
        part.throughput->count_refused(reasons);
        return fail(part.throughput->error(std::move(reasons)));
    }
    part.throughput->take(operation, part.uses, now);
    return {};
}

bool is_lack_of_capacity(const TransactionCanceled::Reason& reason) {
    return reason.code == "ProvisionedThroughputExceeded" || reason.code == "ThrottlingError";
}

Result<void> admit_all(
    const DynamoEngine& engine, CapacityOperation operation, const std::vector<Part>& parts
) {
    const Timestamp now = engine.clock.now();
    std::vector<TransactionCanceled::Reason> cancelled;
    for (const Part& part : parts) {
        std::vector<ThrottlingReason> reasons;
        if (part.throughput != nullptr) {
            reasons = part.throughput->refusals(operation, part.uses, now);
            part.throughput->count_refused(reasons);
        }
        cancelled.push_back(
            reasons.empty() ? TransactionCanceled::Reason{.code = "None"}
                            : part.throughput->cancellation(reasons)
        );
    }
    if (std::ranges::any_of(cancelled, is_lack_of_capacity)) {
        return transaction_cancelled(std::move(cancelled));
    }
    for (const Part& part : parts) {
        if (part.throughput != nullptr) {
            part.throughput->take(operation, part.uses, now);
        }
    }
    return {};
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
    TableThroughput* throughput = plan.table->throughput();
    if (throughput == nullptr || (!planned && !condition_failed(planned))) {
        return planned;
    }
    TRY(admit(
        engine,
        CapacityOperation::Write,
        {.throughput = throughput,
         .uses = planned ? write_uses(plan, false) : refused_write_uses(plan, false)}
    ));
    return planned;
}

Result<void> admit_transaction(
    const DynamoEngine& engine, std::span<const WritePlan> plans, const Result<void>& planned
) {
    const auto has_limits = [](const WritePlan& plan) {
        return plan.table->throughput() != nullptr;
    };
    if (std::ranges::none_of(plans, has_limits) || (!planned && !condition_failed(planned))) {
        return planned;
    }
    std::vector<Part> parts;
    for (const WritePlan& plan : plans) {
        Part part{.throughput = plan.table->throughput()};
        if (part.throughput != nullptr) {
            part.uses = planned ? write_uses(plan, true) : refused_write_uses(plan, true);
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
    return admit(
        engine, CapacityOperation::Read, {.throughput = read.table->throughput(), .uses = read.uses}
    );
}

Result<void> admit_transactional_reads(
    const DynamoEngine& engine, std::span<const TableReadUse> reads
) {
    std::vector<Part> parts;
    for (const TableReadUse& read : reads) {
        parts.push_back({.throughput = read.table->throughput(), .uses = read.uses});
    }
    return admit_all(engine, CapacityOperation::Read, parts);
}

}  // namespace sosw::sqlite
