#include "backends/wrap/metering.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "backends/sqlite/item_size.hpp"

namespace sosw {

namespace {

constexpr std::int64_t kWriteUnitBytes = 1024;

/// Leaves of `capacity` what the caller asked for.
void answer_as_asked(std::optional<ConsumedCapacity>& capacity, ReturnConsumedCapacity asked) {
    if (asked == ReturnConsumedCapacity::None) {
        capacity.reset();
    } else if (asked == ReturnConsumedCapacity::Total && capacity) {
        capacity->index_units.clear();
    }
}

void answer_as_asked(std::vector<ConsumedCapacity>& capacities, ReturnConsumedCapacity asked) {
    if (asked == ReturnConsumedCapacity::None) {
        capacities.clear();
    } else if (asked == ReturnConsumedCapacity::Total) {
        for (ConsumedCapacity& capacity : capacities) {
            capacity.index_units.clear();
        }
    }
}

ConsumedCapacity write_of(std::string table, double units) {
    return {
        .table_name = std::move(table),
        .capacity_units = units,
        .write_capacity_units = units,
        .table_units = units};
}

/// What a write takes whose condition does not hold for `item`; of none, as of a small one.
double units_of_refused(const Item* item) {
    const std::int64_t size_bytes = item != nullptr ? sqlite::item_size(*item) : 0;
    return static_cast<double>(
        std::max<std::int64_t>((size_bytes + kWriteUnitBytes - 1) / kWriteUnitBytes, 1)
    );
}

ReturnValuesOnConditionCheckFailure& answer_on_failure(TransactWriteItem& action) {
    return std::visit(
        [](auto& input) -> ReturnValuesOnConditionCheckFailure& {
            return input.on_condition_check_failure;
        },
        action
    );
}

/// `error` without the items that `input` did not ask for.
void forget_items(Error& error, const TransactWriteItemsInput& input) {
    const auto* cancelled = error.detail<TransactionCanceled>();
    if (cancelled == nullptr) {
        return;
    }
    auto answered = std::make_shared<TransactionCanceled>(*cancelled);
    for (std::size_t i = 0; i < answered->reasons.size(); ++i) {
        TransactWriteItem action = input.transact_items[i];
        if (answer_on_failure(action) != ReturnValuesOnConditionCheckFailure::AllOld) {
            answered->reasons[i].item.reset();
        }
    }
    error.details = std::move(answered);
}

struct TableOf {
    template <typename Action>
    const std::string& operator()(const Action& action) const {
        return action.table_name;
    }
};

const std::string& table_of(const TransactWriteItem& action) {
    return std::visit(TableOf{}, action);
}

}  // namespace

void MeteringDynamoDb::note_refusal(const Call& call, const Error& error) {
    if (error.code == ErrorCode::Throttled) {
        meter_.throttled(call.access, call.operation, call.table, call.index);
    }
}

void MeteringDynamoDb::note_failed_condition(const std::string& table, const Error& error) {
    const auto* failed = error.detail<ConditionCheckFailed>();
    meter_.consumed(
        Access::Write,
        write_of(table, units_of_refused(failed != nullptr ? &failed->item : nullptr))
    );
}

void MeteringDynamoDb::note_cancelled(const TransactWriteItemsInput& input, const Error& error) {
    const auto* cancelled = error.detail<TransactionCanceled>();
    for (std::size_t i = 0; i < input.transact_items.size(); ++i) {
        const Item* item = cancelled != nullptr && cancelled->reasons[i].item
                               ? &*cancelled->reasons[i].item
                               : nullptr;
        meter_.consumed(
            Access::Write, write_of(table_of(input.transact_items[i]), 2 * units_of_refused(item))
        );
    }
}

template <typename Output, typename Input>
Result<Output> MeteringDynamoDb::write(
    const Input& input, std::string_view operation, Result<Output> (DynamoDb::*call)(const Input&)
) {
    constexpr auto kAllOld = ReturnValuesOnConditionCheckFailure::AllOld;
    Input asked = input;
    asked.return_consumed_capacity = ReturnConsumedCapacity::Indexes;
    asked.on_condition_check_failure = kAllOld;
    Result<Output> output = (next().*call)(asked);
    if (output) {
        meter_.consumed(Access::Write, *output->consumed_capacity);
        answer_as_asked(output->consumed_capacity, input.return_consumed_capacity);
    } else if (output.error().code == ErrorCode::ConditionFailed) {
        note_failed_condition(input.table_name, output.error());
        if (input.on_condition_check_failure != kAllOld) {
            output.error().details = nullptr;
        }
    } else {
        note_refusal({Access::Write, operation, input.table_name}, output.error());
    }
    return output;
}

template <typename Output, typename Input>
Result<Output> MeteringDynamoDb::read(
    const Input& input, const Call& request, Result<Output> (DynamoDb::*call)(const Input&)
) {
    Input asked = input;
    asked.return_consumed_capacity = ReturnConsumedCapacity::Indexes;
    Result<Output> output = (next().*call)(asked);
    if (output) {
        meter_.consumed(Access::Read, *output->consumed_capacity);
        answer_as_asked(output->consumed_capacity, input.return_consumed_capacity);
    } else {
        note_refusal(request, output.error());
    }
    return output;
}

template <typename Output, typename Input>
Result<Output> MeteringDynamoDb::several(
    const Input& input, const Call& request, Result<Output> (DynamoDb::*call)(const Input&)
) {
    Input asked = input;
    asked.return_consumed_capacity = ReturnConsumedCapacity::Indexes;
    Result<Output> output = (next().*call)(asked);
    if (output) {
        for (const ConsumedCapacity& capacity : output->consumed_capacity) {
            meter_.consumed(request.access, capacity);
        }
        answer_as_asked(output->consumed_capacity, input.return_consumed_capacity);
    } else {
        note_refusal(request, output.error());
    }
    return output;
}

Result<PutItemOutput> MeteringDynamoDb::put_item(const PutItemInput& input) {
    return write<PutItemOutput>(input, "PutItem", &DynamoDb::put_item);
}

Result<UpdateItemOutput> MeteringDynamoDb::update_item(const UpdateItemInput& input) {
    return write<UpdateItemOutput>(input, "UpdateItem", &DynamoDb::update_item);
}

Result<DeleteItemOutput> MeteringDynamoDb::delete_item(const DeleteItemInput& input) {
    return write<DeleteItemOutput>(input, "DeleteItem", &DynamoDb::delete_item);
}

Result<GetItemOutput> MeteringDynamoDb::get_item(const GetItemInput& input) {
    return read<GetItemOutput>(
        input, {Access::Read, "GetItem", input.table_name}, &DynamoDb::get_item
    );
}

Result<QueryOutput> MeteringDynamoDb::query(const QueryInput& input) {
    return read<QueryOutput>(
        input, {Access::Read, "Query", input.table_name, input.index_name}, &DynamoDb::query
    );
}

Result<ScanOutput> MeteringDynamoDb::scan(const ScanInput& input) {
    return read<ScanOutput>(
        input, {Access::Read, "Scan", input.table_name, input.index_name}, &DynamoDb::scan
    );
}

Result<BatchGetItemOutput> MeteringDynamoDb::batch_get_item(const BatchGetItemInput& input) {
    const std::string table =
        input.request_items.empty() ? std::string{} : input.request_items.front().first;
    return several<BatchGetItemOutput>(
        input, {Access::Read, "BatchGetItem", table}, &DynamoDb::batch_get_item
    );
}

Result<BatchWriteItemOutput> MeteringDynamoDb::batch_write_item(const BatchWriteItemInput& input) {
    const std::string table =
        input.request_items.empty() ? std::string{} : input.request_items.front().first;
    return several<BatchWriteItemOutput>(
        input, {Access::Write, "BatchWriteItem", table}, &DynamoDb::batch_write_item
    );
}

Result<TransactGetItemsOutput> MeteringDynamoDb::transact_get_items(
    const TransactGetItemsInput& input
) {
    const std::string table =
        input.transact_items.empty() ? std::string{} : input.transact_items.front().table_name;
    return several<TransactGetItemsOutput>(
        input, {Access::Read, "TransactGetItems", table}, &DynamoDb::transact_get_items
    );
}

Result<TransactWriteItemsOutput> MeteringDynamoDb::transact_write_items(
    const TransactWriteItemsInput& input
) {
    const std::string table =
        input.transact_items.empty() ? std::string{} : table_of(input.transact_items.front());
    TransactWriteItemsInput asked = input;
    for (TransactWriteItem& action : asked.transact_items) {
        answer_on_failure(action) = ReturnValuesOnConditionCheckFailure::AllOld;
    }
    Result<TransactWriteItemsOutput> output = several<TransactWriteItemsOutput>(
        asked, {Access::Write, "TransactWriteItems", table}, &DynamoDb::transact_write_items
    );
    if (!output && output.error().code == ErrorCode::ConditionFailed) {
        note_cancelled(input, output.error());
        forget_items(output.error(), input);
    }
    return output;
}

}  // namespace sosw
